// Limits, pauses and lengths of time in working time, and what tables say of them (worked example E4 and its corners).
import { describe, expect, it } from 'vitest';
import type { Lookup, NumberExpression, Pauses, TimeExpression } from '../plan/expression.ts';
import {
  at,
  completedAt,
  constant,
  date,
  dueAt,
  field,
  finishedAt,
  numberOf,
  type Occurrence,
  receivedAt,
  record,
  requestedAt,
  through,
  UNITS,
} from '../testing/one-record.ts';

const LIMIT = 0;
const UNIT = 1;
const lookup = (column: number, as: TimeExpression = receivedAt): Lookup => ({
  field: field('procedure').field,
  domain: 0,
  column,
  at: as,
});
const limit = (as?: TimeExpression): NumberExpression => ({ kind: 'lookup', lookup: lookup(LIMIT, as) });
const unitOfTable = { lookup: lookup(UNIT), units: UNITS };
const limitAt: TimeExpression = { kind: 'plus', from: receivedAt, add: limit(), unit: unitOfTable };

describe('a table', () => {
  it('is asked as of an instant: the row that is in force then', () => {
    const received = (text: string) => record({ procedure: 'p', receivedAt: at(text) }).number(limit());
    expect(received('2023-04-30T23:59')).toBe(5);
    expect(received('2023-05-01T00:00')).toBe(3);
    const dated = record({ procedure: 'p', receivedAt: date('2023-05-01'), dueAt: through('2023-04-30') });
    expect(dated.number(limit())).toBe(3);
    expect(dated.number(limit(dueAt))).toBe(5);
  });

  it('says nothing without a code, a row in force, a value or an instant', () => {
    const received = { receivedAt: at('2023-05-02T09:00') };
    expect(record(received).number(limit())).toBeNaN();
    expect(record({ ...received, procedure: 'x' }).number(limit())).toBeNaN();
    expect(record({ ...received, procedure: 'q' }).number(limit())).toBeNaN();
    expect(record({ ...received, procedure: 'r' }).number(limit())).toBeNaN();
    expect(record({ procedure: 'p' }).number(limit())).toBeNaN();
    expect(record({ ...received, procedure: 'r' }).time(limitAt)).toBeNaN();
    const set = { kind: 'set', of: numberOf(limit()) } as const;
    expect([record({ ...received, procedure: 'p' }).test(set), record(received).test(set)]).toEqual([true, false]);
  });

  it('gives a limit its number and its unit', () => {
    const of = (procedure: string, text: string) => record({ procedure, receivedAt: at(text) }).time(limitAt);
    expect(of('p', '2023-04-28T09:00')).toBe(through('2023-05-10'));
    expect(of('p', '2023-05-04T09:00')).toBe(through('2023-05-09'));
    expect(of('q', '2023-04-27T16:30')).toBe(at('2023-05-04T09:00'));
    expect(of('q', '2023-05-04T16:30')).toBeNaN();
  });
});

describe('a limit in working time', () => {
  const plus = (
    unit: 'working_day' | 'working_hour',
    add: number,
    from: TimeExpression = receivedAt,
  ): TimeExpression => ({
    kind: 'plus',
    from,
    add: constant(add),
    unit,
  });

  it('in days is a day read through its end, whatever it begins with', () => {
    expect(record({ receivedAt: date('2023-05-05') }).time(plus('working_day', 2))).toBe(through('2023-05-09'));
    expect(record({ receivedAt: at('2023-05-05T23:59') }).time(plus('working_day', 2))).toBe(through('2023-05-09'));
    expect(record({ dueAt: through('2023-05-05') }).time(plus('working_day', -1, dueAt))).toBe(through('2023-05-04'));
  });

  it('in hours is a moment; a date begins at its midnight, a deadline at its end', () => {
    expect(record({ receivedAt: date('2023-05-05') }).time(plus('working_hour', 1))).toBe(at('2023-05-05T09:00'));
    expect(record({ dueAt: through('2023-05-05') }).time(plus('working_hour', 1, dueAt))).toBe(at('2023-05-08T09:00'));
    expect(record({}).time(plus('working_hour', 1))).toBeNaN();
  });
});

const supplement: Pauses = { part: 0, start: requestedAt, end: completedAt };

