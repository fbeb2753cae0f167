// Working time: limits over weekends, days off and swapped days; hours over the break at noon and the night; and what must hold
// for any calendar.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarPlan, WorkingWeek } from '../plan/calendar.ts';
import { at, calendar, day } from '../testing/one-record.ts';
import { openWorkingTime } from './working-time.ts';
import { openZone } from './zone.ts';

const HOUR = 3_600_000;
const zone = openZone('Asia/Ho_Chi_Minh');
const working = openWorkingTime(calendar, zone);
const checked = { seed: 20_230_428, numRuns: 300 };

describe('working days', () => {
  it.each([
    // Friday before five days off, of which two are a weekend (E4).
    ['2023-04-28', 5, '2023-05-10'],
    ['2023-04-28', 1, '2023-05-04'],
    // A day off is as good a begin as any.
    ['2023-05-01', 1, '2023-05-04'],
    // The Saturday that is worked.
    ['2023-05-12', 1, '2023-05-13'],
    ['2023-05-12', 2, '2023-05-15'],
    ['2023-05-13', 0, '2023-05-13'],
    ['2023-05-14', 0, '2023-05-14'],
    ['2023-05-10', -5, '2023-04-28'],
    ['2023-05-07', -1, '2023-05-05'],
  ])('%s moved by %d is %s', (from, count, to) => {
    expect(working.addDays(day(from), count)).toBe(day(to));
  });

  it('are counted without the first day and with the last', () => {
    expect(working.daysBetween(day('2023-04-28'), day('2023-05-10'))).toBe(5);
    expect(working.daysBetween(day('2023-05-10'), day('2023-04-28'))).toBe(-5);
    expect(working.daysBetween(day('2023-05-06'), day('2023-05-07'))).toBe(0);
  });

  it('that a pause fills count a begun one as a whole one', () => {
    const filled = (from: string, to: string) => working.daysFilled(at(from), at(to));
    expect(filled('2023-05-08T10:00', '2023-05-09T10:00')).toBe(1);
    expect(filled('2023-05-08T10:00', '2023-05-09T10:01')).toBe(2);
    expect(filled('2023-05-08T10:00', '2023-05-08T10:01')).toBe(1);
    expect(filled('2023-05-06T00:00', '2023-05-08T08:00')).toBe(0);
  });

  it('lead nowhere beyond the year 9999 or before the year 1', () => {
    expect(working.addDays(day('2023-05-08'), 1e12)).toBeNaN();
    expect(working.addDays(day('2023-05-08'), -1e12)).toBeNaN();
    expect(working.addTime(at('2023-05-08T09:00'), 1e18)).toBeNaN();
    expect(working.addTime(at('2023-05-08T09:00'), -1e18)).toBeNaN();
  });
});

