// Arithmetic in working time: limits in working days and working hours, and how much work lies between two moments. Hours are those
// of the local clock.
import type { CalendarPlan, WorkingWeek } from '../plan/calendar.ts';
import { blockEnd, blockStart, lengthOf, openWorkingCalendar, type WorkingCalendar } from './working-calendar.ts';
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
  let left = count;
  let reached = day;
  while (left > 0 && reached < LAST_DAY) {
    const end = blockEnd(reached + 1);
    const ahead = calendar.daysIn(reached + 1, end);
    if (ahead >= left) return nthWorked(calendar, reached, { count: left, step: 1 });
    left -= ahead;
    reached = end - 1;
  }
  return left > 0 ? Number.NaN : reached;
}

function daysBefore(calendar: WorkingCalendar, day: number, count: number): number {
  let left = count;
  let reached = day;
  while (left > 0 && reached > FIRST_DAY) {
    const start = blockStart(reached - 1);
    const behind = calendar.daysIn(start, reached);
    if (behind >= left) return nthWorked(calendar, reached, { count: left, step: -1 });
    left -= behind;
    reached = start;
  }
  return left > 0 ? Number.NaN : reached;
}

/** Walks to a working day that is known to lie ahead. */
function nthWorked(
  calendar: WorkingCalendar,
  day: number,
  { count, step }: { readonly count: number; readonly step: 1 | -1 },
): number {
  let reached = day;
  for (let left = count; left > 0; ) {
    reached += step;
    if (calendar.isWorked(reached)) left -= 1;
  }
  return reached;
}

/** Work of the moment's day until then. */
function workedBy({ calendar, zone }: Place, ms: number): number {
  const day = zone.dayOf(ms);
  if (!calendar.isWorked(day)) return 0;
  const clock = zone.clockOf(ms);
  return calendar.weekOf(day).hours.reduce((sum, { start, end }) => sum + clamp(clock - start, end - start), 0);
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

/** Looks for the day by which so much work is done, counted from the begin of the moment's own day. */
function timeAfter(place: Place, ms: number, workMs: number): number {
  if (workMs === 0) return ms;
  const { calendar, zone } = place;
  let left = workMs + workedBy(place, ms);
  for (let day = zone.dayOf(ms); day <= LAST_DAY; ) {
    const work = calendar.workOn(day);
    if (work >= left) return zone.momentAt(day, clockAfter(calendar.weekOf(day), left));
    const ahead = calendar.workIn(day, blockEnd(day));
    const isFar = ahead < left;
    left -= isFar ? ahead : work;
    day = isFar ? blockEnd(day) : day + 1;
  }
  return Number.NaN;
}

/** Looks for the day from which on so much work is done, counted back from the moment. */
function timeBefore(place: Place, ms: number, workMs: number): number {
  const { calendar, zone } = place;
  const today = zone.dayOf(ms);
  let left = workMs - workedBy(place, ms);
  if (left <= 0) return zone.momentAt(today, clockBefore(calendar.weekOf(today), -left));
  for (let day = today - 1; day >= FIRST_DAY; ) {
    const work = calendar.workOn(day);
    if (work >= left) return zone.momentAt(day, clockBefore(calendar.weekOf(day), work - left));
    const behind = calendar.workIn(blockStart(day), day + 1);
    const isFar = behind < left;
    left -= isFar ? behind : work;
    day = isFar ? blockStart(day) - 1 : day - 1;
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
