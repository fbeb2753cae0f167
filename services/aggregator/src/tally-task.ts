// The tally station: reads one partition of `events`, judges each statement against its record, and commits the changed records,
// the changed cells, the counts of verdicts and the position in one transaction. What cannot be counted becomes a dead letter.
import {
  createTallyState,
  type DimensionsRead,
  type Plan,
  type Statement,
  type TallyState,
  type VerdictCounts,
} from '@nhip/core';
import {
  type Batch,
  type BlockLog,
  createBlockLog,
  type EventLog,
  ingestTimeOf,
  LogError,
  type Output,
  type Owner,
  type PartitionHandler,
  restoreBlockLog,
  type StoredEntry,
} from '@nhip/event-log';
import { decodeStored, type Fault, NhipError, partitionOf, type StatementDecoder } from '@nhip/events';
import { causesOf, inSpan, type SpanOptions, type TraceHeaders, type Trouble } from '@nhip/telemetry';
import { commitPatiently, createLeavings, type Wrote } from './commit.ts';
import { conflict, deadLetter, deadLetterCodeOf } from './dead-letter.ts';
import { checkRecords, positionOf, type RecordsMeta } from './records-meta.ts';
import { withTrace } from './traced.ts';

export interface TallyOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly decoder: StatementDecoder;
  readonly listener: TallyListener;
  /** Milliseconds of a steady clock, for durations only. */
  readonly steadyNow: () => number;
  /** The dimensions that whoever takes the changes of cells from the states reads; null: nobody does, the cells go by the log. */
  readonly read: DimensionsRead | null;
  /** Hears of commits that the log does not take; undefined: nobody asks. */
  readonly trouble?: Trouble | undefined;
  /** Told what each commit has written; left out: nobody asks. */
  readonly wrote?: Wrote;
  /** For how long a commit waits for the log; left out: ten minutes. */
  readonly patienceMs?: number;
}

/** Who follows the tallies of this process: the evaluator, and the own metrics. */
export interface TallyListener {
  /** A partition was restored; its state may be read until it is revoked. */
  assigned(tally: Tally, restoreMs: number): void;
  committed(tally: Tally, commit: TallyCommit): void;
  /** A commit was refused since another process owns the partition by now. */
  fenced(): void;
  revoked(partition: number): void;
}

export interface TallyCommit {
  readonly events: number;
  /** Codes of the dead letters among the outputs, one for each. */
  readonly deadLetterCodes: readonly string[];
  /** When the log took in the first event of the commit, milliseconds since 1970. */
  readonly oldestIngestTime: number;
  readonly commitMs: number;
  /** Names the span of the commit; undefined: nobody traces. */
  readonly trace: TraceHeaders | undefined;
}

/** One partition's tally as it stands after its last commit. */
export interface Tally {
  readonly partition: number;
  /** Ahead of the position while a batch is being counted. */
  readonly state: TallyState;
  /** Next offset of `events` to be counted. */
  readonly position: number;
  /** Verdicts by agency on what stands before the position. */
  readonly counts: ReadonlyMap<string, VerdictCounts>;
}

/** Stands with every commit in `cells`. */
export interface CellsMeta {
  /** Next offset of `events` to be counted. */
  readonly position: number;
  /** When the log took in the first event of the commit, milliseconds since 1970. */
  readonly since?: number;
}

interface OpenTally extends Tally {
  position: number;
  counts: ReadonlyMap<string, VerdictCounts>;
  readonly records: BlockLog;
  readonly cells: BlockLog;
}

export function createTallyTask(options: TallyOptions): PartitionHandler {
  const open = new Map<number, OpenTally>();
  const leavings = createLeavings();
  return {
    assigned: async (owner) => {
      const started = options.steadyNow();
      leavings.came(owner.partition);
      const leaving = leavings.of(owner.partition);
      const { tally, isRecomputed } = await restore(options, owner.partition);
      open.set(owner.partition, tally);
      // Whoever reads the cells from the log would else wait for the next event.
      const nothing = { owner, batch: nothingAt(tally), outputs: [], trace: undefined, leaving };
      if (isRecomputed) await commit(options, tally, nothing);
      options.listener.assigned(tally, options.steadyNow() - started);
      return tally.position;
    },
    batch: async (owner, batch) => {
      const tally = open.get(owner.partition);
      if (tally === undefined) throw new RangeError(`partition ${owner.partition} of events is not assigned`);
      await inSpan('tally commit', spanOf(batch), async (trace) => {
        const outputs = batch.entries.flatMap((entry) => take(options, tally, entry));
        await commit(options, tally, { owner, batch, outputs, trace, leaving: leavings.of(owner.partition) });
      });
    },
    leaving: leavings.leaves,
    revoked: async (partition) => {
      open.delete(partition);
      options.listener.revoked(partition);
    },
  };
}

