// What tallies and the evaluator of one process say to each other, which may be in two threads: what was counted goes one way as it
// happens, what changed only when it is asked for. Messages keep their order: an answer comes after all that was told before it.
import type { TraceHeaders } from '@nhip/telemetry';

/** From the tallies. */
export type TallyMessage =
  | { readonly kind: 'assigned'; readonly partition: number; readonly position: number }
  | { readonly kind: 'committed'; readonly commit: CountedCommit }
  | { readonly kind: 'revoked'; readonly partition: number }
  /** Some of what was asked for, see `packChanges`. */
  | { readonly kind: 'changes'; readonly packet: Uint8Array<ArrayBuffer> }
  /** The end of an answer. */
  | { readonly kind: 'told'; readonly id: number };

export interface CountedCommit {
  readonly partition: number;
  /** Next offset of `events` to be counted. */
  readonly position: number;
  readonly events: number;
  /** By the steady clock of the process. */
  readonly at: number;
  /** When the log took in the first event of the commit, milliseconds since 1970. */
  readonly oldestIngestTime: number;
  /** There is something to evaluate. */
  readonly hasChanges: boolean;
  readonly trace: TraceHeaders | undefined;
}

/** From the evaluator. */
export interface EvaluatorMessage {
  readonly id: number;
  /** `changes`: what changed since they were asked for last. `all`: all cells as changes from nothing. `nothing`: an answer alone. */
  readonly asks: 'changes' | 'all' | 'nothing';
}
