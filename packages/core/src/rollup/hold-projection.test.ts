// Registers rolled up over a tree that changes: readings by the tree of the moment, until the successor has its own (R13, E12).
import { describe, expect, it } from 'vitest';
import type { MeasureKind, MeasurePlan } from '../plan/plan.ts';
import { day, joinedTree, MERGER, tree } from '../testing/merger-tree.ts';
import { smallMeasure } from '../testing/small-plan.ts';
import type { Amount } from './day-series.ts';
import { HoldProjection } from './hold-projection.ts';
import type { Gain } from './projection.ts';

const what: MeasureKind = { kind: 'hold', part: 0, value: 1, at: 0 };
const planOf = (rest: Partial<MeasurePlan> = {}) => ({
  record: 0,
  measure: smallMeasure({ what, ...rest }),
  positions: [],
});

/** The midnight that begins a day, by the tree of then. */
const midnight = (text: string) => ({ day: day(text), epoch: null });

describe('a hold', () => {
  const reading = (unit: string, text: string, value: number, slice = ''): Gain => ({
    unit,
    slice,
    day: day(text),
    amounts: [BigInt(value), Math.sign(value)],
    pairs: [],
  });
  const everySlice = (): boolean => true;

  function registers(): HoldProjection {
    const size = new HoldProjection(planOf(), tree);
    size.take(reading('A', '2025-06-15', 1100));
    size.take(reading('B', '2025-06-16', 500));
    return size;
  }

  it('of dissolved units is inherited by the successor until it has a reading of its own (E12)', () => {
    const size = registers();
    const value = (node: string, text: string): Amount => size.at(node, everySlice, midnight(text)).amount;
    expect(['A', 'B', 'N', 'city'].map((node) => value(node, '2025-07-01'))).toEqual([1100n, 500n, 0n, 1600n]);
    expect(['A', 'N', 'city'].map((node) => value(node, '2025-08-01'))).toEqual([0n, 1600n, 1600n]);
    expect(size.at('N', everySlice, midnight('2025-08-01')).redirected).toBe(true);
    size.take(reading('N', '2025-08-15', 1580));
    expect(['N', 'city'].map((node) => value(node, '2025-09-01'))).toEqual([1580n, 1580n]);
    expect(size.at('N', everySlice, midnight('2025-09-01'))).toMatchObject({ redirected: false });
    expect(value('N', '2025-08-15')).toBe(1600n);
    size.take(reading('N', '2025-08-15', -1580));
    expect(['N', 'city'].map((node) => value(node, '2025-09-01'))).toEqual([1600n, 1600n]);
  });

  it('of a unit that joins another one counts beside what that had read before, until it reads anew', () => {
    const size = new HoldProjection(planOf(), joinedTree);
    size.take(reading('C', '2025-06-15', 70));
    size.take(reading('J', '2025-06-20', 30));
    const values = (text: string) => ['C', 'J', 'city'].map((node) => size.at(node, everySlice, midnight(text)).amount);
    expect(values('2025-07-01')).toEqual([70n, 30n, 100n]);
    expect(values('2025-07-02')).toEqual([100n, 0n, 100n]);
    // It reads what it read before: nothing is added but the reading.
    size.take({ ...reading('C', '2025-07-15', 0), amounts: [0n, 1] });
    expect(values('2025-07-15')).toEqual([100n, 0n, 100n]);
    expect(values('2025-07-16')).toEqual([70n, 0n, 70n]);
    size.take({ ...reading('C', '2025-07-15', 0), amounts: [0n, -1] });
    expect(values('2025-07-16')).toEqual([100n, 0n, 100n]);
  });

  it('of a thing that has a key of its own goes on under the successor, whatever that reads of others', () => {
    const size = new HoldProjection({ ...planOf(), isOfUnit: false }, tree);
    size.take(reading('A', '2025-06-15', 1100));
    size.take(reading('N', '2025-08-15', 80));
    const at = size.at('N', everySlice, midnight('2025-09-01'));
    expect([at.amount, at.redirected]).toEqual([1180n, true]);
  });

  it('is found at the successor before there was one, under the tree of today', () => {
    const size = registers();
    size.take(reading('N', '2025-08-15', 1580));
    const under = (node: string, text: string) => {
      const { amount, redirected } = size.at(node, everySlice, { day: day(text), epoch: tree.epochOf(MERGER) });
      return [amount, redirected];
    };
    expect(['N', 'D', 'A'].map((node) => under(node, '2025-07-01'))).toEqual([
      [1600n, false],
      [1600n, false],
      [0n, false],
    ]);
    expect(under('N', '2025-08-01')).toEqual([1600n, true]);
    expect(under('N', '2025-09-01')).toEqual([1580n, false]);
  });

  it('names the units in force that have a reading of their own', () => {
    const size = registers();
    size.take(reading('C', '2025-07-20', 7));
    const readers = (node: string, text: string): readonly string[] => [
      ...size.at(node, everySlice, midnight(text)).unitsWithReading,
    ];
    expect(readers('city', '2025-07-01')).toEqual(['A', 'B']);
    expect(readers('city', '2025-07-10')).toEqual([]);
    expect(readers('city', '2025-08-01')).toEqual(['C']);
    expect(readers('D', '2025-08-01')).toEqual([]);
  });

  it('is replaced slice by slice, and only asked ones are summed', () => {
    const size = new HoldProjection(planOf(), tree);
    size.take(reading('A', '2025-06-15', 10, 'men'));
    size.take(reading('A', '2025-06-15', 20, 'women'));
    size.take(reading('N', '2025-07-15', 11, 'men'));
    expect(size.at('N', everySlice, midnight('2025-08-01')).amount).toBe(31n);
    expect(size.at('N', (slice) => slice === 'women', midnight('2025-08-01')).amount).toBe(20n);
  });

  it('of `own` numbers stays at the unit that states it', () => {
    const size = new HoldProjection(planOf({ units: 'own' }), tree);
    size.take(reading('C', '2025-06-15', 7));
    expect(['C', 'city'].map((node) => size.at(node, everySlice, midnight('2025-07-01')).amount)).toEqual([7n, 0n]);
  });
});
