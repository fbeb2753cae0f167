// The plan's working calendar by days: which are worked, how long, and how much work lies in a stretch of them. Days are laid out in
// blocks once and for all, so that a limit costs a few look-ups however far it goes.
import type { CalendarPlan, WorkingWeek } from '../plan/calendar.ts';

/** A run of days: first <= day < end. */
export interface Block {
  readonly first: number;
  readonly end: number;
  /** Worked days before each day of the block, and (last) in all of it. */
  readonly days: Uint16Array;
  /** Milliseconds of work before each day of the block, and (last) in all of it. */
  readonly ms: Float64Array;
  /** The worked days in order, counted from the first day of the block. */
  readonly worked: Uint16Array;
}

export interface WorkingCalendar {
  /** The working week that is in force on a day. */
  weekOf(day: number): WorkingWeek;
  blockOf(day: number): Block;
  /** Working days first <= day < end. */
  daysIn(first: number, end: number): number;
  /** Milliseconds of work on the days first <= day < end. */
  workIn(first: number, end: number): number;
}

const BLOCK_DAYS = 512;

export function openWorkingCalendar({ weeks, years }: CalendarPlan): WorkingCalendar {
  const off = new Set(years.flatMap(({ daysOff }) => daysOff));
  const swappedIn = new Set(years.flatMap((year) => year.swappedIn));
  const weekOf = (day: number): WorkingWeek => {
    const week = weeks.length === 1 ? weeks[0] : (weeks.findLast(({ from }) => (from ?? day) <= day) ?? weeks[0]);
    if (week === undefined) throw new RangeError('the calendar has no working week');
    return week;
  };
  const isWorked = (day: number): boolean =>
    swappedIn.has(day) || (!off.has(day) && weekOf(day).days.includes(isoDay(day)));
  const blocks = new Map<number, Block>();
  const blockOf = (day: number): Block => {
    const index = Math.floor(day / BLOCK_DAYS);
    let block = blocks.get(index);
    if (block === undefined) {
      block = laidOut(index * BLOCK_DAYS, (each) => (isWorked(each) ? lengthOf(weekOf(each)) : 0));
      blocks.set(index, block);
    }
    return block;
  };
  const sum = (first: number, end: number, read: (block: Block) => Uint16Array | Float64Array): number => {
    let total = 0;
    for (let day = first; day < end; ) {
      const block = blockOf(day);
      const until = Math.min(end, block.end);
      const sums = read(block);
      total += (sums[until - block.first] ?? 0) - (sums[day - block.first] ?? 0);
      day = until;
    }
    return total;
  };
  return {
    weekOf,
    blockOf,
    daysIn: (first, end) => sum(first, end, ({ days }) => days),
    workIn: (first, end) => sum(first, end, ({ ms }) => ms),
  };
}

function laidOut(first: number, workOn: (day: number) => number): Block {
  const days = new Uint16Array(BLOCK_DAYS + 1);
  const ms = new Float64Array(BLOCK_DAYS + 1);
  const worked: number[] = [];
  for (let place = 0; place < BLOCK_DAYS; place += 1) {
    const work = workOn(first + place);
    if (work > 0) worked.push(place);
    days[place + 1] = worked.length;
    ms[place + 1] = (ms[place] ?? 0) + work;
  }
  return { first, end: first + BLOCK_DAYS, days, ms, worked: Uint16Array.from(worked) };
}

export function lengthOf({ hours }: WorkingWeek): number {
  return hours.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** 1970-01-01 was a Thursday. */
function isoDay(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
