// Whatever is set is read back to the bit, whether it fits into the row or stands beside it, and whatever stood there before.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRowStore, type RowStore } from './row-store.ts';

/** Around a limit, on both sides of it. */
function near(limit: number): fc.Arbitrary<number> {
  return fc.integer({ min: -3, max: 3 }).map((distance) => limit + distance);
}

const wholes = fc.oneof(
  fc.nat(1_000),
  near(2 ** 24),
  near(2 ** 32),
  near(2 ** 40),
  near(255 * 2 ** 32),
  fc.maxSafeNat(),
);
const counts = fc.oneof(fc.integer({ min: -300, max: 300 }), near(2 ** 15), near(-(2 ** 15)), fc.integer());
const amounts = fc.oneof(
  fc.constantFrom(Number.NaN, 0, -0, Infinity, -Infinity, 0.25, -0.25, 1e300),
  fc.integer({ min: -8_000_000_000_000, max: 8_000_000_000_000 }).map((quarters) => quarters / 4),
  ...[2 ** 31, 2 ** 32, 2 ** 45, 2 ** 47, 2 ** 53].flatMap((limit) => [near(limit), near(-limit)]),
  fc.double(),
);

const columns = [
  { name: 'numbers', values: wholes, of: (rows: RowStore) => rows.number(), first: 0 },
  { name: 'offsets', values: wholes, of: (rows: RowStore) => rows.offset(), first: 0 },
  { name: 'counts', values: counts, of: (rows: RowStore) => rows.count(), first: 0 },
  { name: 'amounts', values: amounts, of: (rows: RowStore) => rows.amount(1), first: Number.NaN },
  { name: 'moments', values: amounts, of: (rows: RowStore) => rows.amount(4), first: Number.NaN },
];

const ROWS = 5;

describe.each(columns)('a column of $name', ({ values, of, first }) => {
  it('has at first what it says of rows that nothing was set in, on each page', () => {
    const rows = createRowStore();
    const column = of(rows);
    rows.grow(10_000);
    for (const row of [0, 4_095, 4_096, 10_000]) expect(column.get(row)).toBe(first);
  });

  it('gives back what was set last, and leaves its neighbours as they are', () => {
    const sets = fc.array(fc.tuple(fc.nat(ROWS - 1), fc.nat(1), values), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sets, (all) => {
        const rows = createRowStore();
        const beside = [of(rows), of(rows)];
        rows.grow(ROWS);
        const expected = beside.map(() => Array<number>(ROWS).fill(first));
        for (const [row, which, value] of all) {
          beside[which]?.set(row, value);
          (expected[which] as number[])[row] = value;
        }
        for (const [which, column] of beside.entries()) {
          expect(Array.from({ length: ROWS }, (_, row) => column.get(row))).toEqual(expected[which]);
        }
      }),
      { seed: 20_261_130, numRuns: 400 },
    );
  });
});
