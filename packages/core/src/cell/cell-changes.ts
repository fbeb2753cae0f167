// Cells as the evaluator is told of them.

import type { CellTable } from './cell-table.ts';
import { type CellChange, STANDING } from './change.ts';

/** Where a family stands in the plan. */
export interface FamilyPlace {
  readonly record: number;
  readonly family: number;
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
    const content = contentOf(table, row);
    if (content !== null) yield changeOf(table, row, { ...place, ...content });
  }
}

/** What stands in a cell, null: nothing. */
export function contentOf(table: CellTable, row: number): Pick<CellChange, 'differences' | 'sketches'> | null {
  const differences = table.accumulators.map((accumulator) => accumulator.value(row));
  const sketches = table.family.sketches === 0 ? NO_SKETCHES : wholeSketches(table, row);
  const isEmpty = differences.every(isZero) && sketches.every((pairs) => pairs.length === 0);
  return isEmpty ? null : { differences, sketches };
}

const NO_SKETCHES: CellChange['sketches'] = [];

function isZero(value: number | bigint): boolean {
  return value === 0 || value === 0n;
}

/** For each sketch of a cell: pairs of bucket and count, one after the other. */
export function wholeSketches(table: CellTable, row: number): readonly (readonly number[])[] {
  return Array.from({ length: table.family.sketches }, (_, sketch) => {
    const pairs: number[] = [];
    table.sketches.each(row * table.family.sketches + sketch, (bucket, count) => pairs.push(bucket, count));
    return pairs;
  });
}