describe('a deadline with pauses in working time', () => {
  const extended = (from: TimeExpression, clock: 'working' | typeof unitOfTable = 'working'): TimeExpression => ({
    kind: 'extend',
    from,
    clock,
    ...supplement,
  });
  const paused = (due: number, ...pauses: Occurrence[]): number => record({ dueAt: due }, pauses).time(extended(dueAt));
  const due = through('2023-05-10');

  it('moves a day by whole working days, a begun one up to a whole one (E4)', () => {
    expect(paused(due, [at('2023-05-08T10:00'), at('2023-05-09T10:00')])).toBe(through('2023-05-11'));
    expect(paused(due, [at('2023-05-08T10:00'), at('2023-05-09T10:01')])).toBe(through('2023-05-12'));
    expect(paused(due, [at('2023-05-08T10:00'), at('2023-05-08T10:01')])).toBe(through('2023-05-11'));
    expect(paused(due, [at('2023-05-10T23:00'), at('2023-05-14T23:00')])).toBe(through('2023-05-13'));
  });

  it('is not moved by a pause without work, or one that ends before it begins', () => {
    expect(paused(due, [at('2023-05-06T10:00'), at('2023-05-07T10:00')])).toBe(due);
    expect(paused(due, [at('2023-05-09T10:00'), at('2023-05-08T10:00')])).toBe(due);
  });

  it('moves a moment exactly, in working hours', () => {
    const moment = at('2023-05-10T16:00');
    expect(paused(moment, [at('2023-05-08T16:30'), at('2023-05-09T09:00')])).toBe(at('2023-05-11T08:30'));
    expect(paused(moment, [at('2023-05-10T16:01'), at('2023-05-11T09:00')])).toBe(moment);
  });

  it('is never reached while a pause has no end', () => {
    expect(paused(due, [at('2023-05-08T10:00'), Number.NaN])).toBeNaN();
  });

  it('takes its clock from the table where the table has the unit', () => {
    const pause: Occurrence = [at('2023-04-28T10:00'), at('2023-04-29T10:00')];
    const clocked = (procedure: string) =>
      record({ procedure, receivedAt: at('2023-04-26T09:00'), dueAt: at('2023-04-28T16:00') }, [pause]).time(
        extended(dueAt, unitOfTable),
      );
    expect(clocked('p')).toBe(at('2023-05-04T14:00'));
    expect(clocked('x')).toBe(at('2023-04-29T16:00'));
  });
});

describe('a length of time', () => {
  type Clock = 'calendar' | 'working_hour' | 'working_day';
  const HOUR = 3_600_000;
  const between = (clock: Clock, pauses: Pauses | null = supplement): NumberExpression => ({
    kind: 'between',
    from: receivedAt,
    to: finishedAt,
    clock,
    pauses,
  });
  const took = (clock: Clock, ...pauses: Occurrence[]): number =>
    record({ receivedAt: at('2023-05-04T10:00'), finishedAt: at('2023-05-10T11:00') }, pauses).number(between(clock));

  it('is counted in calendar hours, working hours or working days', () => {
    expect(took('calendar')).toBe(145 * HOUR);
    expect(took('working_hour')).toBe(33 * HOUR);
    expect(took('working_day')).toBe(4);
  });

  it('is without its pauses: each measured alike, those that overlap once, one without an end to the last', () => {
    const one: Occurrence = [at('2023-05-08T10:00'), at('2023-05-09T10:00')];
    const within: Occurrence = [at('2023-05-08T12:00'), at('2023-05-09T09:00')];
    const open: Occurrence = [at('2023-05-10T09:00'), Number.NaN];
    expect(took('calendar', one)).toBe(121 * HOUR);
    expect(took('calendar', one, within)).toBe(121 * HOUR);
    expect(took('working_hour', one, within)).toBe(25 * HOUR);
    expect(took('working_hour', one, open)).toBe(23 * HOUR);
    expect(took('working_day', one)).toBe(3);
    expect(took('working_day', one, open)).toBe(2);
  });

  it('counts of a pause only what lies within it, and never gets negative by one', () => {
    expect(took('calendar', [at('2023-05-01T10:00'), at('2023-05-04T11:00')])).toBe(144 * HOUR);
    expect(took('working_day', [at('2023-05-01T10:00'), at('2023-05-30T10:00')])).toBe(0);
    expect(took('calendar', [at('2023-05-20T10:00'), at('2023-05-30T10:00')])).toBe(145 * HOUR);
  });

  it('is negative where the end lies before the begin', () => {
    const back = record({ receivedAt: at('2023-05-10T11:00'), finishedAt: at('2023-05-04T10:00') }, [
      [at('2023-05-08T10:00'), at('2023-05-09T10:00')],
    ]);
    expect(back.number(between('working_hour'))).toBe(-33 * HOUR);
    expect(back.number(between('working_day'))).toBe(-4);
    expect(record({ receivedAt: at('2023-05-10T11:00') }).number(between('working_day'))).toBeNaN();
  });
});
