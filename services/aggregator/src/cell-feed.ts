// From the tallies to the evaluator: takes in what each commit changed, and begins anew from whole states when a partition came
// back. It knows when all partitions are there, and when they have counted everything up to a given end.
import { createEvaluator, type Plan, type PublishedStore } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import { CAUSES_MAX, type TraceHeaders } from '@nhip/telemetry';
import type { Tally, TallyCommit, TallyListener } from './tally-task.ts';

export interface CellFeed extends TallyListener {
  /** Every partition of `events` is counted here, so that values can be right. */
  isComplete(): boolean;
  /** Nothing changed since the last evaluation. */
  isQuiet(): boolean;
  /** When the log took in the oldest event that was not evaluated yet, milliseconds since 1970; null: there is none. */
  oldestIngestTime(): number | null;
  /** Names the commits that were not evaluated yet, the oldest first; of many, the first ones. Empty: nobody traces. */
  causes(): readonly TraceHeaders[];
  /** Brings the published values up to date with the cells, as of the tick. */
  evaluateInto(store: PublishedStore, tickMs: number): void;
  /** Resolves when every partition is there. */
  complete(): Promise<void>;
  /** Resolves when everything that stands in `events` now is counted. */
  caughtUp(): Promise<void>;
  /** Gives up waiting. */
  close(): void;
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
    revoked: (partition) => {
      tallies.delete(partition);
      isCurrent = false;
    },
    isComplete,
    isQuiet: () => isQuiet,
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
    caughtUp: async () => {
      const partitions = Array.from({ length: log.partitions('events') }, (_, partition) => partition);
      const ranges = await Promise.all(partitions.map((partition) => log.range('events', partition)));
      await reaching.reached(ranges.map(({ end }) => end));
    },
    close: () => reaching.close(),
  };
}

interface Waiting {
  /** Positions to be reached, by partition. */
  readonly ends: readonly number[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface Reaching {
  /** Resolves when every partition's tally has come to its end here. */
  reached(ends: readonly number[]): Promise<void>;
  /** A position has moved. */
  settle(): void;
  close(): void;
}

function createReaching(positionOf: (partition: number) => number): Reaching {
  let waiting: readonly Waiting[] = [];
  const isReached = (ends: readonly number[]): boolean => ends.every((end, partition) => positionOf(partition) >= end);
  const settle = (): void => {
    for (const { ends, resolve } of waiting) if (isReached(ends)) resolve();
    waiting = waiting.filter(({ ends }) => !isReached(ends));
  };
  return {
    settle,
    reached: (ends) =>
      new Promise((resolve, reject) => {
        waiting = [...waiting, { ends, resolve, reject }];
        settle();
      }),
    close: () => {
      for (const { reject } of waiting) reject(new Error('the aggregator is closing'));
      waiting = [];
    },
  };
}
