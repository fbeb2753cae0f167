// A version is kept to the bit, however early or late it is, with or without the statement standing.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRowStore } from '../table/row-store.ts';
import type { Version } from './statement.ts';
import { compareVersions, versionColumn } from './version-column.ts';

const words = fc.nat(2 ** 32 - 1);
const moments = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(-(2 ** 32), 2 ** 32, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const versions: fc.Arbitrary<Version> = fc.record({ at: moments, tieHigh: words, tieLow: words, eventHash: words });

it('a column of versions compares as the versions do, and tells whether they stand', () => {
  fc.assert(
    fc.property(versions, versions, fc.boolean(), (kept, other, stands) => {
      const rows = createRowStore();
      const column = versionColumn(rows);
      rows.grow(1);
      expect([column.isKnown(1), column.stands(1), column.compare(1, other)]).toEqual([false, false, -1]);
      column.write(1, kept, stands);
      expect([column.isKnown(1), column.stands(1)]).toEqual([true, stands]);
      expect(column.compare(1, kept)).toBe(0);
      expect(Math.sign(column.compare(1, other))).toBe(Math.sign(compareVersions(kept, other)));
      column.fall(1);
      expect([column.stands(1), column.compare(1, kept)]).toEqual([false, 0]);
      column.clear(1);
      expect([column.isKnown(1), column.stands(1), column.isKnown(0)]).toEqual([false, false, false]);
    }),
    { seed: 20_261_130, numRuns: 1_000 },
  );
});
