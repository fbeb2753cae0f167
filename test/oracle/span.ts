// Oracle: limits and pauses of one standing record, and what tables say of them.
import { DateTime } from 'luxon';
import { evaluate, inOrderOf, isExact, isMoment, occurrences, passes, type Scope } from './expression.ts';
import { cellOf } from './table.ts';
import {
  duration,
  type Exact,
  exactMoment,
  integer,
  type Moment,
  moveDeadline,
  plusSpan,
  throughMoment,
  type Value,
} from './value.ts';
import {
  moveWorkingDays,
  moveWorkingTime,
  type WorkingClock,
  workingDaysBetween,
  workingDaysFilled,
  workingTimeBetween,
} from './working-time.ts';
import { type MapNode, type Node, textOf } from './yaml-node.ts';

/** `{ lookup: procedure.limit, at: receivedAt }`, with `is` as a test of it. */
export function lookup({ lookup: path, at, is }: MapNode, scope: Scope): Value | null {
  const moment = evaluate(at, scope);
  const cell = isMoment(moment) ? cellAsOf(textOf(path), { ...scope, asOf: moment }) : null;
  return is === undefined ? cell : passes(cell, is, scope);
}

/** `procedure.limit`: the column of the table of the field's domain, for the code the record has. */
export function cellAsOf(path: string, { standing, catalogue, asOf }: Scope): Value | null {
  const [field = '', column = ''] = path.split('.');
  const table = catalogue.tables.get(textOf(standing.record.fields.get(field)?.domain));
  if (table === undefined) throw new RangeError(`the oracle finds no table for ${path}`);
  const code = standing.fields.get(field);
  return asOf === null || typeof code !== 'string' ? null : cellOf(table, column, { code, day: asOf.day });
}

export function plus({ from, add, unit: written }: MapNode, scope: Scope): Value | null {
  const moment = evaluate(from, scope);
  if (!isMoment(moment)) return null;
  const number = evaluate(add, { ...scope, asOf: moment });
  const unit = unitOf(written, { ...scope, asOf: moment });
  if (!isExact(number) || unit === null) return null;
  const moved = movedBy(moment, { number, unit }, scope);
  const year = DateTime.fromMillis(moved.day * 86_400_000, { zone: 'utc' }).year;
  return year >= 1 && year <= 9999 ? moved : null;
}

interface Added {
  readonly number: Exact;
  readonly unit: string;
}

function movedBy(moment: Moment, { number, unit }: Added, scope: Scope): Moment {
  const count = Number(number.whole) / Number(number.per);
  switch (unit) {
    case 'working_hour':
      return exactMoment(scope.calendar, moveWorkingTime(clockOf(scope), moment.position, count * 3_600_000));
    case 'working_day':
      return throughMoment(scope.calendar, moveWorkingDays(clockOf(scope), moment.day, count));
    default:
      return plusSpan(scope.calendar, moment, number, unit);
  }
}

const WORDS: readonly unknown[] = [
  'hour',
  'day',
  'month',
  'year',
  'working_hour',
  'working_day',
  'calendar',
  'working',
];

/** A unit or a clock as written, or what a table says. */
function unitOf(node: Node, scope: Scope): string | null {
  if (WORDS.includes(node)) return textOf(node);
  const unit = evaluate(node, scope);
  return typeof unit === 'string' ? unit : null;
}

function clockOf({ catalogue, calendar }: Scope): WorkingClock {
  if (catalogue.working === null) throw new RangeError('the oracle finds no working calendar');
  return { zone: catalogue.timeZone, calendar, working: catalogue.working };
}

export function extend({ from, pauses, start, end, clock }: MapNode, scope: Scope): Value | null {
  let deadline = evaluate(from, scope);
  if (!isMoment(deadline)) return null;
  const unit = clock === undefined ? 'calendar' : unitOf(clock, scope);
  for (const pause of inOrderOf(occurrences(textOf(pauses), scope), textOf(start))) {
    const begun = pause.fields.get(textOf(start)) as Moment;
    if (begun.position > deadline.position) break;
    const ended = pause.fields.get(textOf(end)) ?? null;
    if (!isMoment(ended)) return null;
    deadline = moved(deadline, { begun: begun.position, ended: ended.position, unit }, scope);
  }
  return deadline;
}

