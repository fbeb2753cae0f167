// Reads one partition's block log `cells` for somebody who wants the cells of a few families only: these are kept, the others are read
// past. Nothing is remembered of what was told before, as the evaluator's mirror does, so it costs the wanted cells and no more.

import { scanCells } from '../cell/cell-changes.ts';
import { decodeCells, skipCells } from '../cell/cell-codec.ts';
import { createCellTable } from '../cell/cell-table.ts';
import type { CellChange } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import { createDictionary, type Dictionary } from '../table/dictionary.ts';
import { applySections, dictionarySection, type Section } from '../tally/packed-state.ts';

export interface CellScan {
  /** Takes in a message of this plan, a few thousand rows at each step. */
  apply(message: Uint8Array): Iterable<void>;
  /** The wanted cells as changes from nothing; to be asked when everything has been taken in. */
  cells(): IterableIterator<CellChange>;
  /** The texts of the partition, which its records name too. */
  readonly texts: Dictionary;
}

export function createCellScan(plan: Plan, isWanted: (record: number, family: number) => boolean): CellScan {
  const texts = createDictionary();
  const families = plan.records.flatMap((of, record) =>
    of.families.map((family, index) => {
      const table = createCellTable(family, texts);
      const wanted = isWanted(record, index);
      const apply: Section['apply'] = wanted
        ? (reader) => decodeCells(reader, table)
        : (reader) => skipCells(reader, table);
      return { place: { record, family: index }, table, wanted, apply };
    }),
  );
  // The numbering of sections is that of the tally, which keeps its verdicts in `records`.
  const sections = [dictionarySection(texts), { apply: () => {} }, ...families];
  return {
    apply: (message) => applySections(sections, message),
    cells: function* () {
      for (const { table, place, wanted } of families) if (wanted) yield* scanCells(table, place);
    },
    texts,
  };
}
