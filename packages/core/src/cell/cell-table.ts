// The cells of one family in one partition: (unit, dimension values, bucket) -> accumulators and sketches, a row each.
// It stores and finds; what a commit changed is kept in cell-touches.ts, packing is in cell-codec.ts.
import type { CellFamily } from '../plan/plan.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { createRowIndex } from '../table/row-index.ts';
import { type Column, createRowStore } from '../table/row-store.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';
import { createSketchStore, type SketchStore } from './sketch-store.ts';

/** Dictionary numbers of the unit and the dimension values. */
export interface CellKey {
  readonly unit: number;
  readonly dimensions: readonly number[];
}

export interface CellTable {
  readonly family: CellFamily;
  readonly dictionary: Dictionary;
  size(): number;
  readonly bytesPerRow: number;
  /** The row of a cell, made when it is new. */
  rowOf(key: CellKey, bucket: number): number;
  /** Puts a cell at a given row, as the log says. */
  place(row: number, key: CellKey, bucket: number): void;
  keyOf(row: number): CellKey;
  bucketOf(row: number): number;
  readonly accumulators: readonly Accumulator[];
  /** Sketch `s` of row `r` is list `r * family.sketches + s`. */
  readonly sketches: SketchStore;
  /** A number for the table's user, at first 0: where the cell stands among those that changed. */
  readonly marks: Column;
}

export function createCellTable(family: CellFamily, dictionary: Dictionary): CellTable {
  const rows = createRowStore();
  // Units are kept + 1, so that the 0 of a fresh page means "no cell here yet".
  const units = rows.number();
  // Days since 1970: they fit until 2059.
  const buckets = rows.count();
  const dimensions = family.by.map(rows.number);
  const marks = rows.number();
  // A standing row counts in accumulator 0, so every family has at least one.
  const kinds = family.accumulators.length === 0 ? (['count'] as const) : family.accumulators;
  const accumulators = kinds.map((kind) => createAccumulator(kind, rows));
  const sketches = createSketchStore();
  const keyOf = (row: number): CellKey => ({
    unit: units.get(row) - 1,
    dimensions: dimensions.map((dimension) => dimension.get(row)),
  });
  // A growing index asks for the keys of all rows, one after the other.
  const grown = { unit: 0, dimensions: dimensions.map(() => 0) };
  const index = createRowIndex((row) => {
    grown.unit = units.get(row) - 1;
    for (let at = 0; at < dimensions.length; at++) grown.dimensions[at] = (dimensions[at] as Column).get(row);
    return hashOf(grown, buckets.get(row));
  });
  let size = 0;
  // The key that is being looked for, here rather than in a closure of its own for every look-up.
  let wanted: CellKey = { unit: 0, dimensions: [] };
  let wantedBucket = 0;
  const isWanted = (row: number): boolean =>
    buckets.get(row) === wantedBucket &&
    units.get(row) === wanted.unit + 1 &&
    sameDimensions(dimensions, row, wanted.dimensions);

  const place = (row: number, key: CellKey, bucket: number): void => {
    rows.grow(row);
    if (family.sketches > 0) sketches.grow((row + 1) * family.sketches - 1);
    size = Math.max(size, row + 1);
    if (units.get(row) !== 0) return;
    units.set(row, key.unit + 1);
    buckets.set(row, bucket);
    dimensions.forEach((dimension, at) => {
      dimension.set(row, key.dimensions[at] ?? 0);
    });
    index.insert(hashOf(key, bucket), row);
  };
  return {
    family,
    dictionary,
    size: () => size,
    bytesPerRow: rows.bytesPerRow(),
    rowOf: (key, bucket) => {
      wanted = key;
      wantedBucket = bucket;
      const known = index.find(hashOf(key, bucket), isWanted);
      if (known >= 0) return known;
      place(size, key, bucket);
      return size - 1;
    },
    place,
    keyOf,
    bucketOf: buckets.get,
    accumulators,
    sketches,
    marks,
  };
}

/** Each part is spread before the next comes in: days and dimensions are small numbers, and side by side they would cancel out. */
export function hashOf(key: CellKey, bucket: number): number {
  let hash = mixed(Math.imul(key.unit, 0x9e3779b1) ^ bucket);
  for (let place = 0; place < key.dimensions.length; place++) hash = mixed(hash ^ (key.dimensions[place] ?? 0));
  return hash;
}

function mixed(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return product ^ (product >>> 13);
}

function sameDimensions(columns: readonly Column[], row: number, values: readonly number[]): boolean {
  for (let place = 0; place < columns.length; place++) {
    if (columns[place]?.get(row) !== values[place]) return false;
  }
  return true;
}
