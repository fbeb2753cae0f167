// What the occurrences of a part add to cells: covers and holds, in any order of events.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TallyState } from '../tally/tally-state.ts';
import { smallMeasure } from '../testing/small-plan.ts';
import {
  at,
  before,
  cellsIn,
  day,
  family,
  field,
  none,
  order,
  retract,
  startOf,
  state,
  tally,
} from '../testing/things.ts';

describe('a cover', () => {
  const covered = (): TallyState =>
    tally(
      [family({ accumulators: ['count'] })],
      [smallMeasure({ what: { kind: 'cover', part: 0, field: 1, days: 90 } })],
    );
  const leftEarly = (): TallyState =>
    tally(
      [family({ accumulators: ['count'] })],
      [smallMeasure({ what: { kind: 'cover', part: 0, field: 1, days: 90, leave: field(2) } })],
    );
  /** In at the end of a day: all edges up to and with that day count. */
  const activeOn = (of: TallyState, text: string): number => Number(before(of, day(text) + 1));

  it('holds while any occurrence lies in the last 90 days, in any order of events (E10)', () => {
    for (const dates of [
      ['2023-01-10', '2023-03-01'],
      ['2023-03-01', '2023-01-10'],
    ]) {
      const one = covered();
      state(one, 'x', [none, none]);
      for (const [no, text] of dates.entries()) order(one, 'x', { no, when: at(text), amount: none });
      const months = ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30'];
      expect(months.map((text) => activeOn(one, text))).toEqual([1, 1, 1, 1]);
      expect(['2023-01-09', '2023-01-10', '2023-05-29', '2023-05-30'].map((text) => activeOn(one, text))).toEqual([
        0, 1, 1, 0,
      ]);
      retract(one, 'x', dates.indexOf('2023-03-01'));
      expect(['2023-04-09', '2023-04-10'].map((text) => activeOn(one, text))).toEqual([1, 0]);
    }
  });

  it('counts two orders of one day once, and two that touch without a gap', () => {
    const one = covered();
    state(one, 'x', [none, none]);
    order(one, 'x', { no: 1, when: at('2023-01-10'), amount: none });
    order(one, 'x', { no: 2, when: at('2023-01-10') + 1, amount: none });
    order(one, 'x', { no: 3, when: at('2023-04-10'), amount: none });
    expect(
      ['2023-01-10', '2023-04-09', '2023-04-10', '2023-07-08', '2023-07-09'].map((text) => activeOn(one, text)),
    ).toEqual([1, 1, 1, 1, 0]);
    order(one, 'x', { no: 3, when: at('2023-04-11'), amount: none });
    expect(['2023-04-09', '2023-04-10', '2023-04-11'].map((text) => activeOn(one, text))).toEqual([1, 0, 1]);
  });

  it('is left for good, and what it was before that day stays', () => {
    const one = leftEarly();
    state(one, 'x', [none, at('2023-02-20')]);
    for (const [no, text] of ['2023-01-10', '2023-03-01'].entries()) {
      order(one, 'x', { no, when: at(text), amount: none });
    }
    const days = ['2023-01-10', '2023-02-19', '2023-02-20', '2023-03-01', '2023-04-01'];
    expect(days.map((text) => activeOn(one, text))).toEqual([1, 1, 0, 0, 0]);
    state(one, 'x', [none, none]);
    expect(days.map((text) => activeOn(one, text))).toEqual([1, 1, 1, 1, 1]);
  });

  it('is left and entered again, within stretches that end at an instant of their own', () => {
    const stays = { part: 0, field: 1, until: 2 };
    const enter = field(1);
    const one = tally(
      [family({ accumulators: ['count', 'count'] })],
      [
        smallMeasure({ what: { kind: 'cover', ...stays, enter } }),
        smallMeasure({ what: { kind: 'cover', part: 0, field: 1, days: 10, within: stays }, slot: 1 }),
      ],
    );
    const last = (of: readonly string[], slot: number): readonly number[] =>
      of.map((text) => Number(before(one, day(text) + 1, slot)));
    const days = ['2023-01-02', '2023-01-11', '2023-01-12', '2023-01-19', '2023-01-20', '2023-03-01', '2023-03-20'];
    state(one, 'x', [at('2023-01-11'), none]);
    order(one, 'x', { no: 1, when: at('2023-01-02'), amount: at('2023-01-20') });
    order(one, 'x', { no: 2, when: at('2023-03-01'), amount: none });
    // One that ends before it begins holds no day.
    order(one, 'x', { no: 3, when: at('2023-02-01'), amount: at('2023-01-01') });
    expect(last(days, 0)).toEqual([0, 1, 1, 1, 0, 1, 1]);
    expect(last(days, 1)).toEqual([1, 1, 0, 0, 0, 1, 0]);
    // Without the instant of entering it is in no stay at all.
    state(one, 'x', [none, none]);
    expect(last(days, 0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(last(days, 1)).toEqual([1, 1, 0, 0, 0, 1, 0]);
  });

  const orders = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(400)), { maxLength: 12 });
  it('is the union of its days up to the one on which it is left, against a set of days', () =>
    fc.assert(
      fc.property(orders, fc.option(fc.nat(500)), (told, left) => {
        const one = leftEarly();
        state(one, 'x', [none, left === null ? none : startOf(19_000 + left)]);
        for (const [no, when] of told) order(one, 'x', { no, when: startOf(19_000 + when), amount: none });
        const active = new Set<number>();
        for (const when of new Map(told).values()) {
          for (let each = when; each < Math.min(when + 90, left ?? Infinity); each += 1) active.add(each);
        }
        for (let each = 0; each < 500; each += 7) {
          expect(before(one, 19_000 + each + 1)).toBe(active.has(each) ? 1n : 0n);
        }
      }),
      { seed: 20_230_310 },
    ));
});

