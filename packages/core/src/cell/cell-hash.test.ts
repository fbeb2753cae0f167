// Cells are found by a hash of their key: the keys of a real city must not crowd into few of them.
import { expect, it } from 'vitest';
import { hashOf } from './cell-table.ts';

it('gives the cells of many units, procedures and days hashes that hardly ever meet', () => {
  const hashes = new Set<number>();
  let cells = 0;
  for (let unit = 0; unit < 10; unit += 1) {
    for (let procedure = 0; procedure < 100; procedure += 1) {
      for (let day = 19_700; day < 20_065; day += 1) {
        hashes.add(hashOf({ unit, dimensions: [procedure] }, day));
        cells += 1;
      }
    }
  }
  // Of 365,000 numbers drawn at random from 2^32 about 15 meet another.
  expect(cells - hashes.size).toBeLessThan(100);
});
