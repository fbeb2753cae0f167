// What a record, as it now stands, adds to cells. A changed record takes its old contribution back and adds the new one;
// what is the same in both is left alone.

import type { CellKey } from '../cell/cell-table.ts';
import type { CellTouches } from '../cell/cell-touches.ts';
import { STANDING } from '../cell/change.ts';
import type { MeasurePlan, RecordPlan } from '../plan/plan.ts';
import type { Reference } from '../reference/reference.ts';
import type { ChangedMeasures } from './changed-measures.ts';
import { createExpressionCompiler } from './expression.ts';
import { POSTING_WIDTH, PostingList } from './posting-list.ts';
import { createPoster, type Poster } from './postings.ts';
import type { RecordTable } from './record-table.ts';

/** A contribution, kept in things that are reused from record to record. */
export interface Contribution {
  /** Dictionary number of the responsible unit; -1: the record adds nothing. */
  unit: number;
  /** The unit again and the dimension values (dictionary numbers), for each family. */
  readonly keys: { unit: number; readonly dimensions: number[] }[];
  readonly postings: PostingList;
}

export interface Contributor {
  /**
   * Reads the record as it stands now into `into`.
   * @param asked the measures that matter; the others are read as if they added nothing.
   */
  read(row: number, into: Contribution, asked: ChangedMeasures): void;
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
      postings: new PostingList(),
    }),
    read: (row, into, asked) => {
      reading.number += 1;
      into.unit = table.stands(row) ? table.unitOf(row) : -1;
      into.postings.clear();
      if (into.unit < 0) return;
      readKeys(table, row, into);
      for (let measure = 0; measure < posters.length; measure++) {
        if (asked === null || asked[measure] === true) posters[measure]?.(row, into.postings);
        into.postings.endMeasure();
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

/** Takes `before` back and adds `after` where the two differ: first all that goes, then all that comes. */
export type Replace = (cells: readonly CellTouches[], before: Contribution, after: Contribution) => void;

export function createReplace({ families, measures }: RecordPlan): Replace {
  /** By family: the record goes to other cells. */
  const moves = families.map(() => false);
  /** By measure. */
  const differs = measures.map(() => false);
  const put = (cells: readonly CellTouches[], { unit, keys, postings }: Contribution, sign: 1 | -1): void => {
    if (unit < 0) return;
    for (let place = 0; place < moves.length; place++) {
      const family = cells[place] as CellTouches;
      family.about(keys[place] as CellKey);
      if (moves[place] === true) family.add(family.touch(STANDING), 0, sign);
    }
    for (let measure = 0; measure < differs.length; measure++) {
      if (differs[measure] !== true) continue;
      post(cells[(measures[measure] as MeasurePlan).family] as CellTouches, postings, { measure, sign });
    }
  };
  return (cells, before, after) => {
    for (let place = 0; place < moves.length; place++) moves[place] = !sameKey(before, after, place);
    for (let measure = 0; measure < differs.length; measure++) {
      const { family } = measures[measure] as MeasurePlan;
      differs[measure] = moves[family] === true || !before.postings.isSame(measure, after.postings);
    }
    put(cells, before, -1);
    put(cells, after, 1);
  };
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

interface Posted {
  readonly measure: number;
  readonly sign: 1 | -1;
}

function post(family: CellTouches, postings: PostingList, { measure, sign }: Posted): void {
  const { numbers } = postings;
  const end = postings.endOf(measure);
  for (let at = postings.startOf(measure); at < end; at += POSTING_WIDTH) {
    const slot = numbers[at] as number;
    const amount = numbers[at + 3] as number;
    const touch = family.touch(numbers[at + 2] as number);
    if (numbers[at + 1] === 1) family.addToSketch(touch, slot, { bucket: amount, sign });
    else family.add(touch, slot, amount * sign);
  }
}
