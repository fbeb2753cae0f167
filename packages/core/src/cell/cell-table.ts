// The cells of one family in one partition: (unit, dimension values, bucket) -> accumulators and sketches, a row each.
// It stores and finds; what a commit changed is kept in cell-touches.ts, packing is in cell-codec.ts.
import type { CellFamily } from '../plan/plan.ts';
import { type Column, i32Column, u32Column } from '../table/column.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { createRowIndex } from '../table/row-index.ts';
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
  unitOf(row: number): number;
  dimensionsOf(row: number): number[];
  bucketOf(row: number): number;
  readonly accumulators: readonly Accumulator[];
  /** Sketch `s` of row `r` is list `r * family.sketches + s`. */
  readonly sketches: SketchStore;
}

export function createCellTable(family: CellFamily, dictionary: Dictionary): CellTable {
  // Units are kept + 1, so that the 0 of a fresh page means "no cell here yet".
  const units = u32Column();
  const dimensions = family.by.map(u32Column);
  const buckets = i32Column();
  // A standing row counts in accumulator 0, so every family has at least one.
  const accumulators = (family.accumulators.length === 0 ? ['count' as const] : family.accumulators).map(
    createAccumulator,
  );
  const sketches = createSketchStore(family.sketches);
  const growing = [units, buckets, ...dimensions, ...accumulators];
  const keyAt = (row: number): CellKey => ({
    unit: units.get(row) - 1,
    dimensions: dimensions.map((dimension) => dimension.get(row)),
  });
  const index = createRowIndex((row) => hashOf(keyAt(row), buckets.get(row)));
  let size = 0;

  const write = (row: number, key: CellKey, bucket: number): void => {
    for (const column of growing) column.grow(row);
    if (family.sketches > 0) sketches.grow(row);
    size = Math.max(size, row + 1);
    if (units.get(row) !== 0) return;
    units.set(row, key.unit + 1);
    buckets.set(row, bucket);
    dimensions.forEach((dimension, place) => {
      dimension.set(row, key.dimensions[place] ?? 0);
    });
    index.insert(hashOf(key, bucket), row);
  };
  const isAt = (row: number, key: CellKey, bucket: number): boolean =>
    buckets.get(row) === bucket && units.get(row) === key.unit + 1 && sameDimensions(dimensions, row, key.dimensions);
  return {
    family,
    dictionary,
    size: () => size,
    bytesPerRow: growing.reduce((bytes, column) => bytes + column.bytesPerRow, 0),
    rowOf: (key, bucket) => {
      const known = index.find(hashOf(key, bucket), (row) => isAt(row, key, bucket));
      if (known >= 0) return known;
      write(size, key, bucket);
      return size - 1;
    },
    place: write,
    unitOf: (row) => units.get(row) - 1,
    dimensionsOf: (row) => dimensions.map((dimension) => dimension.get(row)),
    bucketOf: buckets.get,
    accumulators,
    sketches,
  };
}

function hashOf(key: CellKey, bucket: number): number {
  let hash = Math.imul(key.unit, 0x9e3779b1) ^ bucket;
  for (const dimension of key.dimensions) hash = Math.imul(hash ^ dimension, 0x85ebca6b);
  return hash;
}

function sameDimensions(columns: readonly Column[], row: number, values: readonly number[]): boolean {
  for (let place = 0; place < columns.length; place++) {
    if (columns[place]?.get(row) !== values[place]) return false;
  }
  return true;
}
