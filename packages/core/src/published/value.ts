// A published KPI value, and how far it is settled.
import type { Grain } from '../plan/kpi.ts';
import { daysOf } from '../time/period.ts';

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

/** The organisation trees that say where everything counts: that of each day, or that of the last tick's day for all days. */
export type Boundaries = 'then' | 'now';

/** One series: a KPI at a unit (and dimension values), for one grain. */
export interface SeriesKey {
  readonly kpi: string;
  readonly unit: string;
  readonly level: string;
  /** Dimension -> value; empty for the total. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly grain: Grain;
  /** Values of `now` are a view: never locked, never revised, and published only where they differ from those of `then`. */
  readonly boundaries: Boundaries;
}

/** `final` once it is locked; `restated` when a locked value has changed afterwards. */
export type Phase = 'unlocked' | 'final' | 'restated';

/** What the runs of a series carry: consecutive periods with one and the same result are one run, not thousands of values. */
export interface Published {
  readonly result: Result;
  readonly phase: Phase;
}

export type PeriodState = 'open' | 'provisional' | 'final' | 'restated';

export function sameResult(left: Result, right: Result): boolean {
  return (
    left === right ||
    (left.value === right.value &&
      left.numerator === right.numerator &&
      left.denominator === right.denominator &&
      left.score === right.score &&
      left.target === right.target &&
      left.status === right.status &&
      sameFlags(left.flags, right.flags))
  );
}

function sameFlags(left: readonly string[], right: readonly string[]): boolean {
  if (left === right) return true;
  return left.length === right.length && left.every((flag, place) => flag === right[place]);
}

export function samePublished(left: Published, right: Published): boolean {
  return left.phase === right.phase && sameResult(left.result, right.result);
}

/** The state of a period's value: locked or not, and whether the period goes on. */
export function stateOf(
  { phase }: Published,
  { key, period, today }: { readonly key: SeriesKey; readonly period: number; readonly today: number },
): PeriodState {
  if (phase !== 'unlocked') return phase;
  return today < daysOf(key.grain, period).end ? 'open' : 'provisional';
}
