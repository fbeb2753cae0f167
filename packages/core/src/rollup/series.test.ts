// Series by day: sums over any stretch of days, and merged sketches, against plain lists of what was added.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grain } from '../plan/kpi.ts';
import { daysOf, periodEnding } from '../time/period.ts';
import { createActivity } from './activity.ts';
import { type Amount, createDaySeries } from './day-series.ts';
import { createSketchSeries } from './sketch-series.ts';

const checked = { seed: 20_230_310, numRuns: 300 };
const FIRST = 19_400;
const days = fc.integer({ min: FIRST, max: FIRST + 30 });
const stretches = fc.array(fc.tuple(days, days), { minLength: 1, maxLength: 6 });

describe('a series of days', () => {
  it('sums as a plain list does, between any changes, and forgets what was taken back', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ day: days, amount: fc.integer({ min: -3, max: 3 }), asked: stretches }), {
          maxLength: 25,
        }),
        fc.boolean(),
        (moves, isSum) => {
          const kind = (value: number): Amount => (isSum ? BigInt(value) : value);
          const series = createDaySeries(kind(0));
          const added: { day: number; amount: number }[] = [];
          const total = (first: number, end: number): number =>
            added.filter(({ day }) => day >= first && day < end).reduce((sum, { amount }) => sum + amount, 0);
          for (const { day, amount, asked } of moves) {
            series.add(day, kind(amount));
            added.push({ day, amount });
            for (const [first, end] of asked) {
              expect(series.sum(first, end)).toBe(kind(first < end ? total(first, end) : 0));
              expect(series.before(end)).toBe(kind(total(-Infinity, end)));
              const left = [...new Set(added.map((one) => one.day))].filter((one) => total(one, one + 1) !== 0);
              expect(series.nextDay(first)).toBe(Math.min(...left.filter((one) => one >= first)));
              expect(series.isEmpty()).toBe(left.length === 0);
            }
          }
        },
      ),
      checked,
    ));

  it('is exact where numbers are not', () => {
    const series = createDaySeries(0n);
    series.add(FIRST, 2n ** 70n);
    series.add(FIRST + 1, 1n);
    expect(series.before(FIRST + 2)).toBe(2n ** 70n + 1n);
    series.add(FIRST, -(2n ** 70n));
    expect([series.before(FIRST + 2), series.nextDay(0)]).toEqual([1n, FIRST + 1]);
  });
});

describe('a series of sketches', () => {
  const grains: readonly Grain[] = ['week', 'month'];

  it('merges the days of any period asked for, whole or to date, kept merged or not', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ day: days, bucket: fc.nat(4) }), { maxLength: 30 }),
        fc.array(fc.nat()),
        fc.array(
          fc.record({
            grain: fc.constantFrom<Grain>('day', 'week', 'month', 'year', 'P7D'),
            day: days,
            cut: fc.nat(40),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        (added, takenBack, questions) => {
          const series = createSketchSeries(grains);
          const left = [...added];
          for (const { day, bucket } of added) series.add(day, [bucket, 1]);
          for (const pick of takenBack) {
            const [taken] = left.splice(pick % Math.max(1, left.length), 1);
            if (taken !== undefined) series.add(taken.day, [taken.bucket, -1]);
          }
          for (const { grain, day, cut } of questions) {
            const period = periodEnding(grain, day);
            const { first, end: periodEnd } = daysOf(grain, period);
            const end = Math.max(first, periodEnd - cut);
            const expected = new Map<number, number>();
            for (const one of left.filter((each) => each.day >= first && each.day < end)) {
              expected.set(one.bucket, (expected.get(one.bucket) ?? 0) + 1);
            }
            const counts = series.counts({ first, end, grain, period });
            expect([...counts].sort(([a], [b]) => a - b)).toEqual([...expected].sort(([a], [b]) => a - b));
          }
        },
      ),
      checked,
    ));
});

describe('activity', () => {
  it('knows the next day on which anything ever happened, also when it was taken back', () =>
    fc.assert(
      fc.property(fc.array(days), days, (touched, from) => {
        const activity = createActivity();
        for (const day of touched) activity.touch(day);
        expect(activity.nextDay(from)).toBe(Math.min(...touched.filter((day) => day >= from)));
      }),
      checked,
    ));
});
