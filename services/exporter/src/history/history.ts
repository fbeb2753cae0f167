// What was published earlier: every value that was shown, by the moment it was published, and every numbered change of a final one. It
// is a view. Dropped, it is filled again from the topics `revisions` (what was final, and when) and `kpis` (what is published now);
// what open and provisional periods said before that is then no longer known.
import type { Result, SeriesKey, Span } from '@nhip/core';
import type { PublishedSeries, SeriesQuery } from '../view/values-view.ts';

/** `lock`: number 0, the value as it became final. Else names of causes with `+` between them, see the core. */
export type RevisionCause = string;

/** One change of a final value, the same for the periods first <= period < end. */
export interface RevisionChange extends Span {
  readonly number: number;
  readonly cause: RevisionCause;
  /** The tick it was published with, milliseconds since 1970. */
  readonly tickMs: number;
  /** Null: nothing was published. */
  readonly before: Result | null;
  readonly after: Result | null;
}

export interface KeptRevision extends RevisionChange {
  readonly key: SeriesKey;
}

export interface HistoryQuery extends SeriesQuery {
  /** Days since 1970-01-01: periods that begin in [from, to); null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface History {
  /** False until everything is kept that stood in the log when it was opened. */
  ready(): boolean;
  /**
   * Changes of locked values, number 1 and above; by unit, dimensions, grain, number and period.
   * @throws HistoryUnavailable, also while they are read.
   */
  revisions(query: HistoryQuery): Promise<AsyncIterable<KeptRevision>>;
  /**
   * The values as they were published at a moment (how exactly, say the boundaries); in the order of the values of now.
   * @throws HistoryUnavailable, also while they are read.
   */
  asOf(query: HistoryQuery, momentMs: number): Promise<AsyncIterable<PublishedSeries>>;
}

/** The place where the history is kept cannot be reached, or does not do what it is asked. */
export class HistoryUnavailable extends Error {
  constructor(deed: string, options?: ErrorOptions) {
    super(deed, options);
    this.name = 'HistoryUnavailable';
  }
}
