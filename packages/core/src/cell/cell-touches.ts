// Adds to the cells of one family and remembers, until the commit, which cells were touched and what was added to them.

import { NumberList } from '../table/number-list.ts';
import type { CellKey, CellTable } from './cell-table.ts';

export interface CellTouches {
  /** What everything that is added from here on comes of, see causes.ts; at first nothing that is known. */
  because(cause: number): void;
  /** Which cells are touched from here on. The key must not change until the next call. */
  about(key: CellKey): void;
  /** Names the cell of this bucket, which is about to gain something; the number is good until `clear`. */
  touch(bucket: number): number;
  add(touch: number, slot: number, amount: number): void;
  /** One value more (+1) or less (-1) in a bucket of a sketch. */
  addToSketch(
    touch: number,
    sketch: number,
    { bucket, sign }: { readonly bucket: number; readonly sign: 1 | -1 },
  ): void;
  /** How many cells were touched. */
  size(): number;
  rowAt(touch: number): number;
  /** The key of the touched cell, remembered here: by the commit its row would have to be fetched from memory again. */
  unit(touch: number): number;
  bucket(touch: number): number;
  dimension(touch: number, position: number): number;
  causes(touch: number): number;
  /** The accumulators that were added to, as bits: word `slot >>> 5`, bit `slot & 31`. */
  slots(touch: number, word: number): number;
  /** For each sketch of a touched cell: pairs of bucket and difference, one after the other. */
  sketches(touch: number): readonly (readonly number[])[];
  /** Calls back for each amount that was added. */
  eachAmount(take: (touch: number, slot: number, amount: number) => void): void;
  /** Everything so far was told in another way: the cells stay touched, what they gained begins anew. */
  forget(): void;
  clear(): void;
}

export function createCellTouches(table: CellTable): CellTouches {
  const { accumulators, marks } = table;
  const { sketches: width } = table.family;
  const cells = createTouchedCells(table.family.by.length);
  const gains = createGains(slotWords(table));
  const sketches: (number[][] | undefined)[] = [];
  const none = newSketches(width);
  let cause = 0;
  let about: CellKey = { unit: 0, dimensions: [] };
  const find = (bucket: number): number => {
    const row = table.rowOf(about, bucket);
    let touch = marks.get(row) - 1;
    if (touch < 0) {
      touch = cells.push(row, about, bucket);
      marks.set(row, touch + 1);
      gains.open();
    }
    cells.because(touch, cause);
    return touch;
  };
  const found = remembering(find);
  return {
    because: (next) => {
      cause = next;
    },
    about: (key) => {
      about = key;
      found.forget();
    },
    touch: found.of,
    add: (touch, slot, amount) => {
      accumulators[slot]?.add(cells.rowAt(touch), amount);
      gains.add(touch, slot, amount);
    },
    addToSketch: (touch, sketch, { bucket, sign }) => {
      table.sketches.add(cells.rowAt(touch) * width + sketch, bucket, sign);
      sketches[touch] ??= newSketches(width);
      addPair(sketches[touch][sketch] as number[], bucket, sign);
    },
    size: cells.size,
    rowAt: cells.rowAt,
    unit: cells.unit,
    bucket: cells.bucket,
    dimension: cells.dimension,
    causes: cells.causes,
    slots: gains.slots,
    sketches: (touch) => sketches[touch] ?? none,
    eachAmount: gains.each,
    forget: () => {
      gains.forget();
      // Accumulators and buckets stay named: a commit writes what is in them now.
      for (const touched of sketches) touched?.forEach(zeroDifferences);
    },
    clear: () => {
      found.forget();
      for (let touch = 0; touch < cells.size(); touch++) marks.set(cells.rowAt(touch), 0);
      cells.clear();
      gains.clear();
      sketches.length = 0;
    },
  };
}

/** Which cells were touched, where they are, and what it comes of. */
interface TouchedCells extends Pick<CellTouches, 'size' | 'rowAt' | 'unit' | 'bucket' | 'dimension' | 'causes'> {
  push(row: number, key: CellKey, bucket: number): number;
  /** What happened to the cell comes of this too. */
  because(touch: number, cause: number): void;
  clear(): void;
}

