// Sketch bucket counts by day at one node, with merged counts kept for each calendar period of the grains that are asked for:
// a year's median must not merge 365 days at each evaluation.
import type { Grain } from '../plan/kpi.ts';
import { daysOf, periodOf } from '../time/period.ts';
import { dayIndex } from './day-series.ts';

/** Sketch bucket -> count. */
export type BucketCounts = Map<number, number>;

export interface SketchSeries {
  /** Pairs [bucket, difference, …]. */
  add(day: number, pairs: readonly number[]): void;
  /** Counts over first <= day < end: the part of a period that is asked for, or all of it. */
  counts(asked: SketchRange): ReadonlyMap<number, number>;
}

export interface SketchRange {
  readonly first: number;
  readonly end: number;
  readonly grain: Grain;
  readonly period: number;
}

const NONE: ReadonlyMap<number, number> = new Map();

/** `grains`: the calendar grains for which merged counts are kept. */
export function createSketchSeries(grains: readonly Grain[]): SketchSeries {
  const days = new Map<number, BucketCounts>();
  const merged = grains.map((grain) => ({ grain, periods: new Map<number, BucketCounts>() }));
  let sorted: number[] | null = null;
  const sortedDays = (): number[] => {
    sorted ??= [...days.keys()].sort((left, right) => left - right);
    return sorted;
  };
  return {
    add: (day, pairs) => {
      if (pairs.length === 0) return;
      if (!days.has(day)) sorted = null;
      addPairs(days, day, pairs);
      if (!days.has(day)) sorted = null;
      for (const { grain, periods } of merged) addPairs(periods, periodOf(grain, day), pairs);
    },
    counts: ({ first, end, grain, period }) => {
      const kept = merged.find((each) => each.grain === grain);
      const whole = kept === undefined ? null : daysOf(grain, period);
      const isWhole = whole !== null && whole.end <= (sortedDays().find((day) => day >= end) ?? Infinity);
      if (kept !== undefined && isWhole && first === whole.first) return kept.periods.get(period) ?? NONE;
      return sumOver(days, sortedDays(), { first, end });
    },
  };
}

function sumOver(
  days: ReadonlyMap<number, BucketCounts>,
  sorted: readonly number[],
  { first, end }: Pick<SketchRange, 'first' | 'end'>,
): BucketCounts {
  const sum: BucketCounts = new Map();
  for (let place = dayIndex(sorted, first); place < sorted.length && (sorted[place] as number) < end; place += 1) {
    for (const [bucket, count] of days.get(sorted[place] as number) ?? NONE) {
      sum.set(bucket, (sum.get(bucket) ?? 0) + count);
    }
  }
  return sum;
}

function addPairs(counts: Map<number, BucketCounts>, key: number, pairs: readonly number[]): void {
  const known = counts.get(key) ?? new Map<number, number>();
  counts.set(key, known);
  for (let place = 0; place < pairs.length; place += 2) {
    const bucket = pairs[place] as number;
    const sum = (known.get(bucket) ?? 0) + (pairs[place + 1] as number);
    if (sum === 0) known.delete(bucket);
    else known.set(bucket, sum);
  }
  if (known.size === 0) counts.delete(key);
}
