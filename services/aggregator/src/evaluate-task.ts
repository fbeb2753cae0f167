// The evaluate station, one for the city: whoever owns the partition of `clock`. It takes ticks from the log and changes of cells
// from the tallies, and commits the published values, the revisions and the position of the clock together.
import {
  CATALOGUE,
  createPublishedStore,
  type Plan,
  type PublishedStore,
  REBUILD,
  type Revision,
  STATEMENTS,
} from '@nhip/core';
import {
  type Batch,
  type BlockLog,
  createBlockLog,
  type EventLog,
  ingestTimeOf,
  LogError,
  type Owner,
  type PartitionHandler,
  restoreBlockLog,
} from '@nhip/event-log';
import { inSpan, type TraceHeaders, type Trouble } from '@nhip/telemetry';
import type { CellSource } from './cell-source.ts';
import { type ClockEntry, isAhead, readClockEntry } from './clock-entry.ts';
import { commitPatiently, createLeavings, type Wrote } from './commit.ts';
import { readLastTick } from './last-tick.ts';
import { EvaluatorGone, isGone } from './reaching.ts';
import { revisionOutputs } from './revision-entry.ts';
import { withTrace } from './traced.ts';

export interface EvaluateOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  /** Digest of everything the values depend on: another one makes the catalogue the cause of what changes. */
  readonly planHash: string;
  /** Everything is computed anew from the events: this is then the cause of what changes at first. */
  readonly rebuilds?: boolean;
  readonly feed: CellSource;
  /** Wall clock, milliseconds since 1970: tells up to when events are counted, nothing else. */
  readonly now: () => number;
  readonly evaluated: (evaluation: Evaluation) => void;
  /** The evaluator is here now, or here no more: what has to run beside it goes with it. */
  readonly here?: (isHere: boolean) => void;
  /** Hears of commits that the log does not take; undefined: nobody asks. */
  readonly trouble?: Trouble | undefined;
  /** Told what each commit has written; left out: nobody asks. */
  readonly wrote?: Wrote;
  /** For how long a commit waits for the log; left out: ten minutes. */
  readonly patienceMs?: number;
  /** Hears of ticks that are not believed; undefined: nobody asks. */
  readonly tickTrouble?: Trouble | undefined;
}

export interface Evaluation {
  readonly durationMs: number;
  /** When the log took in the oldest event that shows in the values for the first time; null: there is none. */
  readonly oldestIngestTime: number | null;
  readonly lastTick: number;
  readonly series: number;
}

export interface EvaluateTask extends PartitionHandler {
  /** The evaluator is going: what waits, for tallies or for the log, gives up. */
  leaving(partition: number): void;
  /** Brings the values up to date with the cells; does nothing before the first tick, or while partitions are missing. */
  evaluate(): Promise<void>;
  /** Events or ticks do not show in the values yet; null: another process evaluates. */
  isWaiting(): Promise<boolean | null>;
  /** When the log took in the oldest event that does not show yet, milliseconds since 1970; null: all show, or another process evaluates. */
  oldestWaiting(): number | null;
}

/** A loader that died must not keep periods open for ever. */
const BACKFILL_MS_MAX = 24 * 3_600_000;

interface Open {
  readonly owner: Owner;
  readonly leaving: AbortSignal | undefined;
  readonly store: PublishedStore;
  readonly kpis: BlockLog;
  /** Next offset of `clock`. */
  position: number;
  /** The values in the log were computed by another catalogue, or from other cells, until everything is evaluated once. */
  cause: number;
  /** The oldest event of an evaluation that is under way. */
  publishing: number | null;
  /** A commit is under way, or has failed: whoever has the partition next evaluates anew. */
  isUnsure: boolean;
}

