// The cells of one partition as somebody reads them from the log who does not count them: the content of the messages is absolute,
// what the evaluator takes in are differences, so what each message changes is kept until it is asked for.

import { allDimensions, createCellBacklog } from '../cell/cell-backlog.ts';
import { type FamilyPlace, scanCells } from '../cell/cell-changes.ts';
import { type CellsHeard, decodeCells } from '../cell/cell-codec.ts';
import { type CellTable, createCellTable } from '../cell/cell-table.ts';
import type { CellChange, DimensionsRead } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import { createDictionary } from '../table/dictionary.ts';
import { dictionarySection, packSections, type Section } from './packed-state.ts';

export interface CellMirror {
  /** Takes in a message of the block log `cells` of this plan. */
  apply(message: Uint8Array): void;
  hasChanges(): boolean;
  /** What changed since it was taken last; taken one after the other, all before anything else is applied. */
  takeChanges(): IterableIterator<CellChange>;
  /** All cells as changes from nothing; whatever was to be taken before is among them. */
  takeAll(): IterableIterator<CellChange>;
}

/** @param read the dimensions that whoever takes the changes reads: the others are added up before they are told. Left out: all of them. */
export function createCellMirror(plan: Plan, read: DimensionsRead = allDimensions(plan)): CellMirror {
  const dictionary = createDictionary();
  const families = plan.records.flatMap((record, recordIndex) =>
    record.families.map((family, familyIndex) =>
      mirrorFamily({
        table: createCellTable(family, dictionary),
        read: read[recordIndex]?.[familyIndex] ?? [],
        record: recordIndex,
        family: familyIndex,
      }),
    ),
  );
  const cells = packSections([dictionarySection(dictionary), NOTHING, ...families.map(({ section }) => section)]);
  return {
    apply: cells.apply,
    hasChanges: () => families.some(({ hasChanges }) => hasChanges()),
    takeChanges: function* () {
      for (const { takeChanges } of families) yield* takeChanges();
    },
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
  takeChanges(): IterableIterator<CellChange>;
  takeAll(): IterableIterator<CellChange>;
}

interface FamilyToMirror extends FamilyPlace {
  readonly table: CellTable;
  /** Positions of the dimensions that are read. */
  readonly read: readonly number[];
}

function mirrorFamily({ table, read, ...place }: FamilyToMirror): MirroredFamily {
  const backlog = createCellBacklog(table, read);
  const { gained, gainedInSketch } = backlog;
  const heard: CellsHeard = { cell: backlog.about, gained, gainedInSketch };
  return {
    section: {
      size: table.size,
      rowsPerBlock: 1,
      encode: () => {},
      apply: (reader) => decodeCells(reader, table, heard),
    },
    hasChanges: () => !backlog.isEmpty(),
    takeChanges: () => backlog.take(place),
    takeAll: function* () {
      backlog.drop();
      yield* scanCells(table, place);
    },
  };
}
