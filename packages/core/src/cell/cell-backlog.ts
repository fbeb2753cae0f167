// What the evaluator was not told yet of the cells of one family. It is told once of a cell that many commits touch; and as one it is
// told of cells that differ only by dimensions that nobody reads: so evaluating costs by what is read, not by events.

import type { CellFamily, Plan } from '../plan/plan.ts';
import { changeOf, contentOf, type FamilyPlace } from './cell-changes.ts';
import { type CellKey, type CellTable, createCellTable, hashOf } from './cell-table.ts';
import type { CellTouches } from './cell-touches.ts';
import type { CellChange, DimensionsRead } from './change.ts';

export interface CellBacklog {
  isEmpty(): boolean;
  /** Takes over what a commit touched. */
  add(touches: CellTouches): void;
  /** What comes next was gained by this cell. @param key of the family, with all its dimensions. */
  about(key: CellKey, bucket: number, causes: number): void;
  gained(slot: number, difference: number | bigint): void;
  gainedInSketch(sketch: number, bucket: number, difference: number): void;
  /** All of it, one after the other: a flood leaves millions. The backlog is empty once they are all taken. */
  take(place: FamilyPlace): IterableIterator<CellChange>;
  /** Forgets all of it. */
  drop(): void;
}

/** As if somebody read all of them. */
export function allDimensions(plan: Plan): DimensionsRead {
  return plan.records.map(({ families }) => families.map(({ by }) => Array.from(by.keys())));
}

/** The row of one cell, asked for when it gains something: most cells of a block that is read again gain nothing. */
function currentRow(gaining: (bucket: number, causes: number) => number) {
  const cell = { bucket: 0, causes: 0, row: UNKNOWN };
  return {
    is: (bucket: number, causes: number): void => {
      cell.bucket = bucket;
      cell.causes = causes;
      cell.row = UNKNOWN;
    },
    row: (): number => {
      if (cell.row === UNKNOWN) cell.row = gaining(cell.bucket, cell.causes);
      return cell.row;
    },
  };
}

const UNKNOWN = -1;

/** Up to so many cells keep their rows from one time to the next. */
const ROWS_KEPT = 4096;

/** @param positions in the family's `by`, of the dimensions that are read. */
export function createCellBacklog(table: CellTable, positions: readonly number[]): CellBacklog {
  const { family, dictionary } = table;
  const read: CellFamily = { ...family, by: positions.map((position) => family.by[position] as number) };
  /** What the cells gained; nothing stands in those that were told of. */
  let gains = createCellTable(read, dictionary);
  /** Those that gained something, and what it comes of. */
  let rows: number[] = [];
  let causes: number[] = [];
  const key = { unit: 0, dimensions: positions.map(() => 0) };
  /** The row here of a cell that gains something. */
  const gaining = (bucket: number, cause: number): number => {
    const row = gains.rowOf(key, bucket);
    const mark = gains.marks.get(row);
    if (mark === 0) {
      gains.marks.set(row, rows.push(row));
      causes.push(cause);
    } else causes[mark - 1] = (causes[mark - 1] as number) | cause;
    return row;
  };
  /** By touch of the commit that is taken over: the row here. */
  const rowsHere: (number | undefined)[] = [];
  const gainingBy = (touches: CellTouches, touch: number): number => {
    const known = rowsHere[touch];
    if (known !== undefined) return known;
    key.unit = touches.unit(touch);
    for (let at = 0; at < positions.length; at++)
      key.dimensions[at] = touches.dimension(touch, positions[at] as number);
    const row = gaining(touches.bucket(touch), touches.causes(touch));
    rowsHere[touch] = row;
    return row;
  };
  const current = currentRow(gaining);
  const drop = (): void => {
    if (gains.size() > ROWS_KEPT) gains = createCellTable(read, dictionary);
    else for (const row of rows) empty(gains, row);
    rows = [];
    causes = [];
  };
  return {
    isEmpty: () => rows.length === 0,
    add: (touches) => {
      rowsHere.length = 0;
      touches.eachAmount((touch, slot, amount) => gains.accumulators[slot]?.add(gainingBy(touches, touch), amount));
      if (family.sketches === 0) return;
      for (let touch = 0; touch < touches.size(); touch++) {
        const sketches = touches.sketches(touch);
        if (sketches.some(hasDifference)) addSketches(gains, gainingBy(touches, touch), sketches);
      }
    },
    about: ({ unit, dimensions }, bucket, comesOf) => {
      key.unit = unit;
      for (let at = 0; at < positions.length; at++) key.dimensions[at] = dimensions[positions[at] as number] as number;
      current.is(bucket, comesOf);
    },
    gained: (slot, difference) => gains.accumulators[slot]?.add(current.row(), difference),
    gainedInSketch: (sketch, bucket, difference) =>
      gains.sketches.add(current.row() * family.sketches + sketch, bucket, difference),
    take: function* (place) {
      for (const at of byPlace(gains, rows)) {
        const row = rows[at] as number;
        const content = contentOf(gains, row);
        if (content === null) continue;
        const change = changeOf(gains, row, { ...place, ...content, causes: causes[at] ?? 0 });
        yield { ...change, dimensions: spread(change.dimensions, positions, family.by.length) };
      }
      drop();
    },
    drop,
  };
}

/**
 * Where the rows stand in the list, those of one unit and the same dimension values one after the other: whoever takes them has to go to
 * as many places in memory as there are units and values, not as there are cells.
 */
function* byPlace(table: CellTable, rows: readonly number[]): Generator<number> {
  const places = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    places[at] = (hashOf(table.keyOf(rows[at] as number), 0) >>> PLACE_SHIFT) * 2 ** AT_BITS + at;
  }
  places.sort();
  for (const place of places) yield place >>> 0;
}

/** A double is exact up to 53 bits: 32 say where a row stands in the list, the other 21 are those of a hash. */
const AT_BITS = 32;
const PLACE_SHIFT = 11;

/** The values of some dimensions among all of them; nobody reads the others. */
function spread(values: readonly string[], positions: readonly number[], count: number): readonly string[] {
  if (values.length === count) return values;
  const all = Array<string>(count).fill('');
  for (const [at, position] of positions.entries()) all[position] = values[at] ?? '';
  return all;
}

/** @param sketches for each of them pairs of bucket and difference, one after the other. */
function addSketches(to: CellTable, row: number, sketches: readonly (readonly number[])[]): void {
  for (const [sketch, pairs] of sketches.entries()) {
    const list = row * to.family.sketches + sketch;
    for (let at = 0; at < pairs.length; at += 2) to.sketches.add(list, pairs[at] as number, pairs[at + 1] as number);
  }
}

/** Nothing stands in the cell any more; its key and row are the same. */
function empty(table: CellTable, row: number): void {
  const { sketches } = table.family;
  for (const accumulator of table.accumulators) accumulator.empty(row);
  for (let sketch = 0; sketch < sketches; sketch++) table.sketches.clear(row * sketches + sketch);
  table.marks.set(row, 0);
}

function hasDifference(pairs: readonly number[]): boolean {
  for (let at = 1; at < pairs.length; at += 2) if (pairs[at] !== 0) return true;
  return false;
}
