// What the evaluator needs from the cells, wherever they are counted: in this process (cell-feed.ts), or in others, read from the
// log (cell-log-feed.ts).
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