function spanOf({ partition, entries }: Batch): SpanOptions {
  return {
    kind: 'consumer',
    attributes: {
      'messaging.destination.name': 'events',
      'messaging.destination.partition.id': String(partition),
      'messaging.batch.message_count': entries.length,
    },
    causes: causesOf(headersOf(entries)),
  };
}

function* headersOf(entries: readonly StoredEntry[]): Generator<StoredEntry['headers']> {
  for (const { headers } of entries) yield headers;
}

function nothingAt({ partition, position }: Tally): Batch {
  return { partition, entries: [], next: position };
}

interface RestoredTally {
  readonly tally: OpenTally;
  /** The cells were computed anew from the records. */
  readonly isRecomputed: boolean;
}

async function restore({ log, plan, read }: TallyOptions, partition: number): Promise<RestoredTally> {
  const state = createTallyState(plan, read);
  const records = createBlockLog({ topic: 'records', partition, state: state.records, planHash: plan.layoutHash });
  const cells = createBlockLog({ topic: 'cells', partition, state: state.cells, planHash: plan.cellsHash });
  // Records of another layout are not read at all: their rows would be taken for something else, of any size.
  const restored = await restoreBlockLog(log, records, state.records.apply, { onlyPlan: plan.layoutHash });
  checkRecords(restored, plan);
  // Cells of another plan are not read at all: they are computed anew from the records. So are cells of this plan that stand
  // before some of another: when this plan came back, their rows were numbered anew.
  const cellsRestored = await restoreBlockLog(log, cells, state.cells.apply, { onlyPlan: plan.cellsHash });
  const isWhole = cellsRestored?.planHash === plan.cellsHash && !cellsRestored.isMixed;
  const isRecomputed = restored !== null && !isWhole;
  checkUnits(state, plan);
  if (isRecomputed) state.recompute();
  const position = positionOf(restored);
  return { tally: { partition, state, records, cells, position, counts: state.verdicts.all() }, isRecomputed };
}

/** Records of a unit that the catalogue has never heard of would be missing in every total, and nobody would be told. */
function checkUnits(state: TallyState, { units }: Plan): void {
  const known = new Set(units.map(({ code }) => code));
  const gone = [...state.unitsStanding()].filter(([unit]) => !known.has(unit));
  const [first] = gone;
  if (first === undefined) return;
  const records = gone.reduce((sum, [, count]) => sum + count, 0);
  const others = gone.length === 1 ? '' : ` and ${gone.length - 1} more`;
  throw new NhipError(
    'NHIP_TALLY_UNIT_GONE',
    `the catalogue has no unit '${first[0]}'${others} any more, and ${records} records stand for what is gone: give such a unit ` +
      'its last day and who succeeds it (`until`, `successor`) instead of leaving it out; or run `nhip rebuild`, which puts ' +
      'what was stated for it among the dead letters',
  );
}

/** Counts one entry; gives what has to be written beside the numbers. */
function take(options: TallyOptions, tally: OpenTally, entry: StoredEntry): readonly Output[] {
  const { key, packed } = entry;
  const unpacked = key === null || packed === undefined ? null : options.decoder.codec.unpack(packed, key);
  return unpacked === null ? takeEvent(options, tally, entry) : takeStatement(options, tally, entry, unpacked);
}

