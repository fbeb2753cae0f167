// What had happened by the end of a period: the sums over the cells are what a look at every record at that period's end finds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarGrain } from '../plan/kpi.ts';
import type { CellFamily, MeasureKind } from '../plan/plan.ts';
import type { TallyState } from '../tally/tally-state.ts';
import { smallMeasure } from '../testing/small-plan.ts';
import { at, before, cellsIn, day, family, field, none, startOf, state, tally } from '../testing/things.ts';
import { daysOf, periodOf } from '../time/period.ts';

const GRAINS: readonly CalendarGrain[] = ['day', 'week', 'month', 'quarter', 'year'];
const MONTHS = GRAINS.slice(2);

const cohortOf = (grains: readonly CalendarGrain[], rest: Partial<MeasureKind & { kind: 'cohort' }> = {}) =>
  smallMeasure({ what: { kind: 'cohort', of: null, at: field(1), by: [field(2)], grains, ...rest } });
const counting = (bucket: CellFamily['bucket'], grains: readonly CalendarGrain[]): TallyState =>
  tally([family({ bucket, accumulators: grains.map(() => 'count' as const) })], [cohortOf(grains)]);

/** The sum over the days of a period of the accumulator of its grain, as far as `end`. */
const within = (of: TallyState, grain: CalendarGrain, [first, end]: readonly [number, number]): number =>
  Number(before(of, end, GRAINS.indexOf(grain)) - before(of, first, GRAINS.indexOf(grain)));

describe('a cohort', () => {
  it('counts what began in the period and had happened by its end, and is closed then (E6)', () => {
    const one = counting('day', GRAINS);
    state(one, 'x', [at('2023-03-28'), at('2023-04-03')]);
    const read = (grain: CalendarGrain, text: string): number => {
      const { first, end } = daysOf(grain, periodOf(grain, day(text)));
      return within(one, grain, [first, end]);
    };
    expect([read('day', '2023-03-28'), read('day', '2023-04-03'), read('week', '2023-03-28')]).toEqual([0, 0, 0]);
    expect([read('month', '2023-03-28'), read('month', '2023-04-03'), read('quarter', '2023-03-28')]).toEqual([
      0, 0, 0,
    ]);
    expect([read('year', '2023-03-28'), read('quarter', '2023-04-03')]).toEqual([1, 0]);
  });

  it('is restated literally at any end of any period, whatever was corrected before', () => {
    const thing = fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 500 }), fc.option(fc.integer({ min: -20, max: 200 })));
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 30 }), fc.array(fc.nat(800)), (told, ends) => {
        const one = counting('day', GRAINS);
        const standing = new Map<number, readonly [number, number]>();
        for (const [key, begin, length] of told) {
          const [from, to] = [19_000 + begin, length === null ? none : 19_000 + begin + length];
          state(one, `${key}`, [startOf(from), startOf(to)]);
          standing.set(key, [from, to]);
        }
        for (const grain of GRAINS) {
          for (const last of ends) {
            const { first } = daysOf(grain, periodOf(grain, 19_000 + last));
            const end = 19_000 + last + 1;
            const literally = [...standing.values()].filter(([from, to]) => from >= first && from < end && to < end);
            expect(within(one, grain, [first, end])).toBe(literally.length);
          }
        }
      }),
      { seed: 20_230_328 },
    );
  });

  it('by months lies in the month of the last thing that had to happen', () => {
    const one = tally([family({ bucket: 'month', accumulators: ['count', 'count', 'count'] })], [cohortOf(MONTHS)]);
    state(one, 'x', [at('2023-01-28'), at('2023-03-03')]);
    state(one, 'y', [at('2023-03-01'), at('2023-02-03')]);
    const march = periodOf('month', day('2023-03-01'));
    const inMarch = MONTHS.map((_, slot) => before(one, march + 1, slot) - before(one, march, slot));
    expect(inMarch).toEqual([1n, 2n, 2n]);
    expect(MONTHS.map((_, slot) => before(one, march, slot))).toEqual([0n, 0n, 0n]);
  });

  it('waits for everything that has to have happened, and adds up exactly what it is of', () => {
    const amount = 2 ** 53 - 1;
    const what = { of: field(3), by: [field(2), field(1)] };
    const one = tally([family({ accumulators: ['sum'] })], [cohortOf(['year'], what)]);
    state(one, 'x', [at('2023-03-01'), at('2023-03-02'), amount]);
    state(one, 'y', [at('2023-03-01'), at('2023-03-02'), amount]);
    state(one, 'z', [at('2023-03-01'), none, amount]);
    expect(before(one, day('2023-03-03'))).toBe(2n * BigInt(amount));
    expect(before(one, day('2023-03-02'))).toBe(0n);
  });

  it('leaves no cell where no period holds both', () => {
    const one = counting('day', GRAINS);
    const empty = cellsIn(one);
    state(one, 'x', [at('2023-12-31'), at('2024-01-01')]);
    // The one that tells that the record stands.
    expect(cellsIn(one) - empty).toBe(1);
  });
});
