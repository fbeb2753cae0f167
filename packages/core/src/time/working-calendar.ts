// The plan's working calendar by days: which are worked, how long, and how much work lies in a stretch of them. Blocks of days are
// summed once, so that a sum costs a few steps however far it goes.
import type { CalendarPlan, WorkingWeek } from '../plan/calendar.ts';

export interface WorkingCalendar {
  /** The working week that is in force on a day. */
  weekOf(day: number): WorkingWeek;
  isWorked(day: number): boolean;
  /** Milliseconds of work on a day. */
  workOn(day: number): number;
  /** Working days first <= day < end. */
  daysIn(first: number, end: number): number;
  /** Milliseconds of work on the days first <= day < end. */
  workIn(first: number, end: number): number;
}

const BLOCK_DAYS = 512;

/** Work in the days before each day of a block, and (last) in all of them. */
interface Block {
  readonly days: Uint16Array;
  readonly ms: Float64Array;
}

export function openWorkingCalendar({ weeks, years }: CalendarPlan): WorkingCalendar {
  const off = new Set(years.flatMap(({ daysOff }) => daysOff));
  const swappedIn = new Set(years.flatMap((year) => year.swappedIn));
  const weekOf = (day: number): WorkingWeek => {
    const week = weeks.findLast(({ from }) => from === null || from <= day) ?? weeks[0];
    if (week === undefined) throw new RangeError('the calendar has no working week');
    return week;
  };
  const isWorked = (day: number): boolean =>
    swappedIn.has(day) || (!off.has(day) && weekOf(day).days.includes(isoDay(day)));
  const workOn = (day: number): number => (isWorked(day) ? lengthOf(weekOf(day)) : 0);
  const blocks = new Map<number, Block>();
  const blockOf = (index: number): Block => {
    const block = blocks.get(index) ?? summed(index * BLOCK_DAYS, workOn);
    blocks.set(index, block);
    return block;
  };
  const sum = (first: number, end: number, read: (block: Block) => Uint16Array | Float64Array): number => {
    let total = 0;
    for (let day = first; day < end; ) {
      const start = blockStart(day);
      const until = Math.min(end, start + BLOCK_DAYS);
      const sums = read(blockOf(start / BLOCK_DAYS));
      total += (sums[until - start] ?? 0) - (sums[day - start] ?? 0);
      day = until;
    }
    return total;
  };
  return {
    weekOf,
    isWorked,
    workOn,
    daysIn: (first, end) => sum(first, end, ({ days }) => days),
    workIn: (first, end) => sum(first, end, ({ ms }) => ms),
  };
}

function summed(start: number, workOn: (day: number) => number): Block {
  const block: Block = { days: new Uint16Array(BLOCK_DAYS + 1), ms: new Float64Array(BLOCK_DAYS + 1) };
  for (let place = 0; place < BLOCK_DAYS; place += 1) {
    const work = workOn(start + place);
    block.days[place + 1] = (block.days[place] ?? 0) + (work > 0 ? 1 : 0);
    block.ms[place + 1] = (block.ms[place] ?? 0) + work;
  }
  return block;
}

/** The first day of the block that holds a day. */
export function blockStart(day: number): number {
  return Math.floor(day / BLOCK_DAYS) * BLOCK_DAYS;
}

export function blockEnd(day: number): number {
  return blockStart(day) + BLOCK_DAYS;
}

export function lengthOf({ hours }: WorkingWeek): number {
  return hours.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** 1970-01-01 was a Thursday. */
function isoDay(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
