// Adds to the cells of one family and remembers, until the commit, which cells were touched and by how much.

import type { CellKey, CellTable } from './cell-table.ts';
import { type CellChange, STANDING } from './change.ts';

/** One addition: to accumulator `slot`, or one value more or less in bucket `amount` of sketch `slot`. */
export interface CellPosting {
  readonly slot: number;
  readonly sketch: boolean;
  readonly amount: number;
  readonly sign: 1 | -1;
}

export interface Touch {
  readonly differences: (number | bigint)[];
  /** For each sketch: bucket -> difference. */
  readonly sketches: Map<number, number>[];
}

export interface CellTouches {
  add(key: CellKey, bucket: number, posting: CellPosting): void;
  touched(): ReadonlyMap<number, Touch>;
  clear(): void;
}

/** Where a family stands in the plan. */
export interface FamilyPlace {
  readonly record: number;
  readonly family: number;
}

export function createCellTouches(table: CellTable): CellTouches {
  const touches = new Map<number, Touch>();
  const touch = (row: number): Touch => {
    let known = touches.get(row);
    if (known === undefined) {
      known = {
        differences: table.accumulators.map((accumulator) => (typeof accumulator.value(row) === 'bigint' ? 0n : 0)),
        sketches: Array.from({ length: table.family.sketches }, () => new Map()),
      };
      touches.set(row, known);
    }
    return known;
  };
  return {
    add: (key, bucket, { slot, sketch, amount, sign }) => {
      const row = table.rowOf(key, bucket);
      const { differences, sketches } = touch(row);
      if (sketch) {
        table.sketches.add(row * table.family.sketches + slot, amount, sign);
        sketches[slot]?.set(amount, (sketches[slot].get(amount) ?? 0) + sign);
        return;
      }
      table.accumulators[slot]?.add(row, amount * sign);
      const before = differences[slot] ?? 0;
      differences[slot] = typeof before === 'bigint' ? before + BigInt(amount * sign) : before + amount * sign;
    },
    touched: () => touches,
    clear: () => touches.clear(),
  };
}

export function changeOf(
  table: CellTable,
  row: number,
  { place, touch }: { place: FamilyPlace; touch: Touch },
): CellChange {
  const bucket = table.bucketOf(row);
  return {
    ...place,
    unit: table.dictionary.textOf(table.unitOf(row)),
    dimensions: table.dimensionsOf(row).map(table.dictionary.textOf),
    bucket,
    differences: bucket === STANDING ? [Number(touch.differences[0] ?? 0)] : touch.differences,
    sketches: touch.sketches.map((sketch) => [...sketch].flat()),
  };
}

/** Every cell's whole content, as changes from nothing. */
export function* scanCells(table: CellTable, place: FamilyPlace): IterableIterator<CellChange> {
  for (let row = 0; row < table.size(); row++) {
    const touch: Touch = {
      differences: table.accumulators.map((accumulator) => accumulator.value(row)),
      sketches: wholeSketches(table, row),
    };
    const empty =
      touch.differences.every((value) => Number(value) === 0) && touch.sketches.every((map) => map.size === 0);
    if (!empty) yield changeOf(table, row, { place, touch });
  }
}

export function wholeSketches(table: CellTable, row: number): Map<number, number>[] {
  return Array.from({ length: table.family.sketches }, (_, sketch) => {
    const counts = new Map<number, number>();
    table.sketches.each(row * table.family.sketches + sketch, (bucket, count) => counts.set(bucket, count));
    return counts;
  });
}
