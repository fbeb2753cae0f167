// The aggregator: tally tasks for the partitions of `events` that fall to this process, and the evaluate task for whoever owns the
// clock. Both live on the log alone, so that each may have a thread of its own; what has to go between them beside the log goes
// through a port.
import { createHash } from 'node:crypto';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createEvaluator, type Plan } from '@nhip/core';
import { type EventLog, LogError } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import type { Metrics, Troubles } from '@nhip/telemetry';
import { createCellGiver } from './cell-giver.ts';
import { CellLogFeed } from './cell-log-feed.ts';
import { CellPortFeed } from './cell-port-feed.ts';
import { createEvaluateTask } from './evaluate-task.ts';
import { createPace } from './pace.ts';
import { countWritten, createEvaluateReadings, createTallyReadings } from './readings.ts';
import { createTallyTask, type TallyListener } from './tally-task.ts';

/**
 * Where the evaluator hears of the cells. A port: every partition is counted in this process, behind the other end of it. `log`:
 * partitions are counted in any process of the group, and the evaluator, wherever it is, reads all of their cells from the log.
 */
export type CellsBy = MessagePort | 'log';

export interface StationOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly metrics: Metrics;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a steady clock, the same for tallies and evaluator; for durations only. */
  readonly steadyNow: () => number;
  /** Called once when it cannot go on; nothing that was accepted is lost, the next start resumes. */
  readonly failed: (error: unknown) => void;
  /** Hears of what the log does not take; left out: nobody asks. */
  readonly troubles?: Pick<Troubles, 'of'>;
  /** For how long a commit waits for a log that does not take it, as on a full disk; left out: ten minutes. */
  readonly patienceMs?: number;
}

export interface EvaluatorOptions extends StationOptions {
  /** Everything is counted anew, on top of what was published before: a changed value is told to come of that. */
  readonly rebuilds?: boolean;
  /** The evaluator is here now, or here no more: what has to run beside it goes with it. */
  readonly evaluatorHere?: (isHere: boolean) => void;
}

export interface AggregatorOptions extends EvaluatorOptions {
  /** `memory` (the default): every partition is counted in this process, and the evaluator hears of it directly. */
  readonly cells?: 'memory' | 'log';
  /** False: it counts, and leaves evaluating to others. */
  readonly evaluates?: boolean;
}

export interface Aggregator {
  /** Ends the running batch and evaluation, and leaves. */
  close(): Promise<void>;
}

/** The topic `clock` has one. */
const CLOCK_PARTITION = 0;
const TALLY_GROUP = 'nhip-tally';
const EVALUATE_GROUP = 'nhip-evaluate';
/** In a flood large batches cost less per event, and wait less often for the disk; one is still counted in a fraction of a second. */
const TALLY_BATCH_BYTES = 4 * 1024 * 1024;

/** Both in one thread. Resolves when it has joined its groups and restored every partition that fell to it at once. */
export async function startAggregator(options: AggregatorOptions): Promise<Aggregator> {
  const { cells = 'memory', evaluates = true, ...station } = options;
  if (!evaluates) return startTally(station, null);
  if (cells === 'log') return startBoth(station, { evaluator: 'log', tally: 'log' });
  const { port1, port2 } = new MessageChannel();
  try {
    return await startBoth(station, { evaluator: port1, tally: port2 });
  } catch (error) {
    // An open port would keep the process.
    port1.close();
    throw error;
  }
}

async function startBoth(
  station: EvaluatorOptions,
  cells: { readonly evaluator: CellsBy; readonly tally: CellsBy },
): Promise<Aggregator> {
  const evaluator = await startEvaluator(station, cells.evaluator);
  try {
    const tally = await startTally(station, cells.tally);
    return {
      // The evaluator may still ask about what it has begun to evaluate.
      close: async () => {
        await evaluator.close();
        await tally.close();
      },
    };
  } catch (error) {
    await evaluator.close();
    throw error;
  }
}

/**
 * Counts. Resolves when it has joined its group and restored every partition that fell to it at once.
 * @param cells null: nobody evaluates what is counted here.
 */
