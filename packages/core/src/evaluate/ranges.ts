// Which periods of a series have to be evaluated again: those that hold a day on which something changed, for stocks all
// periods from there on.
import type { Grain } from '../plan/kpi.ts';
import { ALL_DAYS } from '../rollup/dirt.ts';
import { grainDays, periodEnding, periodOf } from '../time/period.ts';
import type { PeriodRange } from './series.ts';

export interface Dirtied {
  /** Days that changed; null: all. */
  readonly days: ReadonlySet<number> | null;
  /** The day that was today at the last evaluation; null: everything is new. */
  readonly since: number | null;
  readonly today: number;
  readonly grain: Grain;
  /** All periods that have or had values. */
  readonly span: PeriodRange;
  readonly isStock: boolean;
}

/** Ranges within the span, in order, apart from each other. */
export function dirtyRanges({ days, since, today, grain, span, isStock }: Dirtied): readonly PeriodRange[] {
  if (days === null || since === null || days.has(ALL_DAYS)) return [span];
  const ranges: PeriodRange[] = [];
  if (since !== today) ranges.push({ first: periodEnding(grain, since), end: span.end });
  const past = [...days].filter((day) => day <= today);
  if (isStock && past.length > 0) ranges.push({ first: periodEnding(grain, Math.min(...past)), end: span.end });
  else for (const day of past) ranges.push({ first: periodEnding(grain, day), end: endOf(grain, day) });
  return joined(ranges, span);
}

/** After the last period that holds the day. */
function endOf(grain: Grain, day: number): number {
  return (grainDays(grain) === null ? periodOf(grain, day) : day) + 1;
}

function joined(ranges: readonly PeriodRange[], span: PeriodRange): readonly PeriodRange[] {
  const sorted = [...ranges].sort((left, right) => left.first - right.first);
  const joinedRanges: PeriodRange[] = [];
  for (const range of sorted) {
    const first = Math.max(range.first, span.first);
    const end = Math.min(range.end, span.end);
    if (first >= end) continue;
    const last = joinedRanges.at(-1);
    if (last !== undefined && first <= last.end) {
      joinedRanges[joinedRanges.length - 1] = { first: last.first, end: Math.max(last.end, end) };
    } else joinedRanges.push({ first, end });
  }
  return joinedRanges;
}
