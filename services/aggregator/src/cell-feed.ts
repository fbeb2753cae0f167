// From the tallies to the evaluator: takes in what each commit changed, and begins anew from whole states when a partition came
// back. It knows when all partitions are there, and when they have counted everything up to a given end.
import { createEvaluator, type DimensionsRead, type Plan } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import { CAUSES_MAX, type TraceHeaders } from '@nhip/telemetry';
import { endsOf } from './cell-log-feed.ts';
import type { CellSource } from './cell-source.ts';
import { createReaching } from './reaching.ts';
import type { Tally, TallyCommit, TallyListener } from './tally-task.ts';

/** Hears of every tally of this process. */
export interface CellFeed extends CellSource, TallyListener {
  /** What the evaluator asks of the tallies' changes. */
  readonly dimensionsRead: DimensionsRead;
}

export interface CellFeedOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  /** There is something to evaluate. @param events counted just now. */
  readonly changed: (events: number) => void;
}

export function createCellFeed({ log, plan, changed }: CellFeedOptions): CellFeed {
  const tallies = new Map<number, Tally>();
  let evaluator = createEvaluator(plan);
  /** The evaluator has taken in everything of the partitions that are there. */
  let isCurrent = false;
  let isQuiet = false;
  let isWhole = true;
  let oldestIngestTime: number | null = null;
  let causes: readonly TraceHeaders[] = [];

  const isComplete = (): boolean => tallies.size === log.partitions('events');
  const reaching = createReaching((partition) => tallies.get(partition)?.position ?? -1);
  const begin = (): void => {
    evaluator = createEvaluator(plan);
    for (const { state } of tallies.values()) for (const change of state.takeAll()) evaluator.take(change);
    isCurrent = true;
    isWhole = true;
  };
  return {
    dimensionsRead: evaluator.dimensionsRead,
    assigned: (tally) => {
      tallies.set(tally.partition, tally);
      isCurrent = false;
      isQuiet = false;
      reaching.settle();
      if (isComplete()) changed(0);
    },
    committed: ({ state }, { events, oldestIngestTime: ingestTime, trace }: TallyCommit) => {
      if (state.hasChanges()) {
        isQuiet = false;
        oldestIngestTime ??= ingestTime;
        if (trace !== undefined && causes.length < CAUSES_MAX) causes = [...causes, trace];
        changed(events);
      }
      reaching.settle();
    },
    fenced: () => {},
    revoked: (partition) => {
      tallies.delete(partition);
      isCurrent = false;
    },
    // Tallies and evaluator live and die together.
    open: async () => {},
    shut: async () => {},
    isComplete,
    isQuiet: () => isQuiet,
    // Counted here or not at all: what is pending is told by the tallies themselves.
    isBehind: async () => false,
    oldestIngestTime: () => oldestIngestTime,
    causes: () => causes,
    evaluateInto: (store, tickMs) => {
      if (!isCurrent) begin();
      for (const { state } of tallies.values()) for (const change of state.takeChanges()) evaluator.take(change);
      const patches = evaluator.evaluate(tickMs);
      if (isWhole) store.replaceAll(patches);
      else for (const patch of patches) store.patch(patch);
      isWhole = false;
      isQuiet = true;
      oldestIngestTime = null;
      causes = [];
    },
    complete: () => reaching.reached(Array.from({ length: log.partitions('events') }, () => 0)),
    caughtUp: async () => reaching.reached(await endsOf(log)),
    close: () => reaching.close(),
  };
}
