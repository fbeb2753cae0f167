// Benchmark: what the bench asks of the load generator, which is a process of its own, and what it gets back.
import type { Stretch } from '../stream.ts';

export type Command =
  /** Encodes the requests of a stretch and keeps them; each carries up to `batch` events (1: a single event). */
  | { readonly kind: 'encode'; readonly stretch: Stretch; readonly batch: number }
  /** Sends all that is encoded, as fast as the answers come; each connection takes the next request. */
  | { readonly kind: 'send'; readonly port: number; readonly connections: number; readonly msMax: number }
  /** Sends all that is encoded on one connection at a steady pace and watches a metric on another. */
  | {
      readonly kind: 'pace';
      readonly port: number;
      /** Where /metrics is. */
      readonly metricsPort: number;
      readonly eventsPerSecond: number;
      readonly batch: number;
      readonly metric: string;
      /** From the beginning of a scrape to that of the next one: an age is told too high by as much at most. */
      readonly scrapeEveryMs: number;
    };

export interface Encoded {
  readonly kind: 'encoded';
  readonly requests: number;
  readonly events: number;
  /** Bytes of the events alone, without HTTP and list. */
  readonly eventBytes: number;
}

export interface Sent {
  readonly kind: 'sent';
  readonly requests: number;
  readonly events: number;
  /** From the first byte written until the last answer. */
  readonly seconds: number;
  /** Of one request, from writing it until its answer is whole. */
  readonly latencyMs: Percentiles;
}

export interface Paced {
  readonly kind: 'paced';
  readonly events: number;
  readonly seconds: number;
  /** From an answer 202 until the end of the first scrape that shows its events. */
  readonly freshMs: Percentiles;
  readonly scrapes: number;
  readonly scrapeMs: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export type Reply = Encoded | Sent | Paced | { readonly kind: 'failed'; readonly message: string };

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