interface Pausing {
  readonly begun: number;
  readonly ended: number;
  readonly unit: string | null;
}

/**
 * By days, of the calendar or of work, a day moves by whole ones, a begun one up to a whole one; everything else moves exactly.
 */
function moved(deadline: Moment, { begun, ended, unit }: Pausing, scope: Scope): Moment {
  const { calendar } = scope;
  const until = Math.max(begun, ended);
  if (unit === 'day' || unit === 'month' || unit === 'year') return moveDeadline(calendar, deadline, until - begun);
  if (unit === null || !unit.startsWith('working')) {
    const end = deadline.kind === 'exact' ? deadline.position : calendar.midnight(deadline.day + 1) - 1;
    return exactMoment(calendar, end + until - begun);
  }
  const clock = clockOf(scope);
  if (deadline.kind === 'exact') {
    const length = workingTimeBetween(clock, begun, until);
    return exactMoment(calendar, moveWorkingTime(clock, deadline.position, length));
  }
  return throughMoment(calendar, moveWorkingDays(clock, deadline.day, workingDaysFilled(clock, begun, until)));
}

export function between(map: MapNode, scope: Scope): Value | null {
  const begin = evaluate(map.from, scope);
  const end = evaluate(map.to, scope);
  if (!isMoment(begin) || !isMoment(end)) return null;
  const unit = map.unit === undefined ? 'hour' : textOf(map.unit);
  const whole = lengthBetween(begin, end, { unit, scope });
  const paused =
    end.position <= begin.position ? [] : pausesWithin(map, { from: begin.position, to: end.position }, scope);
  const rest = paused.reduce((left, pause) => left - pauseLength(pause, { unit, scope }), whole);
  const length = paused.length === 0 ? whole : Math.max(0, rest);
  if (unit === 'working_day') return integer(length);
  return duration(length, unit === 'working_hour' ? 'hour' : unit);
}

interface Measuring {
  readonly unit: string;
  readonly scope: Scope;
}

/** Whole working days, or milliseconds. */
function lengthBetween(begin: Moment, end: Moment, { unit, scope }: Measuring): number {
  if (unit === 'working_day') {
    const { dayOf } = scope.calendar;
    return workingDaysBetween(clockOf(scope), dayOf(begin.position), dayOf(end.position));
  }
  if (unit === 'working_hour') return workingTimeBetween(clockOf(scope), begin.position, end.position);
  return end.position - begin.position;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function pauseLength({ from, to }: Stretch, { unit, scope }: Measuring): number {
  if (unit === 'working_day') return workingDaysFilled(clockOf(scope), from, to);
  return unit === 'working_hour' ? workingTimeBetween(clockOf(scope), from, to) : to - from;
}

/** What of the stretch lies in some pause: pauses that touch or overlap are one; one without an end lasts. */
function pausesWithin({ pauses, start, end }: MapNode, within: Stretch, scope: Scope): readonly Stretch[] {
  if (pauses === undefined) return [];
  const all = inOrderOf(occurrences(textOf(pauses), scope), textOf(start)).map(({ fields }) => {
    const ended = fields.get(textOf(end)) ?? null;
    const begun = fields.get(textOf(start)) as Moment;
    return {
      from: Math.max(within.from, begun.position),
      to: isMoment(ended) ? Math.min(within.to, ended.position) : within.to,
    };
  });
  const lasting = all.filter(({ from, to }) => to > from).sort((left, right) => left.from - right.from);
  const merged: Stretch[] = [];
  for (const pause of lasting) {
    const last = merged.at(-1);
    if (last !== undefined && pause.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, pause.to) };
    } else merged.push(pause);
  }
  return merged;
}
