// What stands in a row stays there, however far the table grows.
import { expect, it } from 'vitest';
import { createRowStore } from './row-store.ts';

it('a table keeps every row while it grows from small pages into large ones', () => {
  const rows = createRowStore();
  const [first, last] = [rows.u32(), rows.u8()];
  const count = 200_000;
  for (let row = 0; row < count; row += 1) {
    rows.grow(row);
    first.set(row, row * 7);
    last.set(row, row % 251);
  }
  const wrong = [];
  for (let row = 0; row < count; row += 1) {
    if (first.get(row) !== row * 7 || last.get(row) !== row % 251) wrong.push(row);
  }
  expect(wrong).toEqual([]);
});

it('a table that grows far at once has rows in which nothing was set', () => {
  const rows = createRowStore();
  const column = rows.u32();
  rows.grow(3);
  column.set(3, 9);
  rows.grow(9_000_000);
  expect([3, 4, 65_535, 65_536, 9_000_000].map(column.get)).toEqual([9, 0, 0, 0, 0]);
});
