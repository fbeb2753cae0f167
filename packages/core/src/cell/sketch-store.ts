// The bucket counts of the quantile sketches of a cell table: a linked list of (bucket, count) per cell in plain columns,
// since most cells hold a handful of values and there may be millions of cells.
import { i32Column, u32Column } from '../table/column.ts';

export interface SketchStore {
  /** Makes room for a cell's sketches. */
  grow(cell: number): void;
  /** Adds to one bucket and gives its new count. */
  add(list: number, bucket: number, difference: number): number;
  set(list: number, bucket: number, count: number): void;
  clear(list: number): void;
  /** Calls back for each bucket whose count is not 0. */
  each(list: number, take: (bucket: number, count: number) => void): void;
  countOf(list: number, bucket: number): number;
}

/** `perCell` sketches a cell; list = cell * perCell + sketch. */
export function createSketchStore(perCell: number): SketchStore {
  // Lists are chained by entry number + 1, so that the 0 of a fresh page means "none".
  const heads = u32Column();
  const buckets = i32Column();
  const counts = i32Column();
  const nexts = u32Column();
  let used = 0;

  const find = (list: number, bucket: number): number => {
    let entry = heads.get(list);
    while (entry !== 0 && buckets.get(entry - 1) !== bucket) entry = nexts.get(entry - 1);
    return entry - 1;
  };
  const findOrAdd = (list: number, bucket: number): number => {
    const known = find(list, bucket);
    if (known >= 0) return known;
    const entry = used++;
    for (const column of [buckets, counts, nexts]) column.grow(entry);
    buckets.set(entry, bucket);
    nexts.set(entry, heads.get(list));
    heads.set(list, entry + 1);
    return entry;
  };
  const each = (list: number, take: (bucket: number, count: number) => void): void => {
    for (let entry = heads.get(list); entry !== 0; entry = nexts.get(entry - 1)) {
      if (counts.get(entry - 1) !== 0) take(buckets.get(entry - 1), counts.get(entry - 1));
    }
  };
  return {
    grow: (cell) => heads.grow(cell * perCell + perCell - 1),
    add: (list, bucket, difference) => {
      const entry = findOrAdd(list, bucket);
      counts.add(entry, difference);
      return counts.get(entry);
    },
    set: (list, bucket, count) => counts.set(findOrAdd(list, bucket), count),
    clear: (list) => {
      for (let entry = heads.get(list); entry !== 0; entry = nexts.get(entry - 1)) counts.set(entry - 1, 0);
    },
    each,
    countOf: (list, bucket) => {
      const entry = find(list, bucket);
      return entry < 0 ? 0 : counts.get(entry);
    },
  };
}
