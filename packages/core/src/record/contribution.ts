// What a record, as it now stands, adds to cells. A changed record takes its old contribution back and adds the new one;
// what is the same in both is left alone.

import type { CellTouches } from '../cell/cell-touches.ts';
import { STANDING } from '../cell/change.ts';
import type { RecordPlan } from '../plan/plan.ts';
import type { Reference } from '../reference/reference.ts';
import { createExpressionCompiler } from './expression.ts';
import { createPoster, type Poster, type Postings } from './postings.ts';
import type { RecordTable } from './record-table.ts';

/** A contribution, kept in arrays that are reused from record to record. */
export interface Contribution {
  /** Dictionary number of the responsible unit; -1: the record adds nothing. */
  unit: number;
  /** The unit again and the dimension values (dictionary numbers), for each family. */
  readonly keys: { unit: number; readonly dimensions: number[] }[];
  /** For each measure. */
  readonly postings: Postings[];
}

export interface Contributor {
  /** Reads the record as it stands now into `into`. */
  read(row: number, into: Contribution): void;
  newContribution(): Contribution;
}

export function createContributor(table: RecordTable, reference: Reference): Contributor {
  const reading = { number: 0 };
  const compiler = createExpressionCompiler(table, reference, reading);
  const posters: readonly Poster[] = table.plan.measures.map((measure) =>
    createPoster({ table, zone: reference.zone, compiler }, measure),
  );
  return {
    newContribution: () => ({
      unit: -1,
      keys: table.plan.families.map((family) => ({ unit: -1, dimensions: family.by.map(() => 0) })),
      postings: table.plan.measures.map(() => []),
    }),
    read: (row, into) => {
      reading.number += 1;
      into.unit = table.stands(row) ? table.unitOf(row) : -1;
      for (const postings of into.postings) postings.length = 0;
      if (into.unit < 0) return;
      readKeys(table, row, into);
      for (let measure = 0; measure < posters.length; measure++) {
        posters[measure]?.(row, into.postings[measure] as Postings);
      }
    },
  };
}

function readKeys(table: RecordTable, row: number, { unit, keys }: Contribution): void {
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place] as Contribution['keys'][number];
    const by = table.plan.families[place]?.by ?? [];
    key.unit = unit;
    for (let dimension = 0; dimension < by.length; dimension++) {
      key.dimensions[dimension] = table.fields[by[dimension] ?? -1]?.symbol(row) ?? 0;
    }
  }
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
  return before.unit < 0 || sameNumbers(before.keys[family]?.dimensions ?? [], after.keys[family]?.dimensions ?? []);
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

function postStanding(family: CellTouches, { unit, keys }: Contribution, { place, sign }: Side): void {
  const key = keys[place];
  if (unit >= 0 && key !== undefined) family.add(family.touch(key, STANDING), 0, sign);
}

function post(
  family: CellTouches,
  { unit, keys }: Contribution,
  { place, postings, sign }: Side & { readonly postings: Postings },
): void {
  const key = keys[place];
  if (unit < 0 || key === undefined) return;
  for (let at = 0; at < postings.length; at += 4) {
    const slot = postings[at] as number;
    const amount = postings[at + 3] as number;
    const touch = family.touch(key, postings[at + 2] as number);
    if (postings[at + 1] === 1) family.addToSketch(touch, slot, { bucket: amount, sign });
    else family.add(touch, slot, amount * sign);
  }
}
