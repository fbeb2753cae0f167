// Which periods of a series have to be evaluated again: those that see a day on which something changed, for stocks all
// periods from there on.
import type { Grain } from '../plan/kpi.ts';
import { ALL_DAYS } from '../rollup/dirt.ts';
import { grainDays, periodEnding, periodOf } from '../time/period.ts';
import type { DaysByLens } from './dirty-places.ts';
import { DIRECT, type Lens, type Sight } from './lens.ts';
import type { PeriodRange } from './series.ts';

export interface Dirtied {
  /** Days that changed; null: all. */
  readonly days: DaysByLens | null;
  /** The day that was today at the last evaluation; null: everything is new. */
  readonly since: number | null;
  readonly today: number;
  readonly grain: Grain;
  /** All periods that have or had values. */
  readonly span: PeriodRange;
  readonly isStock: boolean;
  sight(lens: Lens): Sight;
}

/** Ranges within the span, in order, apart from each other. */
export function dirtyRanges(dirtied: Dirtied): readonly PeriodRange[] {
  const { days, since, today, grain, span } = dirtied;
  if (days === null || since === null) return [span];
  const ranges: PeriodRange[] = [];
  if (since !== today) ranges.push({ first: periodEnding(grain, since), end: span.end });
  for (const [lens, changed] of days) {
    if (changed.has(ALL_DAYS)) return [span];
    const past = [...changed.keys()].filter((day) => day <= today);
    ranges.push(...(lens === DIRECT ? rangesHolding(past, dirtied) : rangesSeeing(past, lens, dirtied)));
  }
  return joined(ranges, span);
}

/** What a change of one period comes of: everything that changed on the days that the period sees. */
export function causesIn(dirtied: Dirtied, period: number): number {
  const { days, today, span } = dirtied;
  let causes = 0;
  for (const [lens, changed] of days ?? NO_DAYS) {
    for (const [day, own] of changed) {
      // What is known already changes nothing, and most days have the same.
      if ((causes | own) === causes || day > today) continue;
      const ranges =
        day === ALL_DAYS
          ? [span]
          : lens === DIRECT
            ? rangesHolding([day], dirtied)
            : rangesSeeing([day], lens, dirtied);
      if (ranges.some(({ first, end }) => first <= period && period < end)) causes |= own;
    }
  }
  return causes;
}

const NO_DAYS: DaysByLens = new Map();

function rangesHolding(days: readonly number[], { grain, span, isStock }: Dirtied): readonly PeriodRange[] {
  if (days.length === 0) return [];
  if (isStock) return [{ first: periodEnding(grain, Math.min(...days)), end: span.end }];
  return days.map((day) => ({ first: periodEnding(grain, day), end: endOf(grain, day) }));
}

/** After the last period that holds the day. */
function endOf(grain: Grain, day: number): number {
  return (grainDays(grain) === null ? periodOf(grain, day) : day) + 1;
}

function rangesSeeing(days: readonly number[], lens: Lens, dirtied: Dirtied): readonly PeriodRange[] {
  const { span, isStock } = dirtied;
  const sight = dirtied.sight(lens);
  if (days.length === 0) return [];
  if (isStock) return [{ first: sight.firstBehind(Math.min(...days), span), end: span.end }];
  return days.map((day) => ({ first: sight.firstBehind(day, span), end: sight.firstBeyond(day, span) }));
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
