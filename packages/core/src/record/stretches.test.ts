// Stretches of days: unions and what two of them have in common, against sets of days.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { common, type Stretch, unionOf } from './stretches.ts';

const DAYS = 60;

const stretches = fc.array(
  fc.record({ from: fc.nat(DAYS), end: fc.oneof(fc.nat(DAYS), fc.constant(Number.POSITIVE_INFINITY)) }),
  { maxLength: 6 },
);

function daysOf(of: readonly Stretch[]): readonly number[] {
  const days = Array.from({ length: DAYS + 1 }, (_, day) => day);
  return days.filter((day) => of.some(({ from, end }) => from <= day && day < end));
}

function expectInOrder(of: readonly Stretch[]): void {
  for (const [place, { from, end }] of of.entries()) {
    expect(end).toBeGreaterThan(from);
    expect(from).toBeGreaterThan(of[place - 1]?.end ?? Number.NEGATIVE_INFINITY);
  }
}

it('unites stretches into ones that neither overlap nor touch', () => {
  expect(
    unionOf([
      { from: 5, end: 9 },
      { from: 1, end: 5 },
      { from: 3, end: 3 },
      { from: 20, end: 10 },
    ]),
  ).toEqual([{ from: 1, end: 9 }]);
  fc.assert(
    fc.property(stretches, (of) => {
      expect(daysOf(unionOf(of))).toEqual(daysOf(of));
      expectInOrder(unionOf(of));
    }),
    { seed: 766 },
  );
});

it('finds the days that are in both of two unions', () => {
  fc.assert(
    fc.property(stretches, stretches, (left, right) => {
      const both = common(unionOf(left), unionOf(right));
      const days = new Set(daysOf(right));
      expect(daysOf(both)).toEqual(daysOf(left).filter((day) => days.has(day)));
      expectInOrder(both);
    }),
    { seed: 766 },
  );
});