function createTouchedCells(dimensions: number): TouchedCells {
  const rows = new NumberList();
  const causes = new NumberList();
  /** Unit, bucket and dimensions, one after the other. */
  const keys = new NumberList();
  const width = dimensions + 2;
  return {
    push: (row, key, bucket) => {
      causes.push(0);
      keys.push(key.unit);
      keys.push(bucket);
      for (let position = 0; position < dimensions; position++) keys.push(key.dimensions[position] as number);
      rows.push(row);
      return rows.size() - 1;
    },
    because: (touch, cause) => causes.set(touch, causes.get(touch) | cause),
    size: () => rows.size(),
    rowAt: (touch) => rows.get(touch),
    unit: (touch) => keys.get(touch * width),
    bucket: (touch) => keys.get(touch * width + 1),
    dimension: (touch, position) => keys.get(touch * width + 2 + position),
    causes: (touch) => causes.get(touch),
    clear: () => {
      for (const list of [rows, causes, keys]) list.clear();
    },
  };
}

/** What the accumulators of touched cells gained. */
interface Gains extends Pick<CellTouches, 'add' | 'slots' | 'forget' | 'clear'> {
  /** For the next touched cell, which gained nothing so far. */
  open(): void;
  each(take: (touch: number, slot: number, amount: number) => void): void;
}

/** @param words of 32 bits, one bit for each accumulator. */
function createGains(words: number): Gains {
  /** Touch, slot and amount, one after the other. */
  const added = new NumberList();
  const slots = new NumberList();
  return {
    open: () => {
      for (let word = 0; word < words; word++) slots.push(0);
    },
    add: (touch, slot, amount) => {
      added.push(touch);
      added.push(slot);
      added.push(amount);
      const word = touch * words + (slot >>> 5);
      slots.set(word, slots.get(word) | (1 << (slot & 31)));
    },
    slots: (touch, word) => slots.get(touch * words + word),
    each: (take) => {
      for (let at = 0; at < added.size(); at += 3) take(added.get(at), added.get(at + 1), added.get(at + 2));
    },
    forget: () => added.clear(),
    clear: () => {
      added.clear();
      slots.clear();
    },
  };
}

/** A power of two. */
const REMEMBERED = 8;

interface Found {
  of(bucket: number): number;
  /** Everything is to be found anew. */
  forget(): void;
}

/** The measures of one record mostly fall on a few days: what was found for these is remembered, by their last bits. */
function remembering(find: (bucket: number) => number): Found {
  const rounds = Array<number>(REMEMBERED).fill(0);
  const buckets = Array<number>(REMEMBERED).fill(0);
  const touches = Array<number>(REMEMBERED).fill(0);
  let round = 1;
  return {
    of: (bucket) => {
      const place = bucket & (REMEMBERED - 1);
      if (rounds[place] === round && buckets[place] === bucket) return touches[place] as number;
      const touch = find(bucket);
      rounds[place] = round;
      buckets[place] = bucket;
      touches[place] = touch;
      return touch;
    },
    forget: () => {
      round += 1;
    },
  };
}

/** Words of 32 bits, one bit for each accumulator. */
export function slotWords({ accumulators }: Pick<CellTable, 'accumulators'>): number {
  return Math.ceil(accumulators.length / 32);
}

function newSketches(count: number): number[][] {
  return Array.from({ length: count }, () => []);
}

function zeroDifferences(pairs: number[]): void {
  for (let place = 1; place < pairs.length; place += 2) pairs[place] = 0;
}

/** A commit puts few values into one cell, so a search through its pairs is cheaper than a map. */
function addPair(pairs: number[], bucket: number, difference: number): void {
  for (let place = 0; place < pairs.length; place += 2) {
    if (pairs[place] === bucket) {
      pairs[place + 1] = (pairs[place + 1] as number) + difference;
      return;
    }
  }
  pairs.push(bucket, difference);
}