function takeEvent(options: TallyOptions, tally: OpenTally, entry: StoredEntry): readonly Output[] {
  const place = { partition: tally.partition, entry };
  const stored = decodeStored(entry.value);
  if (stored.kind === 'rejected') return [reject(tally, place, { agency: '', record: null, fault: stored.faults[0] })];
  const { envelope, agency } = stored;
  // No receipt time: its bounds were checked at the door, and a replay must not judge them by another clock.
  const decoded = options.decoder.decode(envelope, agency, null);
  if (decoded.kind === 'rejected') {
    const record = options.decoder.recordOf(envelope.type);
    return [reject(tally, place, { agency, record, fault: decoded.faults[0] })];
  }
  return takeStatement(options, tally, entry, decoded.statement);
}

function takeStatement(
  options: TallyOptions,
  tally: OpenTally,
  entry: StoredEntry,
  statement: Statement,
): readonly Output[] {
  const place = { partition: tally.partition, entry };
  const misplaced = misplacement(options, tally, statement);
  if (misplaced !== null)
    return [reject(tally, place, { agency: statement.agency, record: statement.record, fault: misplaced })];
  const judgement = tally.state.apply(statement, entry.offset, ingestTimeOf(entry));
  return judgement.conflict ? [conflict(place)] : NOTHING;
}

const NOTHING: readonly Output[] = [];

/** A record counted in two partitions would be counted twice. */
function misplacement({ log }: TallyOptions, { partition }: Tally, { identity }: Statement): Fault | null {
  const own = partitionOf(identity, log.partitions('events'));
  if (own === partition) return null;
  return { code: 'NHIP_TALLY_PARTITION', pointer: '', message: `this record belongs to partition ${own}` };
}

interface Blame {
  readonly agency: string;
  readonly record: number | null;
  readonly fault: Fault | undefined;
}

function reject(tally: Tally, place: Parameters<typeof deadLetter>[0], { agency, record, fault }: Blame): Output {
  tally.state.deadLettered({ agency, record, ingestTime: ingestTimeOf(place.entry) });
  const unknown: Fault = { code: 'NHIP_EVENT_JSON_BROKEN', pointer: '', message: 'the entry cannot be read' };
  return deadLetter(place, fault ?? unknown);
}

interface Committing {
  readonly owner: Owner;
  readonly batch: Batch;
  readonly outputs: readonly Output[];
  readonly trace: TraceHeaders | undefined;
  readonly leaving: AbortSignal | undefined;
}

async function commit(
  options: TallyOptions,
  tally: OpenTally,
  { owner, batch, outputs, trace, leaving }: Committing,
): Promise<void> {
  const drained = tally.state.drain();
  const meta: RecordsMeta = { position: batch.next, timeZone: options.plan.timeZone };
  const records = tally.records.outputs(drained.records, meta);
  const cells = withTrace(tally.cells.outputs(drained.cells, cellsMeta(batch)), trace);
  const started = options.steadyNow();
  const written = { owner, outputs: [...records, ...cells, ...outputs], position: batch.next, leaving };
  const offsets = await commitPatiently({ ...options, ...written, trouble: options.trouble }).catch(
    (error: unknown) => {
      if (error instanceof LogError && error.code === 'NHIP_LOG_FENCED') options.listener.fenced();
      throw error;
    },
  );
  const commitMs = options.steadyNow() - started;
  // All at once: nobody is to see that nothing is pending here, and that the evaluator has heard of nothing either.
  tally.position = batch.next;
  tally.counts = tally.state.verdicts.all();
  tally.state.committed();
  options.listener.committed(tally, {
    events: batch.entries.length,
    oldestIngestTime: batch.entries[0]?.ingestTime ?? 0,
    commitMs,
    deadLetterCodes: outputs.flatMap(deadLetterCodeOf),
    trace,
  });
  await truncate(options.log, tally.records, offsets.slice(0, records.length));
  await truncate(options.log, tally.cells, offsets.slice(records.length, records.length + cells.length));
}

/** Tells an evaluator in another process how far the partition is counted, and since when what is new here has waited. */
function cellsMeta({ entries, next }: Batch): CellsMeta {
  const since = entries[0]?.ingestTime;
  return since === undefined ? { position: next } : { position: next, since };
}

/** Drops what a rotation of the block log no longer needs. */
async function truncate(log: EventLog, blockLog: BlockLog, offsets: readonly number[]): Promise<void> {
  const before = blockLog.committed(offsets);
  if (before !== null) await log.truncate(blockLog.topic, blockLog.partition, before);
}
