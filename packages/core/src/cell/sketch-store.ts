// The bucket counts of the quantile sketches of a cell table: a linked list of (bucket, count) per cell in plain rows,
// since most cells hold a handful of values and there may be millions of cells.
import { createRowStore } from '../table/row-store.ts';

export interface SketchStore {
  /** Makes room for a list. */
  grow(list: number): void;
  add(list: number, bucket: number, difference: number): void;
  /** Gives what it was before. */
  set(list: number, bucket: number, count: number): number;
  clear(list: number): void;
  /** Calls back for each bucket whose count is not 0. */
  each(list: number, take: (bucket: number, count: number) => void): void;
  countOf(list: number, bucket: number): number;
}

export function createSketchStore(): SketchStore {
  // Lists are chained by entry number + 1, so that the 0 of a fresh page means "none".
  const lists = createRowStore();
  const heads = lists.u32();
  const entries = createRowStore();
  const buckets = entries.i32();
  const counts = entries.i32();
  const nexts = entries.u32();
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
    entries.grow(entry);
    buckets.set(entry, bucket);
    nexts.set(entry, heads.get(list));
    heads.set(list, entry + 1);
    return entry;
  };
  return {
    grow: lists.grow,
    add: (list, bucket, difference) => {
      const entry = findOrAdd(list, bucket);
      counts.set(entry, counts.get(entry) + difference);
    },
    set: (list, bucket, count) => {
      const entry = findOrAdd(list, bucket);
      const before = counts.get(entry);
      counts.set(entry, count);
      return before;
    },
    clear: (list) => {
      for (let entry = heads.get(list); entry !== 0; entry = nexts.get(entry - 1)) counts.set(entry - 1, 0);
    },
    each: (list, take) => {
      for (let entry = heads.get(list); entry !== 0; entry = nexts.get(entry - 1)) {
        if (counts.get(entry - 1) !== 0) take(buckets.get(entry - 1), counts.get(entry - 1));
      }
    },
    countOf: (list, bucket) => {
      const entry = find(list, bucket);
      return entry < 0 ? 0 : counts.get(entry);
    },
  };
}
