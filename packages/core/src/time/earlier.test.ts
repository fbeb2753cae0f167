// Earlier periods: what a reader of a calendar finds, and the few names that did not exist a year before.
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Grain } from '../plan/kpi.ts';
import { nextWithoutLastYear, periodLastYear, previousPeriod } from './earlier.ts';
import { daysOf, formatPeriod, parsePeriod } from './period.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const of = (grain: Grain, text: string): number => parsePeriod(grain, text) ?? Number.NaN;
const lastYear = (grain: Grain, text: string): string | null => {
  const period = periodLastYear(grain, of(grain, text));
  return period === null ? null : formatPeriod(grain, period);
};
const checked = { seed: 20_230_310 };

describe('the period before', () => {
  it.each<[Grain, string, string]>([
    ['day', '2024-03-01', '2024-02-29'],
    ['week', '2021-W01', '2020-W53'],
    ['month', '2024-01', '2023-12'],
    ['quarter', '2024-Q1', '2023-Q4'],
    ['year', '2024', '2023'],
    ['P30D', '2015-03-07/P30D', '2015-02-05/P30D'],
  ])('of grain %s: before %s lies %s', (grain, text, expected) => {
    const before = previousPeriod(grain, of(grain, text));
    expect(formatPeriod(grain, before)).toBe(expected);
    expect(daysOf(grain, before).end).toBe(daysOf(grain, of(grain, text)).first);
  });
});

describe('the same period a year before', () => {
  it.each<[Grain, string, string | null]>([
    ['day', '2024-03-01', '2023-03-01'],
    ['day', '2024-02-29', null],
    ['day', '2025-02-28', '2024-02-28'],
    ['week', '2023-W10', '2022-W10'],
    ['week', '2021-W52', '2020-W52'],
    ['week', '2020-W53', null],
    ['week', '2021-W01', '2020-W01'],
    ['month', '2024-02', '2023-02'],
    ['quarter', '2024-Q1', '2023-Q1'],
    ['year', '2024', '2023'],
    ['P30D', '2015-03-07/P30D', '2014-03-07/P30D'],
    ['P30D', '2024-02-15/P30D', '2023-02-14/P30D'],
    ['P30D', '2024-01-31/P30D', null],
  ])('of grain %s: a year before %s lies %s', (grain, text, expected) => {
    expect(lastYear(grain, text)).toBe(expected);
  });

  it.each(['2015-W53', '2020-W53', '2026-W53'])('is missed from %s on, though it ends in the next year', (text) => {
    expect(nextWithoutLastYear('week', of('week', text))).toBe(of('week', text));
  });

  it('has the same ISO week number wherever there is one, and only week 53 may have none', () =>
    fc.assert(
      fc.property(fc.integer({ min: day('1600-01-04'), max: day('2400-12-31') }), (each) => {
        const week = Math.floor((each + 3) / 7);
        const date = DateTime.fromMillis(each * 86_400_000, { zone: 'utc' });
        const then = DateTime.fromObject({ weekYear: date.weekYear - 1, weekNumber: date.weekNumber }, { zone: 'utc' });
        const expected = then.isValid ? then.toFormat("kkkk-'W'WW") : null;
        expect(lastYear('week', formatPeriod('week', week))).toBe(expected);
      }),
      checked,
    ));

  it('never goes back in time from one period to the next', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<Grain>('day', 'week', 'P30D'),
        fc.integer({ min: day('1600-01-04'), max: day('2400-12-31') }),
        (grain, each) => {
          const period = grain === 'week' ? Math.floor((each + 3) / 7) : each;
          const [here, next] = [periodLastYear(grain, period), periodLastYear(grain, period + 1)];
          if (here !== null && next !== null) expect(next).toBeGreaterThan(here);
        },
      ),
      checked,
    ));

  it('lacks exactly where the search for such periods says so', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<Grain>('day', 'week', 'P30D'),
        fc.integer({ min: day('1890-01-04'), max: day('2110-12-31') }),
        (grain, each) => {
          const period = grain === 'week' ? Math.floor((each + 3) / 7) : each;
          const found = nextWithoutLastYear(grain, period);
          expect(periodLastYear(grain, found)).toBeNull();
          for (let one = period; one < Math.min(found, period + 400); one += 1) {
            expect(periodLastYear(grain, one)).not.toBeNull();
          }
        },
      ),
      { ...checked, numRuns: 40 },
    ));

  it('is there for every month, quarter and year', () => {
    expect(nextWithoutLastYear('month', of('month', '2024-02'))).toBe(Infinity);
    expect(nextWithoutLastYear('quarter', of('quarter', '2024-Q1'))).toBe(Infinity);
    expect(nextWithoutLastYear('year', of('year', '2024'))).toBe(Infinity);
  });
});
