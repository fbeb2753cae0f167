// Earlier periods of a grain: the one before, and the one of the same name a year before, which not every period has.
import type { Grain } from '../plan/kpi.ts';
import { daysOf, grainDays, periodEnding, periodOf } from './period.ts';

/** The period that ends where this one begins. */
export function previousPeriod(grain: Grain, period: number): number {
  return period - (grainDays(grain) ?? 1);
}

/**
 * Same date, ISO week number, month or quarter of the year before; a rolling window goes by the date it ends on.
 * Null: 29 February has no such day, and week 53 seldom such a week.
 */
export function periodLastYear(grain: Grain, period: number): number | null {
  switch (grain) {
    case 'year':
      return period - 1;
    case 'quarter':
      return period - 4;
    case 'month':
      return period - 12;
    case 'week':
      return weekLastYear(period);
    default: {
      const day = dayLastYear(daysOf(grain, period).end - 1);
      return day === null ? null : periodEnding(grain, day);
    }
  }
}

/** The first period at or after the given one that has no period of its name a year before; Infinity: all have. */
export function nextWithoutLastYear(grain: Grain, period: number): number {
  if (grain === 'year' || grain === 'quarter' || grain === 'month') return Infinity;
  const isWeek = grain === 'week';
  // Week 53 of a year ends in the next one.
  const { first } = daysOf(grain, period);
  for (let year = periodOf('year', first); ; year += 1) {
    const odd = isWeek ? week53(year) : leapDay(year);
    const found = odd === null ? null : isWeek ? odd : periodEnding(grain, odd);
    if (found !== null && found >= period) return found;
  }
}

function dayLastYear(day: number): number | null {
  const month = periodOf('month', day);
  const { first } = daysOf('month', month);
  const then = daysOf('month', month - 12);
  const same = then.first + (day - first);
  return same < then.end ? same : null;
}

function weekLastYear(week: number): number | null {
  // The year an ISO week belongs to is that of its Thursday.
  const year = periodOf('year', daysOf('week', week).first + 3);
  const number = week - firstWeek(year);
  return number < weeksIn(year - 1) ? firstWeek(year - 1) + number : null;
}

/** 4 January lies in the first ISO week of its year. */
function firstWeek(year: number): number {
  return periodOf('week', daysOf('year', year).first + 3);
}

function weeksIn(year: number): number {
  return firstWeek(year + 1) - firstWeek(year);
}

function week53(year: number): number | null {
  return weeksIn(year) === 53 ? firstWeek(year) + 52 : null;
}

function leapDay(year: number): number | null {
  const { first, end } = daysOf('month', year * 12 + 1);
  return end - first === 29 ? end - 1 : null;
}
