// What a commit says of cells: the accumulators that changed, however many a cell has, and nothing of the others.
import { describe, expect, it } from 'vitest';
import { createByteReader } from '../bytes/reader.ts';
import { createByteWriter } from '../bytes/writer.ts';
import type { AccumulatorKind, CellFamily } from '../plan/plan.ts';
import { createDictionary } from '../table/dictionary.ts';
import { decodeCells, encodeCells, encodeTouched, skipCells } from './cell-codec.ts';
import { type CellTable, createCellTable } from './cell-table.ts';
import { type CellTouches, createCellTouches } from './cell-touches.ts';

const COUNT = 70;
const kinds = Array.from({ length: COUNT }, (_, slot): AccumulatorKind => (slot % 3 === 0 ? 'sum' : 'count'));
const wide: CellFamily = { by: [0], bucket: 'day', accumulators: kinds, sketches: 1 };
const KEY = { unit: 3, dimensions: [5] };

function touched(table: CellTable, touches: CellTouches): Uint8Array {
  const writer = createByteWriter();
  encodeTouched(writer, { table, touches }, { first: 0, end: touches.size() });
  touches.clear();
  return writer.take();
}

function whole(table: CellTable): Uint8Array {
  const writer = createByteWriter();
  encodeCells(writer, table, { first: 0, end: table.size() });
  return writer.take();
}

function contentOf(table: CellTable): readonly (number | bigint)[] {
  return table.accumulators.map((accumulator) => accumulator.value(0));
}

function add(touches: CellTouches, slots: readonly number[], amount: number): void {
  touches.about(KEY);
  const touch = touches.touch(19_400);
  for (const slot of slots) touches.add(touch, slot, amount);
  touches.addToSketch(touch, 0, { bucket: 12, sign: 1 });
}

describe('the packed cells of a commit', () => {
  it('name what changed: the other accumulators stay as they are', () => {
    const [table, copy] = [createCellTable(wide, createDictionary()), createCellTable(wide, createDictionary())];
    const touches = createCellTouches(table);
    const commits = [kinds.map((_, slot) => slot), [0], [31, 32, 63, 64, 69], [1, 30, 33]];
    const messages = commits.map((slots, commit) => {
      add(touches, slots, commit % 2 === 0 ? 2 ** 40 - 2 ** 33 * commit : -7);
      return touched(table, touches);
    });
    for (const message of messages) decodeCells(createByteReader(message), copy);
    expect(contentOf(copy)).toEqual(contentOf(table));
    expect(whole(copy)).toEqual(whole(table));
    expect(messages[1]?.length ?? 0).toBeLessThan((messages[0]?.length ?? 0) / 5);
  });

  it('are read past to their end by whoever does not want them', () => {
    const table = createCellTable(wide, createDictionary());
    const touches = createCellTouches(table);
    add(touches, [0, 31, 32, 69], -3);
    for (const message of [touched(table, touches), whole(table)]) {
      const reader = createByteReader(message);
      skipCells(reader, createCellTable(wide, createDictionary()));
      expect(reader.left()).toBe(0);
    }
  });
});

describe('who hears of the cells that are read', () => {
  it('is told of what differs alone, in a sketch too: a block that says what stands there already is no news', () => {
    const [table, copy] = [createCellTable(wide, createDictionary()), createCellTable(wide, createDictionary())];
    const touches = createCellTouches(table);
    const heard: (readonly (string | number | bigint)[])[] = [];
    const read = (message: Uint8Array) => {
      heard.length = 0;
      decodeCells(createByteReader(message), copy, {
        cell: () => {},
        gained: (slot, difference) => void heard.push(['slot', slot, difference]),
        gainedInSketch: (sketch, bucket, difference) => void heard.push(['sketch', sketch, bucket, difference]),
      });
      return heard;
    };
    add(touches, [0, 1], 5);
    const before = whole(table);
    const first = touched(table, touches);
    expect(read(first)).toEqual([
      ['slot', 0, 5n],
      ['slot', 1, 5],
      ['sketch', 0, 12, 1],
    ]);
    expect(read(first)).toEqual([]);
    expect(read(before)).toEqual([]);
    add(touches, [1], 2);
    touches.addToSketch(touches.touch(19_400), 0, { bucket: 30, sign: 1 });
    touches.clear();
    expect(read(whole(table))).toEqual([
      ['slot', 1, 2],
      ['sketch', 0, 30, 1],
      ['sketch', 0, 12, 1],
    ]);
    // As it stood before: what was not in it yet is gone.
    expect(read(before)).toEqual([
      ['slot', 1, -2],
      ['sketch', 0, 30, -1],
      ['sketch', 0, 12, -1],
    ]);
    expect(whole(copy)).toEqual(before);
  });
});