describe('a hold', () => {
  const held = (): TallyState =>
    tally(
      [family({ accumulators: ['sum', 'count'] })],
      [smallMeasure({ what: { kind: 'hold', part: 0, value: 2, at: 1 } })],
    );
  const endOf = (of: TallyState, text: string): readonly number[] =>
    [0, 1].map((slot) => Number(before(of, day(text) + 1, slot)));

  it('carries a reading forward until the next, with retraction and correction (E9)', () => {
    const one = held();
    for (const key of ['a', 'b']) state(one, key, [none, none]);
    order(one, 'a', { no: 2, when: at('2023-03-31'), amount: 1100 });
    order(one, 'b', { no: 1, when: at('2023-02-28'), amount: 500 });
    order(one, 'a', { no: 1, when: at('2023-01-31'), amount: 1000 });
    const months = ['2023-01-31', '2023-02-28', '2023-03-31'];
    expect(months.map((text) => endOf(one, text))).toEqual([
      [1000, 1],
      [1500, 2],
      [1600, 3],
    ]);
    retract(one, 'a', 2);
    expect(endOf(one, '2023-03-31')).toEqual([1500, 2]);
    order(one, 'b', { no: 1, when: at('2023-02-28'), amount: 600 });
    order(one, 'a', { no: 2, when: at('2023-03-31'), amount: 1100 });
    expect(months.map((text) => endOf(one, text))).toEqual([
      [1000, 1],
      [1600, 2],
      [1700, 3],
    ]);
  });

  it('takes the later of two readings on one day, and of two at one moment the one with the larger key', () => {
    const one = held();
    state(one, 'a', [none, none]);
    order(one, 'a', { no: 1, when: at('2023-01-31') + 1, amount: 7 });
    order(one, 'a', { no: 2, when: at('2023-01-31'), amount: 9 });
    expect(endOf(one, '2023-01-31')).toEqual([7, 1]);
    order(one, 'a', { no: 2, when: at('2023-01-31') + 1, amount: 9 });
    expect(endOf(one, '2023-01-31')).toEqual([9, 1]);
  });

  it('leaves out a reading without a value or without a day', () => {
    const one = held();
    state(one, 'a', [none, none]);
    order(one, 'a', { no: 1, when: at('2023-01-31'), amount: none });
    order(one, 'a', { no: 2, when: none, amount: 5 });
    expect(cellsIn(one)).toBe(1);
    order(one, 'a', { no: 3, when: at('2023-02-01'), amount: 0 });
    expect(endOf(one, '2023-02-01')).toEqual([0, 1]);
  });
});
