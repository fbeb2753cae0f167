// What is behind the readings of an explanation: the cells that count, and what one record has put into them. Where a cell counts is said
// here a second time, cell by cell and without sums kept on the way, so that whoever adds the cells up checks what was rolled up.
import { type CellChange, STANDING } from '../cell/change.ts';
import { middleOf } from '../cell/sketch.ts';
import type { Plan } from '../plan/plan.ts';
import { countOfPairs } from '../rollup/beginnings.ts';
import { isZero } from '../rollup/day-series.ts';
import { isReadOfUnit } from '../rollup/hold-projection.ts';
import { joinSlice } from '../rollup/slice.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import type { DaySpan } from '../time/period.ts';
import { type CellBehind, type CellBook, createCellBook, type Room } from './cell-book.ts';
import type { Reading } from './reading.ts';
import { bucketDays, type CellName, type Group, heirOf, placesOf, routesTo, spanIn } from './routing.ts';

/** What a record has put into the cells of one reading on one day. */
export interface ContributionBehind {
  /** Values of the dimensions of the measure's family, in order. */
  readonly dimensions: readonly string[];
  readonly first: number;
  readonly end: number;
  /** In the smallest unit of the measure; 1 where the reading is of a sketch. */
  readonly amount: number;
  /** The value (the middle of its bucket), where the reading is of a sketch. */
  readonly value: number | null;
}

/** A record as it stands, by one of its measures. */
export interface Contributed {
  readonly record: number;
  readonly measure: number;
  readonly unit: string;
  /** Values of the dimensions of the measure's family, in order. */
  readonly dimensions: readonly string[];
  /** See PostingList of the record room: [slot, is sketch, bucket, amount, …]. */
  readonly postings: readonly number[];
}

export interface Behind {
  /** Takes in a cell as a change from nothing; several shares of one cell add up. */
  take(change: CellChange): void;
  /** All cells have been taken in: of one reading after the other, those that count. */
  settle(): IterableIterator<readonly CellBehind[]>;
  /** After that: what this record has put into the readings, by their place. */
  contributions(of: Contributed): ReadonlyMap<number, readonly ContributionBehind[]>;
}

/** @param cellsMax how many cells are named one by one over all readings; beyond it those of a reading are gathered by unit. */
export function createBehind(
  { records }: Pick<Plan, 'records'>,
  {
    tree,
    readings,
    cellsMax,
  }: { readonly tree: UnitTree; readonly readings: readonly Reading[]; readonly cellsMax: number },
): Behind {
  const routing = routesTo(readings);
  const room: Room = { left: cellsMax };
  // Which readings of a register are in force is told by dimensions, so that nothing of it is gathered before.
  const whole: Room = { left: Number.POSITIVE_INFINITY };
  const books = readings.map(({ measure, first, end }) =>
    createCellBook({ first, end }, measure.what.kind === 'hold' ? whole : room),
  );
  const taken = new Map<Group, Map<string, Taken[]>>();
  return {
    take: ({ record, family, unit, dimensions, bucket, differences, sketches }) => {
      if (bucket === STANDING) return;
      const own = bucketDays(records[record]?.families[family], bucket);
      for (const group of routing.groupsIn(record, family)) {
        const days = spanIn(group, own);
        if (days === null) continue;
        const { measure, slot } = group.reading;
        const isSketch = measure.what.kind === 'sketch';
        const pairs = isSketch ? (sketches[slot] ?? NO_PAIRS) : NO_PAIRS;
        const amount = isSketch ? countOfPairs(pairs) : (differences[slot] ?? 0);
        const cell: CellName = { unit, dimensions, days };
        if (measure.what.kind === 'hold')
          addTaken(taken, group, { cell, day: own.first, readings: Number(differences[slot + 1] ?? 0) });
        if (isZero(amount) && pairs.length === 0) continue;
        const countsFor = heirOf(tree, group, cell);
        for (const place of placesOf(tree, group, cell)) books[place]?.add(cell, { countsFor, amount, pairs });
      }
    },
    settle: function* () {
      for (const group of routing.all()) {
        const isOfUnit = isReadOfUnit(records[group.reading.record]);
        const stands = standing({ tree, isOfUnit }, group, taken.get(group));
        for (const place of group.places.values()) books[place]?.strike(stands);
      }
      for (const book of books) yield book.cells();
    },
    contributions: (contributed) => {
      const { record, unit, dimensions } = contributed;
      const measure = records[record]?.measures[contributed.measure];
      const found = new Map<number, ContributionBehind[]>();
      const family = records[record]?.families[measure?.family ?? -1];
      for (const group of routing.groupsIn(record, measure?.family ?? -1)) {
        if (group.reading.measure.name !== measure?.name) continue;
        for (const { days, contribution } of postedTo(group, contributed, (bucket) => bucketDays(family, bucket))) {
          for (const place of placesWith(books, { tree, group, cell: { unit, dimensions, days } })) {
            found.set(place, [...(found.get(place) ?? []), contribution]);
          }
        }
      }
      return found;
    },
  };
}

