// Oracle: local days, midnights and periods, asked of luxon one by one. A day is a number of days since 1970-01-01.
import { DateTime } from 'luxon';

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;

export interface Calendar {
  dayOf(ms: number): number;
  /** First moment of a local day. */
  midnight(day: number): number;
}

export interface Period {
  readonly text: string;
  /** First day, and first day after it. */
  readonly first: number;
  readonly end: number;
}

export function openCalendar(zone: string): Calendar {
  const midnights = new Map<number, number>();
  const dayOf = (ms: number): number => {
    const { year, month, day } = DateTime.fromMillis(ms, { zone });
    return DateTime.utc(year, month, day).toMillis() / DAY_MS;
  };
  /** Clocks are set by quarters of an hour at most, so the first quarter of the day begins it, whatever happened to 00:00. */
  const findMidnight = (day: number): number => {
    let ms = day * DAY_MS - 16 * 3_600_000;
    while (dayOf(ms) < day) ms += QUARTER_HOUR_MS;
    return ms;
  };
  const midnight = (day: number): number => {
    const known = midnights.get(day) ?? findMidnight(day);
    midnights.set(day, known);
    return known;
  };
  return { dayOf, midnight };
}

export function parseDay(text: string): number {
  const date = DateTime.fromISO(text, { zone: 'utc' });
  if (!date.isValid) throw new RangeError(`the oracle cannot read the day ${text}`);
  return date.toMillis() / DAY_MS;
}

export function formatDay(day: number): string {
  return utc(day).toISODate() ?? '';
}

export function yearOf(day: number): number {
  return utc(day).year;
}

export type CalendarGrain = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** The first day of the period that holds the day. */
export function periodStart(grain: CalendarGrain, day: number): number {
  return utc(day).startOf(grain).toMillis() / DAY_MS;
}

/** `day` moved by whole calendar units; a month that is too short clamps to its last day. */
export function moveDay(day: number, add: number, unit: 'day' | 'month' | 'year'): number {
  return (
    utc(day)
      .plus({ [unit]: add })
      .toMillis() / DAY_MS
  );
}

/** The last day of `2023`, `2023-Q1` or `2023-03`. */
export function lastDayOfPeriod(text: string): number {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  if (quarter !== null)
    return (
      DateTime.utc(Number(quarter[1]), Number(quarter[2]) * 3, 1)
        .endOf('month')
        .startOf('day')
        .toMillis() / DAY_MS
    );
  const unit = text.length === 4 ? 'year' : 'month';
  return DateTime.fromISO(text, { zone: 'utc' }).endOf(unit).startOf('day').toMillis() / DAY_MS;
}

/** The periods of a grain from the one that holds `from` to the one that holds `to`; rolling windows by their last day. */
export function periodsOf(grain: string, from: number, to: number): readonly Period[] {
  const rolling = /^P(\d+)D$/.exec(grain);
  if (rolling !== null) return rollingWindows(Number(rolling[1]), from, to);
  const unit = grain as CalendarGrain;
  const periods: Period[] = [];
  let start = utc(from).startOf(unit);
  while (start.toMillis() / DAY_MS <= to) {
    const next = start.plus({ [unit]: 1 });
    periods.push({ text: periodText(unit, start), first: start.toMillis() / DAY_MS, end: next.toMillis() / DAY_MS });
    start = next;
  }
  return periods;
}

function rollingWindows(days: number, from: number, to: number): readonly Period[] {
  const periods: Period[] = [];
  for (let last = from; last <= to; last += 1) {
    const first = last - days + 1;
    periods.push({ text: `${formatDay(first)}/P${days}D`, first, end: last + 1 });
  }
  return periods;
}

function periodText(grain: CalendarGrain, start: DateTime): string {
  switch (grain) {
    case 'day':
      return start.toFormat('yyyy-MM-dd');
    case 'week':
      return start.toFormat("kkkk-'W'WW");
    case 'month':
      return start.toFormat('yyyy-MM');
    case 'quarter':
      return start.toFormat("yyyy-'Q'q");
    case 'year':
      return start.toFormat('yyyy');
  }
}

function utc(day: number): DateTime {
  return DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
}
