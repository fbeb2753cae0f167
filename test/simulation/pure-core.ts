// Simulation: the real core without log and clock: decoder, a tally for each partition, evaluator, published values. It can be
// given the same statements in many ways, and must not tell the difference.
import {
  createEvaluator,
  createPublishedStore,
  createTallyState,
  type Evaluator,
  formatPeriod,
  openAsThen,
  openZone,
  type PackedState,
  type Plan,
  type PublishedStore,
  type ShownUnder,
  type Statement,
  shownUnder,
  type TallyState,
} from '@nhip/core';
import { createDecoder, decodeStructured, partitionOf, type StatementDecoder } from '@nhip/events';
import type { Delivery } from './statements.ts';

export interface CoreValue {
  readonly kpi: string;
  readonly unit: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly grain: string;
  readonly period: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly score: number | null;
  readonly target: number | null;
  readonly status: string;
  readonly flags: readonly string[];
}

/** How the statements come in. */
export interface Way {
  readonly partitions: number;
  /** Statements in a batch. */
  readonly batch: number;
  /** Evaluates after each batch, or once at the end only. */
  readonly eachBatch: boolean;
  /** After this many batches everything is forgotten and restored. */
  readonly restartAfter: number | null;
  /** From all that was drained, from whole blocks, or from the records alone. */
  readonly restoreFrom: 'drained' | 'blocks' | 'records';
}

export interface Outcome {
  /** Under the boundaries of then. */
  readonly values: readonly CoreValue[];
  readonly valuesNow: readonly CoreValue[];
  /** Verdicts that were given, over all agencies. */
  readonly verdicts: { readonly counted: number; readonly superseded: number; readonly repeated: number };
}

export interface PureCore {
  /** @param ticks the last one counts; those before come in while statements do, where each batch is evaluated. */
  run(deliveries: readonly Delivery[], ticks: readonly number[], way: Way): Outcome;
  /** What the event states, and what it states of a second record. */
  statementsOf(delivery: Delivery): readonly Statement[];
}

export async function openPureCore(plan: Plan): Promise<PureCore> {
  const decoder = await createDecoder(plan);
  const statementsOf = (delivery: Delivery): readonly Statement[] => decode(decoder, delivery);
  return {
    statementsOf,
    run: (deliveries, ticks, way) => {
      const statements = deliveries.flatMap(statementsOf);
      const run = openRun(plan, way);
      const batches = Math.ceil(statements.length / way.batch);
      for (let batch = 0; batch < batches; batch += 1) {
        run.take(statements.slice(batch * way.batch, (batch + 1) * way.batch));
        if (way.eachBatch) run.evaluate(ticks[Math.floor((batch * ticks.length) / batches)] ?? 0);
        if (batch + 1 === way.restartAfter) run.restart();
      }
      run.evaluate(ticks.at(-1) ?? 0);
      return run.outcome();
    },
  };
}

function decode(decoder: StatementDecoder, { agency, event }: Delivery): readonly Statement[] {
  const read = decodeStructured(new TextEncoder().encode(JSON.stringify(event)));
  if (read.kind === 'rejected') throw new Error(`the envelope is refused: ${JSON.stringify(read.faults)}`);
  const decoded = decoder.expand(read.envelope, agency, null);
  if (decoded.kind === 'rejected') throw new Error(`refused: ${JSON.stringify([decoded.faults, event])}`);
  return decoded.statements.map(({ statement }) => statement);
}

interface Run {
  take(statements: readonly Statement[]): void;
  evaluate(tickMs: number): void;
  restart(): void;
  outcome(): Outcome;
}

function openRun(plan: Plan, { partitions, restoreFrom }: Way): Run {
  let evaluator = createEvaluator(plan);
  const { dimensionsRead } = evaluator;
  const newTallies = (): TallyState[] =>
    Array.from({ length: partitions }, () => createTallyState(plan, dimensionsRead));
  let tallies = newTallies();
  /** A new evaluator speaks of everything at first; what it says nothing of is gone. */
  let isNew = true;
  const store = createPublishedStore(plan);
  /** Packed records and cells by partition: what the block logs would hold. */
  const packed: readonly Packed[] = tallies.map(() => ({ records: [], cells: [] }));
  let offset = 0;
  let today = 0;
  const zone = openZone(plan.timeZone);
  const shown = { plan, asThen: openAsThen(plan) };
  return {
    take: (statements) => {
      for (const statement of statements) {
        tallies[partitionOf(statement.identity, partitions)]?.apply(statement, offset);
        offset += 1;
      }
      for (const [partition, tally] of tallies.entries()) {
        const { records, cells } = tally.drain();
        tally.committed();
        packed[partition]?.records.push(...records);
        packed[partition]?.cells.push(...cells);
        for (const change of tally.takeChanges()) evaluator.take(change);
      }
    },
    evaluate: (tickMs) => {
      today = zone.dayOf(tickMs);
      const patches = evaluator.evaluate(tickMs);
      if (isNew) store.replaceAll(patches);
      else for (const patch of patches) store.patch(patch);
      isNew = false;
    },
    restart: () => {
      const former = tallies;
      tallies = newTallies();
      for (const [partition, tally] of tallies.entries()) {
        const drained = packed[partition] ?? NOTHING;
        const { records, cells } = restoreFrom === 'drained' ? drained : blocksOf(former[partition]);
        for (const message of records) tally.records.apply(message);
        if (restoreFrom === 'records') tally.recompute();
        else for (const message of cells) tally.cells.apply(message);
      }
      evaluator = refilled(createEvaluator(plan), tallies);
      isNew = true;
    },
    outcome: () => ({
      values: valuesIn(store, { ...shown, boundaries: 'then', today }),
      valuesNow: valuesIn(store, { ...shown, boundaries: 'now', today }),
      verdicts: verdictsOf(tallies),
    }),
  };
}

interface Packed {
  readonly records: Uint8Array[];
  readonly cells: Uint8Array[];
}

const NOTHING: Packed = { records: [], cells: [] };

function blocksOf(tally: TallyState | undefined): Packed {
  if (tally === undefined) return NOTHING;
  const blocks = ({ blockCount, encodeBlock }: PackedState): Uint8Array[] =>
    Array.from({ length: blockCount() }, (_, index) => encodeBlock(index)).flat();
  return { records: blocks(tally.records), cells: blocks(tally.cells) };
}

function verdictsOf(tallies: readonly TallyState[]): Outcome['verdicts'] {
  const sum = { counted: 0, superseded: 0, repeated: 0 };
  for (const tally of tallies) {
    for (const counts of tally.verdicts.all().values()) {
      sum.counted += counts.counted;
      sum.superseded += counts.superseded;
      sum.repeated += counts.repeated;
    }
  }
  return sum;
}

function refilled(evaluator: Evaluator, tallies: readonly TallyState[]): Evaluator {
  for (const tally of tallies) for (const change of tally.takeAll()) evaluator.take(change);
  return evaluator;
}

function valuesIn(store: PublishedStore, shown: ShownUnder): readonly CoreValue[] {
  const values: CoreValue[] = [];
  for (const series of store.all()) {
    const { key, runs } = shownUnder(series, shown);
    for (const { first, end, carries } of runs) {
      for (let period = first; period < end; period += 1) {
        const { kpi, unit, dimensions, grain } = key;
        const { value, numerator, denominator, score, target, status, flags } = carries.result;
        const place = { kpi, unit, dims: dimensions, grain, period: formatPeriod(grain, period) };
        values.push({ ...place, value, numerator, denominator, score, target, status, flags });
      }
    }
  }
  return values;
}
