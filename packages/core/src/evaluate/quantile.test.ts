// Quantiles of a sketch: as numpy's linear interpolation gives them on the sorted values, within 1 %.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../cell/sketch.ts';
import { countOf, quantileOf } from './quantile.ts';

const checked = { seed: 20_230_310, numRuns: 500 };

function sketchOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
  return counts;
}

/** The value at rank (n - 1) q, in a straight line between its neighbours. */
function quantileOfSorted(values: readonly number[], q: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const rank = (sorted.length - 1) * q;
  const lower = sorted[Math.floor(rank)] ?? Number.NaN;
  const upper = sorted[Math.ceil(rank)] ?? Number.NaN;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

describe('a quantile', () => {
  it('is nothing when nothing was observed', () => {
    expect(quantileOf(new Map(), 0.5)).toBeNull();
    expect(countOf(new Map())).toBe(0);
  });

  it.each([
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.25, 1.75],
    [[10, 20], 0.9, 19],
    [[5], 0.99, 5],
    [[-200, -100, 0, 100], 0.5, -50],
    [[7, 7, 7, 9], 0, 7],
    [[7, 7, 7, 9], 1, 9],
  ])('of %j at %d is %d, as statistics packages have it', (values, q, expected) => {
    expect(quantileOf(sketchOf(values), q)).toBeCloseTo(expected, 12);
  });

  it('does not depend on the order of its buckets', () => {
    const counts = sketchOf([300, 5, 70_000, -12, 5]);
    expect(quantileOf(new Map([...counts].reverse()), 0.4)).toBe(quantileOf(counts, 0.4));
  });

  it('lies within 1 % of the exact one, for any values of one sign', () =>
    fc.assert(
      fc.property(
        fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 100 }),
        fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.constantFrom(1, -1),
        (magnitudes, q, sign) => {
          const values = magnitudes.map((magnitude) => magnitude * sign);
          const exact = quantileOfSorted(values, q);
          expect(Math.abs((quantileOf(sketchOf(values), q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(
            Math.abs(exact) * 0.01 + 1e-9,
          );
          expect(countOf(sketchOf(values))).toBe(values.length);
        },
      ),
      checked,
    ));
});
