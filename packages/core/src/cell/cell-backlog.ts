// What the cells of one family gained over the commits since the evaluator last asked. A cell that many commits touch is told
// once, so that evaluating costs by cells and not by events.
import type { CellTable } from './cell-table.ts';
import { type CellTouches, changeOf, type FamilyPlace } from './cell-touches.ts';
import type { CellChange } from './change.ts';

export interface CellBacklog {
  isEmpty(): boolean;
  /** Takes over what a commit touched. */
  add(touches: CellTouches): void;
  /** All of it, one after the other: a flood leaves millions. The backlog is empty once they are all taken. */
  take(place: FamilyPlace): IterableIterator<CellChange>;
  /** Forgets all of it. */
  drop(): void;
}

export function createCellBacklog(table: CellTable): CellBacklog {
  const slots = table.accumulators.length;
  const { backlogMarks } = table;
  const rows: number[] = [];
  // One stretch of `slots` differences per row.
  const differences: (number | bigint)[] = [];
  const sketches: number[][][] = [];
  const causes: number[] = [];
  const drop = (): void => {
    for (const row of rows) backlogMarks.set(row, 0);
    rows.length = 0;
    differences.length = 0;
    sketches.length = 0;
    causes.length = 0;
  };
  return {
    isEmpty: () => rows.length === 0,
    add: (touches) => {
      for (const [touch, row] of touches.rows().entries()) {
        if (!touches.hasDifference(touch)) continue;
        const mark = backlogMarks.get(row);
        if (mark === 0) {
          backlogMarks.set(row, rows.push(row));
          for (let slot = 0; slot < slots; slot++) differences.push(touches.difference(touch, slot));
          sketches.push(touches.sketches(touch).map((pairs) => [...pairs]));
          causes.push(touches.causes(touch));
          continue;
        }
        causes[mark - 1] = (causes[mark - 1] as number) | touches.causes(touch);
        for (let slot = 0; slot < slots; slot++) {
          const place = (mark - 1) * slots + slot;
          differences[place] = plus(differences[place] as number | bigint, touches.difference(touch, slot));
        }
        // The same bucket may stand in the pairs twice: differences add up wherever they are read.
        for (const [sketch, pairs] of touches.sketches(touch).entries()) sketches[mark - 1]?.[sketch]?.push(...pairs);
      }
    },
    take: function* (place) {
      for (const [at, row] of rows.entries()) {
        yield changeOf(table, row, {
          ...place,
          differences: differences.slice(at * slots, at * slots + slots),
          sketches: sketches[at] ?? [],
          causes: causes[at] ?? 0,
        });
      }
      drop();
    },
    drop,
  };
}

function plus(left: number | bigint, right: number | bigint): number | bigint {
  return typeof left === 'bigint' ? left + BigInt(right) : left + Number(right);
}
