// What was published earlier: the values as they were locked and every numbered change of them since, by event time. It is a view
// over the topic `revisions` and can be dropped at any time: it is filled again from there.
import type { Grain, Result } from '@nhip/core';
import type { PublishedSeries, SeriesQuery } from '../view/values-view.ts';

/** `lock`: number 0, the value as it became final. */
export type RevisionCause = 'lock' | 'statements' | 'catalogue';

/** One change, the same for the periods first <= period < end. */
export interface KeptRevision {
  readonly kpi: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly grain: Grain;
  readonly first: number;
  readonly end: number;
  readonly number: number;
  readonly cause: RevisionCause;
  /** The tick it was published with, milliseconds since 1970. */
  readonly tickMs: number;
  /** Null: nothing was published. */
  readonly before: Result | null;
  readonly after: Result | null;
}

export interface RevisionsQuery extends SeriesQuery {
  /** Days since 1970-01-01: periods that begin in [from, to); null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface History {
  /** False until everything is kept that stood in the log when it was opened. */
  ready(): boolean;
  /** Changes of locked values, number 1 and above; by unit, dimensions, grain, period and number. */
  revisions(query: RevisionsQuery): readonly KeptRevision[];
  /** The final values as they stood at a moment; periods that were not locked by then have none. */
  asOf(query: SeriesQuery, momentMs: number): readonly PublishedSeries[];
}
