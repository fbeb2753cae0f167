// An index finds each row that was put in, whatever the hashes are, and looks only at rows that may be meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRowIndex } from './row-index.ts';

/** An index of keys whose hash is what `hashOf` says; rows are numbered as they come. */
function indexOf(keys: Iterable<number>, hashOf: (key: number) => number) {
  const rows: number[] = [];
  const index = createRowIndex((row) => hashOf(rows[row] as number));
  for (const key of keys) {
    rows.push(key);
    index.insert(hashOf(key), rows.length - 1);
  }
  const looked = { at: 0 };
  const find = (key: number): number =>
    index.find(hashOf(key), (row) => {
      looked.at += 1;
      return rows[row] === key;
    });
  return { find, looked };
}

describe('an index of rows', () => {
  it('finds each of them and no other, with hashes that are often the same', () => {
    const unsigned = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const hashes = fc.tuple(unsigned, fc.constantFrom(1, 3, 1000, 2 ** 32));
    fc.assert(
      fc.property(fc.uniqueArray(unsigned, { maxLength: 3000 }), hashes, (keys, [salt, distinct]) => {
        const { find } = indexOf(keys, (key) => ((key ^ salt) >>> 0) % distinct);
        expect(keys.map(find)).toEqual([...keys.keys()]);
        const known = new Set(keys);
        for (const key of keys.slice(0, 50)) {
          const other = key ^ 1;
          if (!known.has(other >>> 0)) expect(find(other >>> 0)).toBe(-1);
        }
      }),
      { seed: 20_261_130, numRuns: 60 },
    );
  });

  it('passes by rows of another hash without looking at them', () => {
    const count = 100_000;
    const keys = Array.from({ length: count }, (_, place) => place * 7);
    const { find, looked } = indexOf(keys, (key) => key);
    for (const key of keys) find(key);
    // Each is looked at once by the one that is looked for; a few hashes have the same upper bits.
    expect(looked.at - count).toBeLessThan(count / 100);
    looked.at = 0;
    for (const key of keys) expect(find(key + 1)).toBe(-1);
    expect(looked.at).toBeLessThan(count / 100);
  });
});
