// How a published value came about, from the log: the cells behind it by the formula that is published, and on request the keys of the
// records that stand in these cells. Nothing is kept between two questions.
import {
  type CellBehind,
  type CellChange,
  createExplanation,
  createRecordScan,
  type Explained,
  openZone,
  type Plan,
  type RecordBehind,
  recordOwners,
  sameResult,
} from '@nhip/core';
import { type EventLog, LogError } from '@nhip/event-log';
import type { StatementDecoder } from '@nhip/events';
import { notReady } from '../query/asked-history.ts';
import { QueryRefusal } from '../query/refusal.ts';
import { takeTurns } from '../turns.ts';
import type { PublishedView } from '../view/published-view.ts';
import type { Point } from '../view/values-view.ts';
import type { ExplainQuery } from './explain-query.ts';
import type { ExplainLimits } from './limits.ts';
import { type ScannedCells, type ScanOptions, scanCells, scanRecords, unavailable } from './log-scan.ts';
import { createKeyReader, type RecordKey } from './record-keys.ts';

export interface ExplainOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly view: Pick<PublishedView, 'lastTick' | 'ready' | 'series' | 'catalogue'>;
  readonly decoder: StatementDecoder;
  readonly limits: ExplainLimits;
}

export interface Asking {
  readonly query: ExplainQuery;
  /** Whose records are told of: of one unit and those that it succeeded, or of all; null: of none. */
  readonly keysOf: { readonly unit: string | null } | null;
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** One value, and all that is behind it. */
export interface ToldValue {
  readonly published: Point;
  readonly catalogue: string | null;
  readonly explained: Explained;
  /** Of each reading. */
  readonly cells: readonly (readonly CellBehind[])[];
  /** Null: nobody asked for them. */
  readonly records: ToldRecords | null;
}

export interface ToldRecords {
  /** How many there are; null: more than are counted. */
  readonly count: number | null;
  /** Empty where they are more than may be told. */
  readonly list: readonly ToldRecord[];
}

export interface ToldRecord extends RecordBehind {
  readonly key: RecordKey | null;
}

/** @throws QueryRefusal */
export async function explain(options: ExplainOptions, asking: Asking): Promise<ToldValue> {
  try {
    return await explained(options, asking);
  } catch (error) {
    if (asking.signal.aborted) throw unavailable('whoever asked has left');
    if (error instanceof LogError) throw unavailable('the log does not answer');
    throw error;
  }
}

async function explained(options: ExplainOptions, asking: Asking): Promise<ToldValue> {
  const { log, plan, view, limits } = options;
  const { query, signal } = asking;
  signal.throwIfAborted();
  const tickMs = view.lastTick();
  if (!view.ready()) throw notReady('the published values have not been read to the end yet');
  const before = await pointOf(view, query);
  if (tickMs === null || before === null) throw unknownValue(query);
  const explanation = createExplanation(plan, { ...query, tickMs }, limits);
  const scanning: ScanOptions = { log, plan, signal, turns: takeTurns(), bytes: { max: limits.logBytesMax, used: 0 } };
  const scanned: ScannedCells[] = [];
  for (let partition = 0; partition < log.partitions('cells'); partition += 1) {
    scanned.push(await scanCells(scanning, { partition, isWanted: explanation.needs }));
  }
  await eachCell(scanning, scanned, explanation.take);
  const told = explanation.evaluate();
  await eachCell(scanning, scanned, told.behind.take);
  const cells = await settled(scanning, told);
  // What was counted while this was read may be published by now, or not yet.
  const after = (await pointOf(view, query)) ?? before;
  const isOlder =
    told.result !== null && !sameResult(told.result, after.result) && sameResult(told.result, before.result);
  return {
    published: isOlder ? before : after,
    catalogue: view.catalogue(),
    explained: told,
    cells,
    records:
      asking.keysOf === null
        ? null
        : await recordsOf(options, { scanning, scanned, told, isShown: shownTo(asking.keysOf.unit, plan, tickMs) }),
  };
}

function unknownValue({ kpi, unit }: ExplainQuery): QueryRefusal {
  return new QueryRefusal('NHIP_QUERY_VALUE_UNKNOWN', `nothing of ${kpi.id} is published for ${unit} in this period`);
}

async function pointOf(
  view: ExplainOptions['view'],
  { kpi, unit, grain, period, dimension, boundaries }: ExplainQuery,
): Promise<Point | null> {
  for (const series of await view.series({ kpi: kpi.id, unit, grains: [grain], dimension, boundaries })) {
    for (const point of series.points(period, period + 1)) return point;
  }
  return null;
}

async function eachCell(
  { turns, signal }: ScanOptions,
  scanned: readonly ScannedCells[],
  take: (cell: CellChange) => void,
): Promise<void> {
  for (const { scan } of scanned) {
    for (const cell of scan.cells()) {
      take(cell);
      if (!turns.isDue(CELL_STEPS)) continue;
      await turns.next();
      signal.throwIfAborted();
    }
  }
}

/** A cell goes to every node above its unit, in every measure that reads it. */
const CELL_STEPS = 32;

async function settled({ turns }: ScanOptions, { behind }: Explained): Promise<readonly (readonly CellBehind[])[]> {
  const cells: (readonly CellBehind[])[] = [];
  for (const ofReading of behind.settle()) {
    cells.push(ofReading);
    if (turns.isDue(ofReading.length + 1)) await turns.next();
  }
  return cells;
}

interface Finding {
  readonly scanning: ScanOptions;
  readonly scanned: readonly ScannedCells[];
  readonly told: Explained;
  /** Records of the unit may be told of. */
  readonly isShown: (unit: string) => boolean;
}

/** @param unit null: an operator's question. */
function shownTo(unit: string | null, plan: Plan, tickMs: number): Finding['isShown'] {
  if (unit === null) return () => true;
  const isOwner = recordOwners(plan, openZone(plan.timeZone).dayOf(tickMs));
  return (stated) => isOwner(stated, unit);
}

interface Found extends RecordBehind {
  readonly partition: number;
}

async function recordsOf(options: ExplainOptions, finding: Finding): Promise<ToldRecords> {
  const { recordsMax, recordsCountedMax } = options.limits;
  const { scanning, scanned } = finding;
  const found: Found[] = [];
  for (const share of scanned) {
    if (found.length > recordsCountedMax) break;
    const left = recordsCountedMax + 1 - found.length;
    for (const record of await foundIn(options.plan, finding, { share, left })) found.push(record);
  }
  if (found.length > recordsCountedMax) return { count: null, list: [] };
  if (found.length > recordsMax) return { count: found.length, list: [] };
  // By place in the log, so that neighbours are read together.
  found.sort((one, other) => one.partition - other.partition || one.offset - other.offset);
  const reader = createKeyReader(options);
  const list: ToldRecord[] = [];
  for (const record of found) {
    scanning.signal.throwIfAborted();
    list.push({ ...record, key: await reader.keyOf(record) });
  }
  return { count: list.length, list: sorted(list) };
}

/** The records of one partition that have put something into the readings; reading ends when they are `left`, give or take a message. */
async function foundIn(
  plan: Plan,
  { scanning, told, isShown }: Finding,
  { share, left }: { readonly share: ScannedCells; readonly left: number },
): Promise<Iterable<Found>> {
  let found = new Map<string, Found>();
  const wanted = new Set(told.readings.map(({ record }) => record));
  const begin = () => {
    found = new Map();
    const scan = createRecordScan({
      plan,
      texts: share.scan.texts,
      behind: told.behind,
      isWanted: (record) => wanted.has(record),
      hear: (name, record) => {
        if (record === null || !isShown(record.unit)) found.delete(name);
        else found.set(name, { ...record, partition: share.partition });
      },
    });
    return scan.apply;
  };
  await scanRecords(scanning, share, { begin, isEnough: () => found.size >= left });
  return found.values();
}

/** The same however the records lie in partitions. */
function sorted(list: readonly ToldRecord[]): readonly ToldRecord[] {
  const named = list.map((record) => ({ record, name: JSON.stringify([record.unit, record.record, record.key]) }));
  named.sort((one, other) => (one.name === other.name ? 0 : one.name < other.name ? -1 : 1));
  return named.map(({ record }) => record);
}
