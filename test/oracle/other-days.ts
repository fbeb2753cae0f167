// Oracle: which days are read instead of those of the period asked for: of an earlier period, to date, the last ones.
import { DateTime } from 'luxon';
import { formatDay, type Period, periodsOf } from './calendar.ts';
import type { Window } from './world.ts';
import { type MapNode, mapOf, textOf } from './yaml-node.ts';

/**
 * `{ shift: … }`, `{ growth: … }` or `{ of, window }`; null: there are no such days.
 * @param byMonth cells of the measures know months only.
 */
export function otherDays(node: MapNode, window: Window, byMonth: boolean): Window | null {
  if ('window' in node) return inWindow(textOf(node.window), window);
  return shifted(mapOf(node.shift ?? node.growth), window, byMonth);
}

function shifted({ to, whole }: MapNode, window: Window, byMonth: boolean): Window | null {
  const { period, grain } = window;
  if (whole === 'year') {
    const year = onlyPeriod('year', yearStart(lastDayOf(period)) - 1);
    return within(year, { ...window, grain: 'year' }, Math.min(year.end, window.end));
  }
  const isOver = window.end === period.end;
  // Days to date are those of a longer period than the one that was asked for.
  const own = grain.startsWith('P') ? period : onlyPeriod(grain, lastDayOf(period));
  const earlier = to === 'previous' ? periodBefore(grain, own) : sameLastYear(grain, own);
  if (earlier === null || (byMonth && !isOver)) return null;
  const days = window.end - window.first;
  const end = isOver ? earlier.end : Math.min(earlier.first + days, earlier.end);
  return within(earlier, window, end);
}

function within(period: Period, window: Window, end: number): Window {
  return { ...window, period, first: period.first, end, periodEnd: period.end };
}

function inWindow(name: string, window: Window): Window | null {
  if (name === 'now') return window.end < window.period.end ? window : null;
  const days = /^(\d+)d$/.exec(name);
  if (days !== null) return { ...window, first: window.end - Number(days[1]) };
  const grain = name.replace('_to_date', '');
  const longer = onlyPeriod(grain, lastDayOf(window.period));
  return { ...window, grain, first: longer.first };
}

function lastDayOf({ end }: Period): number {
  return end - 1;
}

function onlyPeriod(grain: string, day: number): Period {
  const [period] = periodsOf(grain, day, day);
  if (period === undefined) throw new RangeError(`the oracle finds no ${grain} with the day ${formatDay(day)}`);
  return period;
}

function yearStart(day: number): number {
  return onlyPeriod('year', day).first;
}

/** The one that ends where this one begins; a rolling window is found by its last day. */
function periodBefore(grain: string, { first }: Period): Period {
  return onlyPeriod(grain, first - 1);
}

/** By what it is called: a date, a week number, a month, a quarter. */
function sameLastYear(grain: string, period: Period): Period | null {
  const called = grain.startsWith('P') ? formatDay(lastDayOf(period)) : period.text;
  const name = `${Number(called.slice(0, 4)) - 1}${called.slice(4)}`;
  const day = dayIn(name);
  return day === null ? null : onlyPeriod(grain, day);
}

/** Some day of the period of that name. */
function dayIn(name: string): number | null {
  const quarter = /^(\d{4})-Q(\d)$/.exec(name);
  const text = quarter === null ? name : `${quarter[1]}-${String(Number(quarter[2]) * 3).padStart(2, '0')}`;
  const date = DateTime.fromISO(text, { zone: 'utc' });
  return date.isValid ? Math.floor(date.toMillis() / 86_400_000) : null;
}