export function createEvaluateTask(options: EvaluateOptions): EvaluateTask {
  let open: Open | null = null;
  const leavings = createLeavings();
  /** Evaluations and ticks take turns. */
  let turn: Promise<void> = Promise.resolve();
  let busy = 0;
  const inTurn = (deed: () => Promise<void>): Promise<void> => {
    busy += 1;
    const done = turn.then(deed).finally(() => {
      busy -= 1;
    });
    turn = done.catch(() => undefined);
    return done;
  };
  /** Whoever evaluates next takes the same, since nothing of it was committed; nothing after it may be. */
  const unlessGone = async (deed: () => Promise<void>): Promise<void> => {
    const former = open;
    if ((await isGone(deed)) && open === former) open = null;
  };
  const evaluateNow = async (): Promise<void> => {
    const tickMs = open?.store.meta().lastTick ?? null;
    if (open === null || tickMs === null || !options.feed.isComplete() || options.feed.isQuiet()) return;
    await publish(options, open, { tickMs, position: open.position, revisions: () => [] });
  };
  const takeBatch = async (batch: Batch): Promise<void> => {
    // A tick over half of the city would lock half of its numbers.
    await options.feed.complete();
    for (const [place, entry] of batch.entries.entries()) {
      const clock = believed(options, readClockEntry(entry.value), ingestTimeOf(entry));
      const position = batch.entries[place + 1]?.offset ?? batch.next;
      if (clock?.kind === 'backfill' && clock.state === 'end') await options.feed.caughtUp();
      await inTurn(async () => {
        if (open !== null) await takeEntry(options, open, { clock, position });
      });
    }
  };
  return {
    assigned: async (owner) => {
      leavings.came(owner.partition);
      open = await restore(options, owner, leavings.of(owner.partition));
      await options.feed.open();
      options.here?.(true);
      return open.position;
    },
    batch: (_owner, batch) => unlessGone(() => takeBatch(batch)),
    leaving: (partition) => {
      leavings.leaves(partition);
      options.feed.close();
    },
    revoked: async () => {
      open = null;
      options.tickTrouble?.left(0);
      options.here?.(false);
      await options.feed.shut();
    },
    evaluate: () => inTurn(() => unlessGone(evaluateNow)),
    isWaiting: async () => {
      if (open === null) return null;
      if (busy > 0) return true;
      const { end } = await options.log.range('clock', 0);
      if (await options.feed.isBehind()) return true;
      // Asked last and at one moment: while others were asked, an evaluation may have begun, and it is quiet from its beginning on.
      if (open === null || open.isUnsure || busy > 0 || end > open.position) return true;
      if (open.store.meta().lastTick === null) return false;
      return !(options.feed.isComplete() && options.feed.isQuiet());
    },
    oldestWaiting: () => (open === null ? null : (open.publishing ?? options.feed.oldestIngestTime())),
  };
}

/** Two clocks say when a tick was written: its own, and that of the log. One that runs ahead must not close what is not over. */
function believed({ tickTrouble }: EvaluateOptions, clock: ClockEntry | null, ingestTime: number): ClockEntry | null {
  if (clock?.kind !== 'tick') return clock;
  if (!isAhead(clock, ingestTime)) {
    tickTrouble?.over(0);
    return clock;
  }
  const [at, taken] = [clock.at, ingestTime].map((ms) => new Date(ms).toISOString());
  tickTrouble?.failed(
    0,
    new RangeError(`the tick ${at} is ahead of the clock of the log, which took it in at ${taken}`),
  );
  return null;
}

async function restore(
  { log, plan, planHash, rebuilds = false }: EvaluateOptions,
  owner: Owner,
  leaving: AbortSignal | undefined,
): Promise<Open> {
  const store = createPublishedStore(plan);
  const kpis = createBlockLog({ topic: 'kpis', partition: 0, state: store.packed, planHash });
  const restored = await restoreBlockLog(log, kpis, store.packed.apply);
  // What was counted anew is not stated as of a moment that a wrong clock has told.
  const lastTick = rebuilds ? await readLastTick(log) : null;
  const meta = store.meta();
  if (lastTick !== null && (meta.lastTick ?? lastTick) > lastTick) store.setMeta({ ...meta, lastTick });
  const isOther = restored !== null && restored.planHash !== planHash;
  const cause = isOther ? CATALOGUE : rebuilds ? REBUILD : STATEMENTS;
  return {
    owner,
    leaving,
    store,
    kpis,
    position: positionOf(restored?.meta),
    cause,
    publishing: null,
    isUnsure: false,
  };
}

