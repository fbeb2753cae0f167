// Adds to the cells of one family and remembers, until the commit, which cells were touched and by how much.

import type { CellKey, CellTable } from './cell-table.ts';
import { type CellChange, STANDING } from './change.ts';

export interface CellTouches {
  /** What everything that is added from here on comes of, see causes.ts; at first nothing that is known. */
  because(cause: number): void;
  /** Names a cell that is about to gain something; the number is good until `clear`. */
  touch(key: CellKey, bucket: number): number;
  add(touch: number, slot: number, amount: number): void;
  /** One value more (+1) or less (-1) in a bucket of a sketch. */
  addToSketch(
    touch: number,
    sketch: number,
    { bucket, sign }: { readonly bucket: number; readonly sign: 1 | -1 },
  ): void;
  /** The touched rows, in the order of their touches. */
  rows(): readonly number[];
  difference(touch: number, slot: number): number | bigint;
  /** For each sketch of a touched cell: pairs of bucket and difference, one after the other. */
  sketches(touch: number): readonly (readonly number[])[];
  hasDifference(touch: number): boolean;
  causes(touch: number): number;
  /** Everything so far was told in another way: the cells stay touched, their differences begin anew. */
  forgetDifferences(): void;
  clear(): void;
}

/** Where a family stands in the plan. */
export interface FamilyPlace {
  readonly record: number;
  readonly family: number;
}

export function createCellTouches(table: CellTable): CellTouches {
  const { accumulators, marks } = table;
  const zeros = accumulators.map(({ kind }) => (kind === 'sum' ? 0n : 0));
  const slots = accumulators.length;
  const rows: number[] = [];
  // One stretch of `slots` differences per touch.
  const differences: (number | bigint)[] = [];
  const sketches: (number[][] | undefined)[] = [];
  const untouched = newSketches(table);
  const causes: number[] = [];
  let cause = 0;
  return {
    because: (next) => {
      cause = next;
    },
    touch: (key, bucket) => {
      const row = table.rowOf(key, bucket);
      const mark = marks.get(row);
      if (mark !== 0) {
        causes[mark - 1] = (causes[mark - 1] as number) | cause;
        return mark - 1;
      }
      marks.set(row, rows.push(row));
      causes.push(cause);
      for (let slot = 0; slot < slots; slot++) differences.push(zeros[slot] as number | bigint);
      return rows.length - 1;
    },
    add: (touch, slot, amount) => {
      accumulators[slot]?.add(rows[touch] as number, amount);
      const place = touch * slots + slot;
      const before = differences[place] as number | bigint;
      differences[place] = typeof before === 'bigint' ? before + BigInt(amount) : before + amount;
    },
    addToSketch: (touch, sketch, { bucket, sign }) => {
      table.sketches.add((rows[touch] as number) * table.family.sketches + sketch, bucket, sign);
      sketches[touch] ??= newSketches(table);
      addPair(sketches[touch][sketch] as number[], bucket, sign);
    },
    rows: () => rows,
    difference: (touch, slot) => differences[touch * slots + slot] as number | bigint,
    sketches: (touch) => sketches[touch] ?? untouched,
    causes: (touch) => causes[touch] ?? 0,
    hasDifference: (touch) => {
      for (let slot = 0; slot < slots; slot++) if (Number(differences[touch * slots + slot]) !== 0) return true;
      return (sketches[touch] ?? untouched).some((pairs) =>
        pairs.some((value, place) => place % 2 === 1 && value !== 0),
      );
    },
    forgetDifferences: () => {
      for (let place = 0; place < differences.length; place++) {
        differences[place] = zeros[place % slots] as number | bigint;
      }
      // The buckets stay named: a commit writes what is in them now.
      for (const pairs of sketches.flatMap((touched) => touched ?? [])) {
        for (let place = 1; place < pairs.length; place += 2) pairs[place] = 0;
      }
    },
    clear: () => {
      for (const row of rows) marks.set(row, 0);
      rows.length = 0;
      differences.length = 0;
      sketches.length = 0;
      causes.length = 0;
    },
  };
}

function newSketches(table: CellTable): number[][] {
  return Array.from({ length: table.family.sketches }, () => []);
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

export function changeOf(
  table: CellTable,
  row: number,
  gained: FamilyPlace & Pick<CellChange, 'differences' | 'sketches' | 'causes'>,
): CellChange {
  const bucket = table.bucketOf(row);
  const { unit, dimensions } = table.keyOf(row);
  return {
    record: gained.record,
    family: gained.family,
    unit: table.dictionary.textOf(unit),
    dimensions: dimensions.map(table.dictionary.textOf),
    bucket,
    differences: bucket === STANDING ? [Number(gained.differences[0] ?? 0)] : gained.differences,
    sketches: gained.sketches,
    causes: gained.causes ?? 0,
  };
}

/** Every cell's whole content, as changes from nothing. */
export function* scanCells(table: CellTable, place: FamilyPlace): IterableIterator<CellChange> {
  for (let row = 0; row < table.size(); row++) {
    const differences = table.accumulators.map((accumulator) => accumulator.value(row));
    const sketches = wholeSketches(table, row);
    const empty = differences.every((value) => Number(value) === 0) && sketches.every((pairs) => pairs.length === 0);
    if (!empty) yield changeOf(table, row, { ...place, differences, sketches });
  }
}

/** For each sketch of a cell: pairs of bucket and count, one after the other. */
export function wholeSketches(table: CellTable, row: number): readonly (readonly number[])[] {
  return newSketches(table).map((pairs, sketch) => {
    table.sketches.each(row * table.family.sketches + sketch, (bucket, count) => pairs.push(bucket, count));
    return pairs;
  });
}