export async function startTally(options: StationOptions, cells: CellsBy | null): Promise<Aggregator> {
  const { log, plan, metrics, now, steadyNow, failed } = options;
  const trouble = options.troubles?.of('tally');
  const decoder = await createDecoder(plan);
  const wrote = countWritten(metrics);
  const readings = createTallyReadings({ log, metrics, now });
  const giver = isPort(cells) ? createCellGiver({ port: cells, steadyNow }) : null;
  const listener = giver === null ? readings : inTurn(readings, giver);
  const read = giver === null ? null : createEvaluator(plan).dimensionsRead;
  const tallying = await log.process({
    group: TALLY_GROUP,
    topic: 'events',
    handler: createTallyTask({ log, plan, decoder, listener, steadyNow, read, trouble, wrote, ...patienceOf(options) }),
    batchBytesMax: TALLY_BATCH_BYTES,
    failed,
    trouble,
  });
  return {
    close: async () => {
      await tallying.close();
      giver?.close();
    },
  };
}

/** Evaluates, once the clock falls to it. Resolves when it has joined its group. */
export async function startEvaluator(options: EvaluatorOptions, cells: CellsBy): Promise<Aggregator> {
  const { log, plan, metrics, now, steadyNow, failed, evaluatorHere: here, rebuilds = false } = options;
  const trouble = options.troubles?.of('evaluate');
  const changed = (events: number, at?: number): void => pace.wanted(events, at);
  const feed = isPort(cells)
    ? new CellPortFeed({ port: cells, log, plan, changed, failed })
    : new CellLogFeed({ log, plan, changed, failed });
  const evaluation = createEvaluateTask({
    log,
    plan,
    planHash: digest(plan),
    feed,
    now,
    evaluated: (one) => evaluated(one),
    rebuilds,
    ...(here === undefined ? {} : { here }),
    trouble,
    wrote: countWritten(metrics),
    tickTrouble: options.troubles?.of('tick'),
    ...patienceOf(options),
  });
  const evaluated = createEvaluateReadings({
    metrics,
    now,
    // In one process there is always an evaluator, or there will be at once.
    isWaiting: async () => (await evaluation.isWaiting()) ?? (cells === 'log' ? null : true),
    oldestWaiting: evaluation.oldestWaiting,
  });
  const pace = createPace({ work: () => unlessPassing(evaluation.evaluate()), failed, steadyNow });
  const member = await log.process({ group: EVALUATE_GROUP, topic: 'clock', handler: evaluation, failed, trouble });
  return {
    close: async () => {
      evaluation.leaving(CLOCK_PARTITION);
      await pace.close();
      await member.close();
      if (isPort(cells)) cells.close();
    },
  };
}

function patienceOf({ patienceMs }: StationOptions): { readonly patienceMs?: number } {
  return patienceMs === undefined ? {} : { patienceMs };
}

function isPort(cells: CellsBy | null): cells is MessagePort {
  return cells !== null && cells !== 'log';
}

/** An evaluator that was fenced begins anew where its partition goes, and so does one whose log refuses or is out of reach for a while. */
async function unlessPassing(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof LogError && passing.has(error.code))) throw error;
  }
}

const passing: ReadonlySet<string> = new Set([
  'NHIP_LOG_FENCED',
  'NHIP_LOG_REFUSED',
  'NHIP_LOG_COMMIT_UNSURE',
  'NHIP_LOG_UNAVAILABLE',
]);

/** What the published values depend on besides the events. */
function digest({ cellsHash, kpis, units, domains, finalAfterDays }: Plan): string {
  const text = JSON.stringify([cellsHash, kpis, units, domains, finalAfterDays]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The first is told first. */
function inTurn(...listeners: readonly TallyListener[]): TallyListener {
  return {
    assigned: (tally, restoreMs) => {
      for (const listener of listeners) listener.assigned(tally, restoreMs);
    },
    committed: (tally, commit) => {
      for (const listener of listeners) listener.committed(tally, commit);
    },
    fenced: () => {
      for (const listener of listeners) listener.fenced();
    },
    revoked: (partition) => {
      for (const listener of listeners) listener.revoked(partition);
    },
  };
}
