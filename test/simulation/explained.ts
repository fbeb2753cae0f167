// Simulation: how published values came about, as the core tells it from what the block logs hold, and whether it adds up.
import {
  carriedAt,
  createCellScan,
  createEvaluator,
  createExplanation,
  createPublishedStore,
  createRecordScan,
  createTallyState,
  type Explained,
  type ExplainedPlace,
  openAsThen,
  openZone,
  type Plan,
  type Result,
  type SeriesKey,
  type Statement,
  shownUnder,
} from '@nhip/core';
import { partitionOf } from '@nhip/events';
import type { ExplainedValue, FoundRecord } from './re-adding.ts';

export interface ToldCity {
  readonly plan: Plan;
  readonly statements: readonly Statement[];
  readonly tickMs: number;
  readonly partitions: number;
  /** Cells that are named one by one. */
  readonly cellsMax: number;
}

/** One value that is published. */
export interface PublishedPlace {
  readonly place: ExplainedPlace;
  readonly result: Result;
}

export interface Explainer {
  readonly places: readonly PublishedPlace[];
  explain(place: ExplainedPlace): ExplainedValue;
}

const READINGS_MAX = 5_000;

/** Counts the statements a few at a time, so that rows are written again and again, as in a log. */
const BATCH = 7;

export function openExplainer({ plan, statements, tickMs, partitions, cellsMax }: ToldCity): Explainer {
  const shares = Array.from({ length: partitions }, () => ({
    tally: createTallyState(plan),
    records: [] as Uint8Array[],
    cells: [] as Uint8Array[],
  }));
  const evaluator = createEvaluator(plan);
  for (let first = 0; first < statements.length; first += BATCH) {
    for (const [place, statement] of statements.slice(first, first + BATCH).entries()) {
      shares[partitionOf(statement.identity, partitions)]?.tally.apply(statement, first + place);
    }
    for (const share of shares) {
      const { records, cells } = share.tally.drain();
      share.tally.committed();
      share.records.push(...records);
      share.cells.push(...cells);
      for (const change of share.tally.takeChanges()) evaluator.take(change);
    }
  }
  const store = createPublishedStore(plan);
  store.replaceAll(evaluator.evaluate(tickMs));
  const today = openZone(plan.timeZone).dayOf(tickMs);
  const asThen = openAsThen(plan);
  const places = (['then', 'now'] as const).flatMap((boundaries) =>
    store.all().flatMap((series) => {
      const { key, runs } = shownUnder(series, { boundaries, plan, asThen, today });
      return runs.flatMap(({ first, end }) =>
        Array.from({ length: Math.min(end - first, PERIODS_OF_A_RUN) }, (_, index) => first + index).map((period) => ({
          place: placeOf(plan, key, { period, boundaries, tickMs }),
          result: carriedAt(runs, period)?.result as Result,
        })),
      );
    }),
  );
  return { places, explain: (place) => explained(plan, place, { shares, cellsMax }) };
}

/** Of one and the same value in many periods, these are looked at. */
const PERIODS_OF_A_RUN = 2;

function placeOf(
  plan: Plan,
  { kpi, unit, dimensions, grain }: SeriesKey,
  at: Pick<ExplainedPlace, 'period' | 'boundaries' | 'tickMs'>,
): ExplainedPlace {
  const [kept] = Object.entries(dimensions);
  const dimension = kept === undefined ? null : { name: kept[0], value: kept[1] };
  const found = plan.kpis.find(({ id }) => id === kpi);
  if (found === undefined) throw new Error(`no KPI ${kpi}`);
  return { kpi: found, unit, dimension, grain, ...at };
}

interface Messages {
  readonly records: readonly Uint8Array[];
  readonly cells: readonly Uint8Array[];
}

function explained(
  plan: Plan,
  place: ExplainedPlace,
  { shares, cellsMax }: { readonly shares: readonly Messages[]; readonly cellsMax: number },
): ExplainedValue {
  const explanation = createExplanation(plan, place, { readingsMax: READINGS_MAX, cellsMax });
  const scans = shares.map(({ cells }) => {
    const scan = createCellScan(plan, explanation.needs);
    for (const message of cells) for (const _step of scan.apply(message));
    return scan;
  });
  for (const scan of scans) for (const cell of scan.cells()) explanation.take(cell);
  const told: Explained = explanation.evaluate();
  for (const scan of scans) for (const cell of scan.cells()) told.behind.take(cell);
  const cells = [...told.behind.settle()];
  const records: FoundRecord[] = [];
  for (const [partition, { records: messages }] of shares.entries()) {
    const found = new Map<string, FoundRecord>();
    const scan = createRecordScan({
      plan,
      texts: (scans[partition] as (typeof scans)[number]).texts,
      behind: told.behind,
      isWanted: (record) => told.readings.some((reading) => reading.record === record),
      hear: (name, record) => {
        if (record === null) found.delete(name);
        else found.set(name, { ...record, partition });
      },
    });
    for (const message of messages) for (const _step of scan.apply(message));
    records.push(...found.values());
  }
  return { told, cells, records };
}
