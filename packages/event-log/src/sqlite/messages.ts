// What a thread that uses the log and the writer thread say to each other.
import type { LogErrorCode, Topic } from '../port.ts';

/** Entries of one partition, packed. */
export interface PackedOutput {
  readonly topic: Topic;
  readonly partition: number;
  readonly count: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Ownership {
  readonly group: string;
  readonly topic: Topic;
  readonly partition: number;
}

export type WriterRequest =
  | { readonly kind: 'append'; readonly id: number; readonly outputs: readonly PackedOutput[] }
  | { readonly kind: 'own'; readonly id: number; readonly of: Ownership }
  | {
      readonly kind: 'commit';
      readonly id: number;
      readonly of: Ownership;
      readonly epoch: number;
      readonly position: number;
      readonly outputs: readonly PackedOutput[];
    }
  | {
      readonly kind: 'truncate';
      readonly id: number;
      readonly topic: Topic;
      readonly partition: number;
      readonly before: number;
    }
  /** Another thread's port. */
  | { readonly kind: 'connect'; readonly id: number; readonly port: MessagePort };

export type WriterReply =
  /** `values`: base offsets of the outputs, or the epoch. */
  | { readonly kind: 'done'; readonly id: number; readonly values: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number; readonly code: LogErrorCode; readonly cause: string }
  /** Somebody's commit moved the end of these partitions. */
  | { readonly kind: 'advanced'; readonly places: readonly string[] }
  /** Somebody took these partitions over. */
  | { readonly kind: 'fenced'; readonly of: Ownership; readonly epoch: number };

export function placeName(topic: Topic, partition: number): string {
  return `${topic}/${partition}`;
}