function positionOf(meta: unknown): number {
  if (typeof meta !== 'object' || meta === null || !('position' in meta)) return 0;
  return typeof meta.position === 'number' ? meta.position : 0;
}

interface Taking {
  readonly clock: ClockEntry | null;
  readonly position: number;
}

async function takeEntry(options: EvaluateOptions, open: Open, { clock, position }: Taking): Promise<void> {
  const { store } = open;
  const meta = store.meta();
  if (clock === null) return passOver(open, position);
  if (clock.kind === 'backfill' && clock.state === 'begin') {
    store.setMeta({ ...meta, backfillSince: clock.at });
    await commit(options, open, { position, outputs: [] });
    return;
  }
  if (clock.kind === 'backfill') store.setMeta({ ...meta, backfillSince: null });
  // Ticks that go back would unlock the past.
  const tickMs = clock.kind === 'tick' ? Math.max(clock.at, meta.lastTick ?? clock.at) : meta.lastTick;
  if (tickMs === null) return passOver(open, position);
  const backfillSince = store.meta().backfillSince;
  const lock = backfillSince === null || clock.at - backfillSince > BACKFILL_MS_MAX;
  store.beginTick();
  store.setMeta({ ...store.meta(), lastTick: tickMs });
  await publish(options, open, { tickMs, position, revisions: () => store.endTick(tickMs, { lock }) });
}

/** Nothing waits for what changes nothing; the next commit tells the log, too. */
function passOver(open: Open, position: number): void {
  open.position = position;
}

interface Publishing {
  readonly tickMs: number;
  readonly position: number;
  /** Called after the values are up to date. */
  readonly revisions: () => readonly Revision[];
}

async function publish(
  options: EvaluateOptions,
  open: Open,
  { tickMs, position, revisions }: Publishing,
): Promise<void> {
  const { feed, now, evaluated } = options;
  const started = performance.now();
  const gathered = feed.isComplete() ? await feed.gather() : null;
  await inSpan('evaluate', { causes: gathered?.causes ?? [] }, async (trace) => {
    const evaluatedAt = now();
    const oldestIngestTime = gathered?.oldestIngestTime ?? null;
    // One that failed is still waiting.
    open.publishing ??= oldestIngestTime;
    if (gathered !== null) {
      open.store.causedBy(open.cause);
      feed.evaluateInto(open.store, tickMs);
      if (open.store.hasChanges()) open.store.setMeta({ ...open.store.meta(), evaluatedAt });
    }
    const outputs = revisionOutputs(revisions(), { tickMs });
    const isWorthIt = open.store.hasChanges() || outputs.length > 0 || position !== open.position;
    if (isWorthIt) await commit(options, open, { position, outputs, trace });
    if (gathered !== null) open.cause = STATEMENTS;
    open.publishing = null;
    const series = open.store.all().length;
    evaluated({ durationMs: performance.now() - started, oldestIngestTime, lastTick: tickMs, series });
  });
}

interface Committing {
  readonly position: number;
  readonly outputs: ReturnType<typeof revisionOutputs>;
  readonly trace?: TraceHeaders | undefined;
}

async function commit(options: EvaluateOptions, open: Open, { position, outputs, trace }: Committing): Promise<void> {
  const { log, trouble } = options;
  const values = withTrace(open.kpis.outputs(open.store.drain(), { position }), trace);
  const written = { owner: open.owner, outputs: [...values, ...outputs], position, leaving: open.leaving };
  open.isUnsure = true;
  const offsets = await commitPatiently({ ...options, ...written, trouble }).catch((cause: unknown) => {
    const isLeaving = cause instanceof LogError && open.leaving?.aborted === true;
    throw isLeaving ? new EvaluatorGone('the evaluator leaves before the log takes its values', { cause }) : cause;
  });
  open.isUnsure = false;
  open.position = position;
  const before = open.kpis.committed(offsets.slice(0, values.length));
  if (before !== null) await log.truncate('kpis', 0, before);
}
