// Oracle: working time, day by day and hour by hour.
import { DateTime } from 'luxon';
import { type Calendar, formatDay, parseDay } from './calendar.ts';
import { itemsOf, listOf, type MapNode, mapOf, mapOrEmpty, textOf } from './yaml-node.ts';

export interface WorkingCalendar {
  readonly weeks: readonly {
    readonly from: number;
    readonly days: readonly string[];
    readonly hours: readonly string[];
  }[];
  readonly off: ReadonlySet<number>;
  readonly swappedIn: ReadonlySet<number>;
  /** Years that whoever decides has announced. */
  readonly announced: ReadonlySet<number>;
}

export interface WorkingClock {
  readonly zone: string;
  readonly calendar: Calendar;
  readonly working: WorkingCalendar;
}

export function readWorkingCalendar(document: MapNode): WorkingCalendar {
  const years = Object.entries(mapOf(document.years)).map(([year, node]) => [Number(year), mapOf(node)] as const);
  return {
    weeks: listOf(document.weeks).map((node) => {
      const { from, days, hours } = mapOf(node);
      const begin = typeof from === 'string' ? parseDay(from) : Number.NEGATIVE_INFINITY;
      return { from: begin, days: listOf(days).map(textOf), hours: listOf(hours).map(textOf) };
    }),
    off: new Set(years.flatMap(([, { daysOff }]) => itemsOf(daysOff).map(textOf).flatMap(daysOf))),
    swappedIn: new Set(years.flatMap(([, year]) => itemsOf(mapOrEmpty(year).swappedIn).map(textOf).flatMap(daysOf))),
    announced: new Set(years.filter(([, { announced }]) => announced === true).map(([year]) => year)),
  };
}

/** `2023-01-20`, or `2023-01-20/2023-01-26`. */
function daysOf(text: string): readonly number[] {
  const [first = '', last = first] = text.split('/');
  const days: number[] = [];
  for (let day = parseDay(first); day <= parseDay(last); day += 1) days.push(day);
  return days;
}

function weekOf({ working }: WorkingClock, day: number) {
  return working.weeks.filter(({ from }) => from <= day).at(-1) ?? working.weeks[0];
}

function isWorked(clock: WorkingClock, day: number): boolean {
  if (clock.working.swappedIn.has(day)) return true;
  const name = DateTime.fromISO(formatDay(day), { zone: 'utc' }).setLocale('en').weekdayLong?.toLowerCase() ?? '';
  return !clock.working.off.has(day) && weekOf(clock, day)?.days.includes(name) === true;
}

/** The moments at which work begins and ends on a day. */
function hoursOn(clock: WorkingClock, day: number): readonly (readonly [number, number])[] {
  if (!isWorked(clock, day)) return [];
  return (weekOf(clock, day)?.hours ?? []).map((text) => {
    const [begin = '', end = ''] = text.split('-');
    return [momentAt(clock, day, begin), momentAt(clock, day, end)] as const;
  });
}

function momentAt({ zone, calendar }: WorkingClock, day: number, time: string): number {
  if (time === '24:00') return calendar.midnight(day + 1);
  return DateTime.fromISO(`${formatDay(day)}T${time}`, { zone }).toMillis();
}

/** The n-th working day after a day, or before it. */
export function moveWorkingDays(clock: WorkingClock, day: number, count: number): number {
  let reached = day;
  for (let left = Math.abs(count); left > 0; ) {
    reached += Math.sign(count);
    if (isWorked(clock, reached)) left -= 1;
  }
  return reached;
}

export function moveWorkingTime(clock: WorkingClock, ms: number, lengthMs: number): number {
  if (lengthMs === 0) return ms;
  return lengthMs > 0 ? forward(clock, ms, lengthMs) : backward(clock, ms, -lengthMs);
}

function forward(clock: WorkingClock, ms: number, lengthMs: number): number {
  let left = lengthMs;
  for (let day = clock.calendar.dayOf(ms); ; day += 1) {
    for (const [begin, end] of hoursOn(clock, day)) {
      const from = Math.max(begin, ms);
      if (end <= from) continue;
      if (end - from >= left) return from + left;
      left -= end - from;
    }
  }
}

function backward(clock: WorkingClock, ms: number, lengthMs: number): number {
  let left = lengthMs;
  for (let day = clock.calendar.dayOf(ms); ; day -= 1) {
    for (const [begin, end] of hoursOn(clock, day).toReversed()) {
      const to = Math.min(end, ms);
      if (to <= begin) continue;
      if (to - begin >= left) return to - left;
      left -= to - begin;
    }
  }
}

export function workingTimeBetween(clock: WorkingClock, from: number, to: number): number {
  if (to < from) return -workingTimeBetween(clock, to, from);
  let sum = 0;
  for (let day = clock.calendar.dayOf(from); day <= clock.calendar.dayOf(to); day += 1) {
    for (const [begin, end] of hoursOn(clock, day)) sum += Math.max(0, Math.min(end, to) - Math.max(begin, from));
  }
  return sum;
}

/** Working days after the one day up to the other; backwards, those from the other on up to the one. */
export function workingDaysBetween(clock: WorkingClock, from: number, to: number): number {
  const [first, end] = from <= to ? [from + 1, to + 1] : [to, from];
  let count = 0;
  for (let day = first; day < end; day += 1) if (isWorked(clock, day)) count += 1;
  return from <= to ? count : -count;
}

/** How many working days a pause fills: by the length of the working day it begins on, a begun one up to a whole one. */
export function workingDaysFilled(clock: WorkingClock, from: number, to: number): number {
  const hours = weekOf(clock, clock.calendar.dayOf(from))?.hours ?? [];
  const minutes = hours.reduce((sum, text) => {
    const [begin = 0, end = 0] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
    return sum + end - begin;
  }, 0);
  return Math.ceil(workingTimeBetween(clock, from, to) / (minutes * 60_000));
}
