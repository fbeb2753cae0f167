// Lengths of time in a record: instants moved by limits and by pauses, and how long it took from one to another.
import { DateTime } from 'luxon';
import type { NumberExpression, PauseClock, Pauses, SpanUnit, TimeExpression } from '../plan/expression.ts';
import type { Reference } from '../reference/reference.ts';
import { dayOf, isDay, positionOf, throughDay } from '../time/moment.ts';
import type { WorkingTime } from '../time/working-time.ts';
import type { Zone } from '../time/zone.ts';
import type { Context, RowNumber } from './expression.ts';
import { compileUnit } from './lookup.ts';
import { valueIn } from './occurrences.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Plus = Extract<TimeExpression, { kind: 'plus' }>;
type Extend = Extract<TimeExpression, { kind: 'extend' }>;
type Between = Extract<NumberExpression, { kind: 'between' }>;

export function compilePlus(context: Context, expression: Plus): RowNumber {
  const { reference, compiler } = context;
  const from = compiler.time(expression.from);
  const add = compiler.number(expression.add);
  const { unit } = expression;
  if (typeof unit === 'string') return (row) => plus(reference, from(row), { add: add(row), unit });
  const unitOf = compileUnit(context, unit);
  return (row) => {
    const found = unitOf(row);
    return found === null ? Number.NaN : plus(reference, from(row), { add: add(row), unit: found });
  };
}

/** Hours keep the time of day; longer units give the day, read through its end. A month clamps to its last day. */
function plus(
  reference: Reference,
  from: number,
  { add, unit }: { readonly add: number; readonly unit: SpanUnit },
): number {
  const { zone } = reference;
  if (Number.isNaN(from) || Number.isNaN(add)) return Number.NaN;
  switch (unit) {
    case 'hour':
      return writable(positionOf(zone, from) + add * HOUR_MS);
    case 'working_hour':
      return writable(workingOf(reference).addTime(positionOf(zone, from), add * HOUR_MS));
    case 'working_day':
      return throughLocal(zone, workingOf(reference).addDays(dayOf(zone, from), add));
    case 'day':
    case 'month':
    case 'year': {
      const day = DateTime.fromMillis(dayOf(zone, from) * DAY_MS, { zone: 'utc' });
      return throughLocal(zone, Math.floor(day.plus({ [`${unit}s`]: add }).toMillis() / DAY_MS));
    }
  }
}

function throughLocal(zone: Zone, day: number): number {
  return Number.isNaN(writable(day * DAY_MS)) ? Number.NaN : throughDay(zone.midnight(day));
}

/** The years 1 to 9999: what can be stated. A limit that leads out of them, such as of a million years, leads nowhere. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const END_MS = Date.parse('+010000-01-01T00:00:00Z');

function writable(ms: number): number {
  return ms >= FIRST_MS && ms < END_MS ? ms : Number.NaN;
}

function workingOf({ working }: Reference): WorkingTime {
  if (working === null) throw new RangeError('the plan counts in working time and has no calendar');
  return working;
}

/** A begin and an end; NaN: it has none yet. */
interface Pause {
  readonly start: number;
  readonly end: number;
}

const NO_PAUSES: readonly Pause[] = [];

/** Pauses that have begun, by their begin. */
function pausesOf({ table, reference }: Context, row: number, { part, start, end }: Pauses): readonly Pause[] {
  const standing = table.parts[part]?.standing(row);
  // Most records have none, and are asked with every statement.
  if (standing === undefined || standing.length === 0) return NO_PAUSES;
  const { zone } = reference;
  return standing
    .map((occurrence) => ({ start: valueIn(occurrence, start), end: valueIn(occurrence, end) }))
    .filter((pause) => !Number.isNaN(pause.start))
    .sort((left, right) => positionOf(zone, left.start) - positionOf(zone, right.start) || left.end - right.end);
}

/** Walks the pauses by their begin: one that begins by the deadline so far moves it by its length, or for ever. */
export function compileExtend(context: Context, expression: Extend): RowNumber {
  const { reference, compiler } = context;
  const from = compiler.time(expression.from);
  const moveOf = compileClock(context, expression.clock);
  return (row) => {
    let deadline = from(row);
    for (const pause of pausesOf(context, row, expression)) {
      if (Number.isNaN(deadline) || positionOf(reference.zone, pause.start) > positionOf(reference.zone, deadline))
        break;
      if (Number.isNaN(pause.end)) return Number.NaN;
      deadline = moveOf(row)(reference, deadline, pause);
    }
    return deadline;
  };
}

