// What the evaluator needs from the cells, wherever they are counted: in this process (cell-port-feed.ts), or in others, read from
// the log (cell-log-feed.ts).
import type { PublishedStore } from '@nhip/core';
import type { TraceHeaders } from '@nhip/telemetry';

export interface CellSource {
  /** The evaluator is here now. */
  open(): Promise<void>;
  /** The evaluator is here no more. */
  shut(): Promise<void>;
  /** Every partition of `events` is known here, so that values can be right. */
  isComplete(): boolean;
  /** Nothing changed since the last evaluation. */
  isQuiet(): boolean;
  /** Something in `events` is not counted yet, as far as this source has to know it. */
  isBehind(): Promise<boolean>;
  /** When the log took in the oldest event that was not evaluated yet, milliseconds since 1970; null: there is none. */
  oldestIngestTime(): number | null;
  /** Takes in what changed, to be evaluated at once. Null: not every partition is there any more. */
  gather(): Promise<Gathered | null>;
  /** Brings the published values up to date with what was gathered, as of the tick. */
  evaluateInto(store: PublishedStore, tickMs: number): void;
  /** Resolves when every partition is there. */
  complete(): Promise<void>;
  /** Resolves when everything that stands in `events` now is counted. */
  caughtUp(): Promise<void>;
  /** Gives up waiting. */
  close(): void;
}

/** What is evaluated for the first time. */
export interface Gathered {
  /** When the log took in the oldest event, milliseconds since 1970; null: there is none. */
  readonly oldestIngestTime: number | null;
  /** Names the commits, the oldest first; of many, the first ones. Empty: nobody traces. */
  readonly causes: readonly TraceHeaders[];
}
