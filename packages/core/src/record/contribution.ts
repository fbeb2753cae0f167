// What a record, as it now stands, adds to cells. A changed record takes its old contribution back and adds the new one;
// what is the same in both is left alone.

import type { CellTouches } from '../cell/cell-touches.ts';
import { STANDING } from '../cell/change.ts';
import type { RecordPlan } from '../plan/plan.ts';
import type { Zone } from '../time/zone.ts';
import { createExpressionCompiler } from './expression.ts';
import { createPoster, type Poster, type Postings } from './postings.ts';
import type { RecordTable } from './record-table.ts';

/** A contribution, kept in arrays that are reused from record to record. */
export interface Contribution {
  /** Dictionary number of the responsible unit; -1: the record adds nothing. */
  unit: number;
  /** Dimension values (dictionary numbers), for each family. */
  readonly dimensions: number[][];
  /** For each measure. */
  readonly postings: Postings[];
}

export interface Contributor {
  /** Reads the record as it stands now into `into`. */
  read(row: number, into: Contribution): void;
  newContribution(): Contribution;
}

export function createContributor(table: RecordTable, zone: Zone): Contributor {
  const compiler = createExpressionCompiler(table, zone);
  const posters: readonly Poster[] = table.plan.measures.map((measure) =>
    createPoster({ table, zone, compiler }, measure),
  );
  return {
    newContribution: () => ({
      unit: -1,
      dimensions: table.plan.families.map((family) => family.by.map(() => 0)),
      postings: table.plan.measures.map(() => []),
    }),
    read: (row, into) => {
      into.unit = table.stands(row) ? table.unitOf(row) : -1;
      for (const postings of into.postings) postings.length = 0;
      if (into.unit < 0) return;
      readDimensions(table, row, into.dimensions);
      for (let measure = 0; measure < posters.length; measure++) {
        posters[measure]?.(row, into.postings[measure] as Postings);
      }
    },
  };
}

function readDimensions(table: RecordTable, row: number, into: number[][]): void {
  table.plan.families.forEach((family, place) => {
    const values = into[place] as number[];
    for (let dimension = 0; dimension < family.by.length; dimension++) {
      values[dimension] = table.fields[family.by[dimension] ?? -1]?.symbol(row) ?? 0;
    }
  });
}

/** Takes `before` back and adds `after`, measure by measure, where the two differ. */
export function replaceContribution(
  { plan, cells }: { readonly plan: RecordPlan; readonly cells: readonly CellTouches[] },
  before: Contribution,
  after: Contribution,
): void {
  cells.forEach((family, place) => {
    if (sameKey(before, after, place)) return;
    postStanding(family, before, { place, sign: -1 });
    postStanding(family, after, { place, sign: 1 });
  });
  plan.measures.forEach((measure, index) => {
    const family = cells[measure.family];
    if (family === undefined) return;
    const was = before.postings[index] ?? [];
    const is = after.postings[index] ?? [];
    if (sameKey(before, after, measure.family) && sameNumbers(was, is)) return;
    post(family, before, { place: measure.family, postings: was, sign: -1 });
    post(family, after, { place: measure.family, postings: is, sign: 1 });
  });
}

function sameKey(before: Contribution, after: Contribution, family: number): boolean {
  if (before.unit !== after.unit) return false;
  return before.unit < 0 || sameNumbers(before.dimensions[family] ?? [], after.dimensions[family] ?? []);
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  if (left.length !== right.length) return false;
  for (let place = 0; place < left.length; place++) if (left[place] !== right[place]) return false;
  return true;
}

interface Side {
  readonly place: number;
  readonly sign: 1 | -1;
}

function postStanding(family: CellTouches, contribution: Contribution, { place, sign }: Side): void {
  if (contribution.unit < 0) return;
  const key = { unit: contribution.unit, dimensions: contribution.dimensions[place] ?? [] };
  family.add(key, STANDING, { slot: 0, sketch: false, amount: 1, sign });
}

function post(
  family: CellTouches,
  contribution: Contribution,
  { place, postings, sign }: Side & { readonly postings: Postings },
): void {
  if (contribution.unit < 0 || postings.length === 0) return;
  const key = { unit: contribution.unit, dimensions: contribution.dimensions[place] ?? [] };
  for (let at = 0; at < postings.length; at += 4) {
    const [slot = 0, sketch = 0, bucket = 0, amount = 0] = [
      postings[at],
      postings[at + 1],
      postings[at + 2],
      postings[at + 3],
    ];
    family.add(key, bucket, { slot, sketch: sketch === 1, amount, sign });
  }
}