type Move = (reference: Reference, deadline: number, pause: Pause) => number;

function compileClock(context: Context, clock: PauseClock): (row: number) => Move {
  if (typeof clock === 'string') return () => moves[clock];
  const unitOf = compileUnit(context, clock);
  return (row) => moves[clockOf(unitOf(row))];
}

/** A limit is moved by the clock that it is counted by. */
function clockOf(unit: SpanUnit | null): keyof typeof moves {
  if (unit === 'working_hour' || unit === 'working_day') return 'working';
  return unit === null || unit === 'hour' ? 'calendar' : 'day';
}

const moves = { calendar: moveExactly, day: moveByDays, working: moveByWork } satisfies Record<string, Move>;

/** A deadline day moves from its end; at the end of another day it is that day, else an exact moment. */
function moveExactly({ zone }: Reference, deadline: number, pause: Pause): number {
  if (!isDay(deadline)) return deadline + lengthOf(pause);
  const moved = endOfDay(zone, deadline) + lengthOf(pause);
  const day = throughDay(zone.midnight(zone.dayOf(moved)));
  return positionOf(zone, day) === moved ? day : moved;
}

function endOfDay(zone: Zone, day: number): number {
  return positionOf(zone, throughDay(Math.floor(day)));
}

/** A deadline day moves by its end and stays a day: a begun day of the pause is a whole one. */
function moveByDays(reference: Reference, deadline: number, pause: Pause): number {
  if (!isDay(deadline)) return moveExactly(reference, deadline, pause);
  const { zone } = reference;
  return throughDay(zone.midnight(zone.dayOf(endOfDay(zone, deadline) + lengthOf(pause))));
}

function lengthOf({ start, end }: Pause): number {
  return Math.max(0, Math.floor(end) - Math.floor(start));
}

/** The same in working time; a day moves by whole days. */
function moveByWork(reference: Reference, deadline: number, { start, end }: Pause): number {
  const working = workingOf(reference);
  const [begun, ended] = [Math.floor(start), Math.max(Math.floor(start), Math.floor(end))];
  if (!isDay(deadline)) return working.addTime(deadline, working.timeBetween(begun, ended));
  const days = working.daysFilled(begun, ended);
  return throughLocal(reference.zone, working.addDays(dayOf(reference.zone, deadline), days));
}

export function compileBetween(context: Context, expression: Between): RowNumber {
  const { reference, compiler } = context;
  const from = compiler.time(expression.from);
  const to = compiler.time(expression.to);
  const { zone } = reference;
  const lengthOf = lengths(reference, expression.clock);
  const { pauses } = expression;
  return (row) => {
    const [begin, end] = [positionOf(zone, from(row)), positionOf(zone, to(row))];
    if (Number.isNaN(begin) || Number.isNaN(end)) return Number.NaN;
    const whole = lengthOf.whole(begin, end);
    if (pauses === null || end <= begin) return whole;
    const within = joined(pausesOf(context, row, pauses), { zone, begin, end });
    return Math.max(
      0,
      within.reduce((rest, pause) => rest - lengthOf.pause(pause.start, pause.end), whole),
    );
  };
}

interface Lengths {
  whole(from: number, to: number): number;
  pause(from: number, to: number): number;
}

function lengths(reference: Reference, clock: Between['clock']): Lengths {
  if (clock === 'calendar') {
    const length = (from: number, to: number): number => to - from;
    return { whole: length, pause: length };
  }
  const { zone } = reference;
  const working = workingOf(reference);
  if (clock === 'working_hour') return { whole: working.timeBetween, pause: working.timeBetween };
  return { whole: (from, to) => working.daysBetween(zone.dayOf(from), zone.dayOf(to)), pause: working.daysFilled };
}

/** Pauses within a stretch of time, those that overlap as one. */
function joined(
  pauses: readonly Pause[],
  { zone, begin, end }: { readonly zone: Zone; readonly begin: number; readonly end: number },
): readonly Pause[] {
  const within: Pause[] = [];
  for (const pause of pauses) {
    const last = within.at(-1);
    const start = Math.max(begin, last?.end ?? begin, positionOf(zone, pause.start));
    const stop = Number.isNaN(pause.end) ? end : Math.min(end, positionOf(zone, pause.end));
    if (stop <= start) continue;
    if (last?.end === start) within[within.length - 1] = { start: last.start, end: stop };
    else within.push({ start, end: stop });
  }
  return within;
}