const NO_PAIRS: readonly number[] = [];

/** Readings of a register that were taken on a day. */
interface Taken {
  readonly day: number;
  readonly readings: number;
}

/** By unit and all dimension values. */
function addTaken(
  taken: Map<Group, Map<string, Taken[]>>,
  group: Group,
  { cell, ...more }: Taken & { readonly cell: CellName },
): void {
  const ofGroup = taken.get(group) ?? new Map<string, Taken[]>();
  taken.set(group, ofGroup);
  const name = joinSlice([cell.unit, ...cell.dimensions]);
  const own = ofGroup.get(name) ?? [];
  ofGroup.set(name, own);
  own.push(more);
}

type Stands = (cell: Pick<CellBehind, 'unit' | 'dimensions'>) => boolean;

/** A reading counts while it is in force; one of what a dissolved unit has ends where its successor has one of both. */
function standing(
  { tree, isOfUnit }: { readonly tree: UnitTree; readonly isOfUnit: boolean },
  { reading }: Group,
  taken: ReadonlyMap<string, readonly Taken[]> | undefined,
): Stands {
  if (reading.measure.what.kind !== 'hold') return () => true;
  const lastDay = reading.end - 1;
  const hasTaken = (unit: string, dimensions: readonly string[] | null, since: number): boolean => {
    const own = taken?.get(joinSlice([unit, ...(dimensions ?? [])])) ?? [];
    return own.reduce((sum, { day, readings }) => (day < since ? sum : sum + readings), 0) !== 0;
  };
  return ({ unit, dimensions }) => {
    if (!hasTaken(unit, dimensions, -Infinity)) return false;
    if (!isOfUnit || !tree.mapping(unit, tree.epochOf(lastDay)).redirected) return true;
    return !tree.successorsOf(unit, lastDay).some(({ code, since }) => hasTaken(code, dimensions, since));
  };
}

interface Posted {
  readonly days: DaySpan;
  readonly contribution: ContributionBehind;
}

/** Nothing of a stock that the record has left again, or of a reading that is over. */
function postedTo(
  group: Group,
  { postings, dimensions }: Contributed,
  daysOfBucket: (bucket: number) => DaySpan,
): readonly Posted[] {
  const { measure, slot, isMoment } = group.reading;
  const isSketch = measure.what.kind === 'sketch';
  const posted: Posted[] = [];
  let standingNow = 0;
  for (let at = 0; at < postings.length; at += 4) {
    const [place, , bucket = 0, amount = 0] = postings.slice(at, at + 4);
    const own = daysOfBucket(bucket);
    const days = spanIn(group, own);
    if (days === null) continue;
    if (place === (measure.what.kind === 'hold' ? slot + 1 : slot)) standingNow += amount;
    if (place !== slot || (amount === 0 && !isSketch)) continue;
    const value = isSketch ? middleOf(amount) : null;
    posted.push({ days, contribution: { dimensions, ...own, amount: isSketch ? 1 : amount, value } });
  }
  return isMoment && standingNow === 0 ? [] : posted;
}

interface Placing {
  readonly tree: UnitTree;
  readonly group: Group;
  readonly cell: CellName;
}

/** Only where the cell itself counts. */
function placesWith(books: readonly CellBook[], { tree, group, cell }: Placing): readonly number[] {
  return placesOf(tree, group, cell).filter((place) => books[place]?.has(cell) === true);
}
