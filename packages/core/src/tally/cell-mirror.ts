// The cells of one partition as somebody reads them from the log who does not count them: the content of the messages is absolute,
// what the evaluator takes in are differences, so each cell remembers what was told of it last.

import { changeOf, type FamilyPlace, scanCells, wholeSketches } from '../cell/cell-changes.ts';
import { decodeCells } from '../cell/cell-codec.ts';
import { type CellTable, createCellTable } from '../cell/cell-table.ts';
import type { CellChange } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import { createDictionary } from '../table/dictionary.ts';
import { dictionarySection, packSections, type Section } from './packed-state.ts';

export interface CellMirror {
  /** Takes in a message of the block log `cells` of this plan. */
  apply(message: Uint8Array): void;
  hasChanges(): boolean;
  /** What changed since it was taken last. */
  takeChanges(): CellChange[];
  /** All cells as changes from nothing; whatever was to be taken before is among them. */
  takeAll(): IterableIterator<CellChange>;
}

export function createCellMirror(plan: Plan): CellMirror {
  const dictionary = createDictionary();
  const families = plan.records.flatMap((record, recordIndex) =>
    record.families.map((family, familyIndex) =>
      mirrorFamily(createCellTable(family, dictionary), { record: recordIndex, family: familyIndex }),
    ),
  );
  const cells = packSections([dictionarySection(dictionary), NOTHING, ...families.map(({ section }) => section)]);
  return {
    apply: cells.apply,
    hasChanges: () => families.some(({ hasChanges }) => hasChanges()),
    takeChanges: () => families.flatMap(({ takeChanges }) => takeChanges()),
    takeAll: function* () {
      for (const { takeAll } of families) yield* takeAll();
    },
  };
}

/** The numbering of sections is that of the tally, which keeps its verdicts here in `records`. */
const NOTHING: Section = { size: () => 0, rowsPerBlock: 1, encode: () => {}, apply: () => {} };

interface MirroredFamily {
  readonly section: Section;
  hasChanges(): boolean;
  takeChanges(): CellChange[];
  takeAll(): IterableIterator<CellChange>;
}

/** What the evaluator knows of a cell. */
interface Told {
  readonly row: number;
  readonly values: readonly (number | bigint)[];
  readonly sketches: readonly (readonly number[])[];
  /** Of everything that came since. */
  causes: number;
}

function mirrorFamily(table: CellTable, place: FamilyPlace): MirroredFamily {
  let told: Told[] = [];
  const remember = (row: number, causes: number): void => {
    const mark = table.marks.get(row);
    const known = told[mark - 1];
    if (known !== undefined) {
      known.causes |= causes;
      return;
    }
    const values = table.accumulators.map((accumulator) => accumulator.value(row));
    table.marks.set(row, told.push({ row, values, sketches: wholeSketches(table, row), causes }));
  };
  const forget = (): readonly Told[] => {
    const former = told;
    told = [];
    for (const { row } of former) table.marks.set(row, 0);
    return former;
  };
  return {
    section: {
      size: table.size,
      rowsPerBlock: 1,
      encode: () => {},
      apply: (reader) => decodeCells(reader, table, remember),
    },
    hasChanges: () => told.length > 0,
    takeChanges: () => forget().flatMap((former) => differenceOf(table, former, place)),
    takeAll: function* () {
      forget();
      yield* scanCells(table, place);
    },
  };
}

function differenceOf(
  table: CellTable,
  { row, values, sketches, causes }: Told,
  place: FamilyPlace,
): readonly CellChange[] {
  const differences = table.accumulators.map((accumulator, slot) => minus(accumulator.value(row), values[slot] ?? 0));
  const bySketch = wholeSketches(table, row).map((pairs, sketch) => pairsMinus(pairs, sketches[sketch] ?? []));
  const isEqual = differences.every((value) => Number(value) === 0) && bySketch.every((pairs) => pairs.length === 0);
  return isEqual ? [] : [changeOf(table, row, { ...place, differences, sketches: bySketch, causes })];
}

function minus(now: number | bigint, before: number | bigint): number | bigint {
  return typeof now === 'bigint' ? now - BigInt(before) : now - Number(before);
}

/** Pairs of bucket and difference, those that are 0 left out. */
function pairsMinus(now: readonly number[], before: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  const add = (pairs: readonly number[], sign: 1 | -1): void => {
    for (let at = 0; at < pairs.length; at += 2) {
      const bucket = pairs[at] ?? 0;
      counts.set(bucket, (counts.get(bucket) ?? 0) + sign * (pairs[at + 1] ?? 0));
    }
  };
  add(now, 1);
  add(before, -1);
  return [...counts].filter(([, count]) => count !== 0).flat();
}
