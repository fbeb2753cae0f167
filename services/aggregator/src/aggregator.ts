// The aggregator: tally tasks for the partitions of `events` that fall to this process, and the evaluate task for whoever owns
// the clock. Both live on the log alone; what has to go between them in memory goes through the cell feed.
import { createHash } from 'node:crypto';
import type { Plan } from '@nhip/core';
import { type EventLog, LogError, type Member } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import type { Metrics, Troubles } from '@nhip/telemetry';
import { createCellFeed } from './cell-feed.ts';
import { CellLogFeed } from './cell-log-feed.ts';
import type { CellSource } from './cell-source.ts';
import { createEvaluateTask } from './evaluate-task.ts';
import { createPace } from './pace.ts';
import { createReadings } from './readings.ts';
import { createTallyTask, type TallyListener } from './tally-task.ts';

export interface AggregatorOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly metrics: Metrics;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a steady clock, for durations only. */
  readonly steadyNow: () => number;
  /** Called once when it cannot go on; nothing that was accepted is lost, the next start resumes. */
  readonly failed: (error: unknown) => void;
  /**
   * `memory` (the default): every partition is counted in this process, and the evaluator hears of it directly. `log`: partitions are
   * counted in any process of the group, and the evaluator, wherever it is, reads all of their cells from the log.
   */
  readonly cells?: 'memory' | 'log';
  /** False: it counts, and leaves evaluating to others. */
  readonly evaluates?: boolean;
  /** Everything is counted anew, on top of what was published before: a changed value is told to come of that. */
  readonly rebuilds?: boolean;
  /** The evaluator is here now, or here no more: what has to run beside it goes with it. */
  readonly evaluatorHere?: (isHere: boolean) => void;
  /** Hears of what the log does not take; left out: nobody asks. */
  readonly troubles?: Troubles;
  /** For how long a commit waits for a log that does not take it, as on a full disk; left out: ten minutes. */
  readonly patienceMs?: number;
}

export interface Aggregator {
  /** Ends the running batch and evaluation, and leaves. */
  close(): Promise<void>;
}

const TALLY_GROUP = 'nhip-tally';
const EVALUATE_GROUP = 'nhip-evaluate';
/** In a flood large batches cost less per event, and wait less often for the disk; one is still counted in a fraction of a second. */
const TALLY_BATCH_BYTES = 4 * 1024 * 1024;

/** Resolves when it has joined its groups and restored every partition that fell to it at once. */
export async function startAggregator(options: AggregatorOptions): Promise<Aggregator> {
  const { log, plan, metrics, now, steadyNow, failed, cells = 'memory', evaluatorHere: here, troubles } = options;
  const decoder = await createDecoder(plan);
  // In one process there is always an evaluator, or there will be at once.
  const isWaiting = async (): Promise<boolean | null> =>
    (await evaluation.isWaiting()) ?? (cells === 'log' ? null : true);
  const readings = createReadings({ log, metrics, now, isWaiting, oldestWaiting: () => evaluation.oldestWaiting() });
  const changed = (events: number): void => pace.wanted(events);
  const memory = cells === 'memory' ? createCellFeed({ log, plan, changed }) : null;
  const feed = memory ?? new CellLogFeed({ log, plan, changed, failed });
  const planHash = digest(plan);
  const patience = options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs };
  const evaluation = createEvaluateTask({
    log,
    plan,
    planHash,
    feed,
    now,
    evaluated: readings.evaluated,
    rebuilds: options.rebuilds ?? false,
    ...(here === undefined ? {} : { here }),
    trouble: troubles?.of('evaluate'),
    clockTrouble: troubles?.of('clock'),
    ...patience,
  });
  const pace = createPace({ work: () => unlessPassing(evaluation.evaluate()), failed, steadyNow });
  const listener = memory === null ? readings : both(memory, readings);
  const read = memory?.dimensionsRead ?? null;
  const trouble = troubles?.of('tally');
  const tally = createTallyTask({ log, plan, decoder, listener, steadyNow, read, trouble, ...patience });
  const { evaluates = true } = options;
  const evaluating = evaluates
    ? [
        await log.process({
          group: EVALUATE_GROUP,
          topic: 'clock',
          handler: evaluation,
          failed,
          trouble: troubles?.of('evaluate'),
        }),
      ]
    : [];
  const tallying = await log.process({
    group: TALLY_GROUP,
    topic: 'events',
    handler: tally,
    batchBytesMax: TALLY_BATCH_BYTES,
    failed,
    trouble,
  });
  return { close: () => close({ pace, feed, members: [tallying, ...evaluating] }) };
}

/** An evaluator that was fenced begins anew where its partition goes, and so does one whose log is out of reach for a while. */
async function unlessPassing(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof LogError && passing.has(error.code))) throw error;
  }
}

const passing: ReadonlySet<string> = new Set(['NHIP_LOG_FENCED', 'NHIP_LOG_UNAVAILABLE']);

interface Closing {
  readonly pace: { close(): Promise<void> };
  readonly feed: CellSource;
  readonly members: readonly Member[];
}

async function close({ pace, feed, members }: Closing): Promise<void> {
  feed.close();
  await pace.close();
  for (const member of members) await member.close();
}

/** What the published values depend on besides the events. */
function digest({ cellsHash, kpis, units, domains, finalAfterDays }: Plan): string {
  const text = JSON.stringify([cellsHash, kpis, units, domains, finalAfterDays]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function both(first: TallyListener, second: TallyListener): TallyListener {
  return {
    assigned: (tally, restoreMs) => {
      second.assigned(tally, restoreMs);
      first.assigned(tally, restoreMs);
    },
    committed: (tally, commit) => {
      second.committed(tally, commit);
      first.committed(tally, commit);
    },
    fenced: () => {
      second.fenced();
      first.fenced();
    },
    revoked: (partition) => {
      second.revoked(partition);
      first.revoked(partition);
    },
  };
}
