// Periods of every grain: they tile the days without gap or overlap, and are written so that they read back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grain } from '../plan/kpi.ts';
import { daysOf, formatDay, formatPeriod, grainDays, parseDay, parsePeriod, periodEnding, periodOf } from './period.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const written = (grain: Grain, text: string): string => formatPeriod(grain, periodOf(grain, day(text)));
const checked = { seed: 20_230_310 };
const anyDay = fc.integer({ min: day('0001-01-01'), max: day('9999-12-31') });
const calendar = fc.constantFrom<Grain>('day', 'week', 'month', 'quarter', 'year');

describe('a period', () => {
  it.each<[Grain, string, string]>([
    ['day', '2024-02-29', '2024-02-29'],
    ['month', '2024-02-29', '2024-02'],
    ['quarter', '2024-03-31', '2024-Q1'],
    ['quarter', '2024-04-01', '2024-Q2'],
    ['quarter', '2024-12-31', '2024-Q4'],
    ['year', '0001-01-01', '0001'],
    ['year', '9999-12-31', '9999'],
    ['month', '0009-03-01', '0009-03'],
    ['P30D', '2015-03-07', '2015-03-07/P30D'],
  ])('of grain %s that holds %s is written %s', (grain, text, expected) => {
    expect(written(grain, text)).toBe(expected);
  });

  it.each([
    ['2020-12-31', '2020-W53'],
    ['2021-01-01', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2018-12-31', '2019-W01'],
    ['2017-01-01', '2016-W52'],
    ['2026-12-31', '2026-W53'],
    ['1969-12-29', '1970-W01'],
    ['2023-03-10', '2023-W10'],
  ])('of ISO weeks: %s lies in %s, also over the end of a year', (text, expected) => {
    expect(written('week', text)).toBe(expected);
  });

  it('of a rolling window is named by its first day, and found by its last', () => {
    const window = periodEnding('P30D', day('2015-04-05'));
    expect(formatPeriod('P30D', window)).toBe('2015-03-07/P30D');
    expect(daysOf('P30D', window)).toEqual({ first: day('2015-03-07'), end: day('2015-04-06') });
    expect(grainDays('P30D')).toBe(30);
    expect(grainDays('month')).toBeNull();
  });

  it('holds its day, ends where the next one begins, and reads back as it is written', () =>
    fc.assert(
      fc.property(calendar, fc.integer({ min: day('0001-01-08'), max: day('9998-12-31') }), (grain, each) => {
        const period = periodOf(grain, each);
        const { first, end } = daysOf(grain, period);
        expect(first).toBeLessThanOrEqual(each);
        expect(end).toBeGreaterThan(each);
        expect(daysOf(grain, period + 1).first).toBe(end);
        expect(periodOf(grain, end - 1)).toBe(period);
        expect(periodOf(grain, end)).toBe(period + 1);
        expect(periodEnding(grain, each)).toBe(period);
        expect(parsePeriod(grain, formatPeriod(grain, period))).toBe(period);
      }),
      checked,
    ));

  it('of a rolling window has its length and reads back', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), anyDay, (length, last) => {
        const grain: Grain = `P${length}D`;
        const window = periodEnding(grain, last);
        const { first, end } = daysOf(grain, window);
        expect([end - 1, end - first]).toEqual([last, length]);
        fc.pre(first >= day('0001-01-01'));
        expect(parsePeriod(grain, formatPeriod(grain, window))).toBe(window);
      }),
      checked,
    ));

  it.each<[Grain, string]>([
    ['day', '2023-02-29'],
    ['day', '2023-2-9'],
    ['week', '2021-W53'],
    ['week', '2021-W00'],
    ['month', '2023-13'],
    ['month', '2023-00'],
    ['quarter', '2023-Q5'],
    ['quarter', '2023-Q0'],
    ['year', '23'],
    ['year', '2023-01'],
    ['P30D', '2015-03-07/P31D'],
    ['P30D', '2015-02-30/P30D'],
    ['P30D', '2015-03-07'],
  ])('of grain %s is not made of %s', (grain, text) => {
    expect(parsePeriod(grain, text)).toBeNull();
  });
});

describe('a calendar date', () => {
  it('reads back as it is written, in the years 1 to 9999', () =>
    fc.assert(
      fc.property(anyDay, (each) => {
        expect(formatDay(each)).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(parseDay(formatDay(each))).toBe(each);
      }),
      checked,
    ));

  it.each(['2023-02-29', '1900-02-29', '2023-04-31', '2023-00-10', '20230310', '2023-03-10T00:00:00Z', ''])(
    'is not read from %s',
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );
});
