// A published KPI value, and the runs in which a series of them is kept: consecutive periods with one and the same result
// (years without events, days between two changes of a stock) are one run, not thousands of values.
import type { Grain } from '../plan/kpi.ts';

export type Status = 'ok' | 'no-value' | 'not-reporting' | 'not-applicable' | 'not-rated';

export interface Result {
  /** Null: no value (see status), never 0. */
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly score: number | null;
  readonly target: number | null;
  readonly status: Status;
  /** Quality flags, sorted. */
  readonly flags: readonly string[];
}

/** One series: a KPI at a unit (and dimension values), for one grain. */
export interface SeriesKey {
  readonly kpi: string;
  readonly unit: string;
  readonly level: string;
  /** Dimension -> value; empty for the total. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly grain: Grain;
}

export type Phase = 'unlocked' | 'final' | 'restated';

export interface Run {
  /** First period (integer within the grain, see ../time/period.ts) and the period after the last. */
  readonly first: number;
  readonly end: number;
  readonly result: Result;
  /** `final` once it is locked; `restated` when a locked value changed afterwards. */
  readonly phase: Phase;
}

export type PeriodState = 'open' | 'provisional' | 'final' | 'restated';