describe('working hours', () => {
  it.each([
    ['2023-05-08T09:00', 2, '2023-05-08T11:00'],
    // Until noon, not until the work goes on.
    ['2023-05-08T09:00', 3, '2023-05-08T12:00'],
    ['2023-05-08T09:00', 4, '2023-05-08T14:30'],
    ['2023-05-08T16:30', 1, '2023-05-08T17:30'],
    ['2023-05-08T16:30', 2, '2023-05-09T09:00'],
    // What comes at night or on a day off begins with the next hour of work.
    ['2023-05-05T22:00', 1, '2023-05-08T09:00'],
    ['2023-04-30T10:00', 8, '2023-05-04T17:30'],
    ['2023-05-12T17:00', 1, '2023-05-13T08:30'],
    ['2023-05-07T10:00', 0, '2023-05-07T10:00'],
    ['2023-05-09T09:00', -2, '2023-05-08T16:30'],
    ['2023-05-08T17:30', -8, '2023-05-08T08:00'],
    ['2023-05-08T17:30', -9, '2023-05-05T16:30'],
    ['2023-05-08T13:30', -4, '2023-05-08T08:00'],
    ['2023-05-08T08:00', -8, '2023-05-05T08:00'],
    ['2023-05-08T14:30', -1, '2023-05-08T13:30'],
  ])('%s moved by %d is %s', (from, hours, to) => {
    expect(new Date(working.addTime(at(from), hours * HOUR))).toEqual(new Date(at(to)));
  });

  it('are counted between any two moments', () => {
    const hours = (from: string, to: string) => working.timeBetween(at(from), at(to)) / HOUR;
    expect(hours('2023-05-08T09:00', '2023-05-08T11:00')).toBe(2);
    expect(hours('2023-05-08T11:00', '2023-05-08T14:00')).toBe(1.5);
    expect(hours('2023-04-28T16:30', '2023-05-04T08:30')).toBe(1.5);
    expect(hours('2023-05-04T08:30', '2023-04-28T16:30')).toBe(-1.5);
    expect(hours('2023-05-06T00:00', '2023-05-07T23:00')).toBe(0);
  });

  it('are those of the local clock, also on a day on which it is changed', () => {
    const newYork = openWorkingTime(calendar, openZone('America/New_York'));
    // Friday 16:30 to Monday 09:00, summer time beginning in between.
    const moved = newYork.addTime(Date.parse('2023-03-10T16:30:00-05:00'), 2 * HOUR);
    expect(new Date(moved)).toEqual(new Date('2023-03-13T09:00:00-04:00'));
  });
});

const week = fc.constantFrom<Omit<WorkingWeek, 'from'>>(
  { days: [1, 2, 3, 4, 5], hours: [{ start: 8 * HOUR, end: 12 * HOUR }] },
  { days: [7], hours: [{ start: 0, end: 24 * HOUR }] },
  {
    days: [1, 3, 6],
    hours: [
      { start: 6.25 * HOUR, end: 7 * HOUR },
      { start: 23 * HOUR, end: 24 * HOUR },
    ],
  },
);
const anyDay = fc.integer({ min: 19_000, max: 20_500 });
const calendars = fc
  .record({ first: week, second: week, from: anyDay, off: fc.array(anyDay), swapped: fc.array(anyDay) })
  .map(
    ({ first, second, from, off, swapped }): CalendarPlan => ({
      name: 'any',
      weeks: [
        { ...first, from: null },
        { ...second, from },
      ],
      years: [{ year: 2024, isAnnounced: true, daysOff: off, swappedIn: swapped }],
    }),
  );

describe('any calendar', () => {
  it('leads back from where working days have led', () =>
    fc.assert(
      fc.property(calendars, anyDay, fc.integer({ min: 1, max: 2000 }), (plan, from, count) => {
        const any = openWorkingTime(plan, zone);
        const there = any.addDays(from, count);
        expect(any.daysBetween(from, there)).toBe(count);
        expect(any.daysBetween(from, there - 1)).toBe(count - 1);
        const back = any.addDays(from, -count);
        expect(any.daysBetween(from, back)).toBe(-count);
        expect(any.addDays(any.addDays(from, 3), count)).toBe(any.addDays(from, count + 3));
      }),
      checked,
    ));

  it('has as much work between two moments as it took from the one to the other', () =>
    fc.assert(
      fc.property(
        calendars,
        anyDay,
        fc.nat(24 * 3600),
        fc.integer({ min: 1, max: 5e9 }),
        (plan, from, second, work) => {
          const any = openWorkingTime(plan, zone);
          const begin = zone.midnight(from) + second * 1000;
          for (const length of [work, -work]) {
            const there = any.addTime(begin, length);
            expect(any.timeBetween(begin, there)).toBe(length);
            expect(any.timeBetween(there, begin)).toBe(0 - length);
            // A millisecond less and it is not done; one more and it still is, or more is.
            expect(any.timeBetween(begin, there - Math.sign(length))).toBe(length - Math.sign(length));
          }
        },
      ),
      checked,
    ));
});
