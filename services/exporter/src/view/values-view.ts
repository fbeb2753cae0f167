// What the exporter's routes need of the published values: series by KPI, their values by period, and how far the view has read.
import type { Boundaries, Grain, PeriodState, Result, SeriesKey } from '@nhip/core';

/** Which series; what is null or absent is not asked for. */
export interface SeriesQuery {
  readonly kpi: string;
  readonly unit: string | null;
  readonly grains: readonly Grain[];
  /** Null: totals only. A dimension: its values, or with `value` one of them; never totals. */
  readonly dimension: { readonly name: string; readonly value: string | null } | null;
  readonly boundaries: Boundaries;
}

/** The value of one period. */
export interface Point {
  /** Integer within the grain, see the periods of the core. */
  readonly period: number;
  readonly result: Result;
  readonly state: PeriodState;
  /** The moment up to which the value is stated, milliseconds since 1970. */
  readonly asOf: number;
}

/** One series, or a stretch of it, as it stood when it was asked for: commits that arrive later do not change it. */
export interface PublishedSeries {
  readonly key: SeriesKey;
  /** Values of the periods in [first, end), in order. */
  points(first: number, end: number): Iterable<Point>;
}

/** Everything published as it stood when it was asked for: commits that arrive later do not change it. */
export interface Standings {
  /** In the order of the catalogue. */
  readonly kpis: readonly Standing[];
  /** Nobody looks at them any more; until then what commits replace is kept. */
  release(): void;
}

/** What one KPI has published. */
export interface Standing {
  readonly kpi: string;
  /** Series, of all boundaries. */
  readonly size: number;
  /** A series never changes its place among them, so what is known of its key may be kept by place. */
  keyOf(place: number): SeriesKey;
  /** The result of one period under the boundaries of then, null where nothing is published. */
  at(place: number, period: number): Result | null;
}

export interface ViewProgress {
  /** Next offset of `kpis` to be taken in. */
  readonly position: number;
  /** Position after the last entry in the log. */
  readonly end: number;
}

export interface ValuesView {
  /** The last tick the values were evaluated for, milliseconds since 1970; null: nothing was published yet. */
  lastTick(): number | null;
  /** False until the view has once read everything that stood in the log when it was opened. */
  ready(): boolean;
  progress(): Promise<ViewProgress>;
  seriesCount(): number;
  /**
   * As they stand when they are asked for, sorted by unit, dimensions, grain (in the order of the KPI's). Under the boundaries of now a
   * series may come in two stretches, the earlier one first.
   */
  series(query: SeriesQuery): Promise<readonly PublishedSeries[]>;
  /** All series of all KPIs at one moment. Cheap: nothing is copied. */
  standings(): Standings;
}
