// The quantile sketch: every value lies within 1 % of its bucket's middle, and taking back hits the bucket that adding hit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, middleOf } from './sketch.ts';
import { createSketchStore } from './sketch-store.ts';

const checked = { seed: 20_230_310, numRuns: 1000 };
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc
    .tuple(fc.nat(52), fc.integer({ min: -1, max: 1 }), fc.constantFrom(1, -1))
    .map(([power, beside, sign]) => sign * (2 ** power + beside)),
);

describe('a bucket of the sketch', () => {
  it('has its middle within 1 % of every value in it', () =>
    fc.assert(
      fc.property(whole, (value) => {
        expect(Math.abs(middleOf(bucketOf(value)) - value)).toBeLessThanOrEqual(Math.abs(value) * 0.004);
      }),
      checked,
    ));

  it('is exact for whole numbers below 256', () => {
    for (let value = -255; value <= 255; value++) expect(middleOf(bucketOf(value)) - value).toBe(0);
  });

  it('is larger for a larger number, never smaller', () =>
    fc.assert(
      fc.property(whole, whole, (left, right) => {
        if (left <= right) expect(bucketOf(left)).toBeLessThanOrEqual(bucketOf(right));
        else expect(bucketOf(left)).toBeGreaterThanOrEqual(bucketOf(right));
      }),
      checked,
    ));

  it('follows the one before it without a gap at every power of two', () => {
    for (let power = 8; power <= 52; power++) {
      expect(bucketOf(2 ** power) - bucketOf(2 ** power - 1)).toBe(1);
      expect(bucketOf(-(2 ** power)) - bucketOf(1 - 2 ** power)).toBe(-1);
    }
  });

  it('mirrors negative values and passes a missing one on', () => {
    expect(bucketOf(-123_456)).toBe(-bucketOf(123_456));
    expect(middleOf(bucketOf(-123_456))).toBe(-middleOf(bucketOf(123_456)));
    expect(bucketOf(Number.NaN)).toBeNaN();
  });
});

describe('a store of sketches', () => {
  const contentOf = (store: ReturnType<typeof createSketchStore>, list: number): ReadonlyMap<number, number> => {
    const content = new Map<number, number>();
    store.each(list, (bucket, count) => content.set(bucket, count));
    return content;
  };

  it('holds what was added and not taken back, in any order, list by list', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ list: fc.nat(5), value: fc.integer({ min: -1e6, max: 1e6 }) }), { maxLength: 40 }),
        fc.array(fc.nat()),
        (added, picks) => {
          const store = createSketchStore();
          store.grow(5);
          for (const { list, value } of added) store.add(list, bucketOf(value), 1);
          const left = [...added];
          for (const pick of picks) {
            const [taken] = left.splice(pick % Math.max(1, left.length), 1);
            if (taken !== undefined) store.add(taken.list, bucketOf(taken.value), -1);
          }
          for (let list = 0; list <= 5; list++) {
            const expected = new Map<number, number>();
            for (const each of left.filter((one) => one.list === list)) {
              expected.set(bucketOf(each.value) + 0, (expected.get(bucketOf(each.value)) ?? 0) + 1);
            }
            expect(contentOf(store, list)).toEqual(expected);
            for (const [bucket, count] of expected) expect(store.countOf(list, bucket)).toBe(count);
          }
        },
      ),
      { ...checked, numRuns: 200 },
    ));

  it('forgets a list when it is cleared, and takes set counts as they are', () => {
    const store = createSketchStore();
    store.grow(2);
    store.set(1, 7, 3);
    store.set(2, 7, 4);
    store.clear(1);
    expect(contentOf(store, 1)).toEqual(new Map());
    expect(contentOf(store, 2)).toEqual(new Map([[7, 4]]));
    store.set(1, 7, 9);
    expect(contentOf(store, 1)).toEqual(new Map([[7, 9]]));
    expect(store.countOf(1, 8)).toBe(0);
  });
});
