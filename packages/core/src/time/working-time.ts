// Arithmetic in working time: limits in working days and working hours, and how much work lies between two moments. Hours are those
// of the local clock.
import type { CalendarPlan, WorkingWeek } from '../plan/calendar.ts';
import { type Block, lengthOf, openWorkingCalendar, type WorkingCalendar } from './working-calendar.ts';
import type { Zone } from './zone.ts';

export interface WorkingTime {
  /** The n-th working day after a day (before it, if negative), the day itself not counted; 0: the day itself. NaN: too far. */
  addDays(day: number, count: number): number;
  /** Moves a moment by working time; it ends with an hour of work, never at the begin of the next one. NaN: too far. */
  addTime(ms: number, workMs: number): number;
  /** Working days after `from` up to and with `to`; the other way round the inverse of `addDays` too. */
  daysBetween(from: number, to: number): number;
  /** Milliseconds of work between two moments, negative when `to` lies before. */
  timeBetween(fromMs: number, toMs: number): number;
  /** Working days that a stretch of time fills, a begun one up to a whole one. */
  daysFilled(fromMs: number, toMs: number): number;
}

/** Moments are exact for the years 1 to 9999. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

export function openWorkingTime(plan: CalendarPlan, zone: Zone): WorkingTime {
  const calendar = openWorkingCalendar(plan);
  const place = { calendar, zone };
  const timeBetween = (fromMs: number, toMs: number): number => {
    if (toMs < fromMs) return 0 - timeBetween(toMs, fromMs);
    const whole = calendar.workIn(zone.dayOf(fromMs), zone.dayOf(toMs));
    return whole + workedBy(place, toMs) - workedBy(place, fromMs);
  };
  return {
    addDays: (day, count) => (count < 0 ? daysBefore(calendar, day, -count) : daysAfter(calendar, day, count)),
    addTime: (ms, workMs) => (workMs < 0 ? timeBefore(place, ms, -workMs) : timeAfter(place, ms, workMs)),
    daysBetween: (from, to) => (to < from ? 0 - calendar.daysIn(to, from) : calendar.daysIn(from + 1, to + 1)),
    timeBetween,
    daysFilled: (fromMs, toMs) => Math.ceil(timeBetween(fromMs, toMs) / lengthOf(calendar.weekOf(zone.dayOf(fromMs)))),
  };
}

interface Place {
  readonly calendar: WorkingCalendar;
  readonly zone: Zone;
}

function daysAfter(calendar: WorkingCalendar, day: number, count: number): number {
  if (count === 0) return day;
  let left = count;
  for (let next = day + 1; next <= LAST_DAY; ) {
    const { first, end, days, worked } = calendar.blockOf(next);
    const before = days[next - first] ?? 0;
    if (worked.length - before >= left) return first + (worked[before + left - 1] ?? Number.NaN);
    left -= worked.length - before;
    next = end;
  }
  return Number.NaN;
}

function daysBefore(calendar: WorkingCalendar, day: number, count: number): number {
  let left = count;
  for (let last = day - 1; last >= FIRST_DAY; ) {
    const { first, days, worked } = calendar.blockOf(last);
    const upTo = days[last - first + 1] ?? 0;
    if (upTo >= left) return first + (worked[upTo - left] ?? Number.NaN);
    left -= upTo;
    last = first - 1;
  }
  return Number.NaN;
}

/** Work of the moment's day until then. */
function workedBy({ calendar, zone }: Place, ms: number): number {
  const day = zone.dayOf(ms);
  if (calendar.daysIn(day, day + 1) === 0) return 0;
  const clock = zone.clockOf(ms);
  let work = 0;
  for (const { start, end } of calendar.weekOf(day).hours) work += clamp(clock - start, end - start);
  return work;
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

/** Looks for the day by which so much work is done, counted from the begin of the moment's own day. */
function timeAfter(place: Place, ms: number, workMs: number): number {
  if (workMs === 0) return ms;
  const { calendar, zone } = place;
  let left = workMs + workedBy(place, ms);
  for (let next = zone.dayOf(ms); next <= LAST_DAY; ) {
    const block = calendar.blockOf(next);
    const before = block.ms[next - block.first] ?? 0;
    const ahead = (block.ms[block.ms.length - 1] ?? 0) - before;
    if (ahead >= left) {
      const reached = firstDone(block, before + left);
      const day = block.first + reached;
      return zone.momentAt(day, clockAfter(calendar.weekOf(day), before + left - (block.ms[reached] ?? 0)));
    }
    left -= ahead;
    next = block.end;
  }
  return Number.NaN;
}

/** The day by whose end so much of the work in the block is done, counted from its first day. */
function firstDone({ ms }: Block, work: number): number {
  let [low, high] = [0, ms.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ms[middle + 1] ?? 0) >= work) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Looks for the day from which on so much work is done, counted back from the moment. */
function timeBefore(place: Place, ms: number, workMs: number): number {
  const { calendar, zone } = place;
  const today = zone.dayOf(ms);
  let left = workMs - workedBy(place, ms);
  if (left <= 0) return zone.momentAt(today, clockBefore(calendar.weekOf(today), -left));
  for (let last = today - 1; last >= FIRST_DAY; ) {
    const block = calendar.blockOf(last);
    const behind = block.ms[last - block.first + 1] ?? 0;
    if (behind >= left) {
      // The next millisecond of work falls into this day.
      const reached = firstDone(block, behind - left + 1);
      const day = block.first + reached;
      return zone.momentAt(day, clockBefore(calendar.weekOf(day), behind - left - (block.ms[reached] ?? 0)));
    }
    left -= behind;
    last = block.first - 1;
  }
  return Number.NaN;
}

/** What the clock shows as soon as so much is worked: more than nothing, at most the whole day. */
function clockAfter({ hours }: WorkingWeek, workMs: number): number {
  let left = workMs;
  for (const { start, end } of hours) {
    if (left <= end - start) return start + left;
    left -= end - start;
  }
  return Number.NaN;
}

/** The latest that the clock shows while so much of the day is worked and more is to follow. */
function clockBefore({ hours }: WorkingWeek, workMs: number): number {
  let left = workMs;
  for (const { start, end } of hours) {
    if (left < end - start) return start + left;
    left -= end - start;
  }
  return Number.NaN;
}
