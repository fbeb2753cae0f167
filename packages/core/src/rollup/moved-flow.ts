// What a flow gained for units that ever change their place in the tree, unit by unit: enough to say what is to be added at a
// node, and what to be taken away, so that the tree of one epoch holds for all days.
import type { Grain } from '../plan/kpi.ts';
import { type Amount, createDaySeries, type DaySeries, isZero, minus, plus } from './day-series.ts';
import type { UnitDays } from './moves.ts';
import { createPlaces } from './places.ts';
import { createSketchSeries, type SketchRange } from './sketch-series.ts';
import type { UnitTree } from './unit-tree.ts';

export interface MovedFlow {
  take(unit: string, slice: string, gained: Gained): void;
  /** What the tree of the epoch adds to the sum by the trees of then. */
  sum(node: string, slice: string, range: EpochRange): Amount;
  /** Bucket counts by the trees of then, put right for the tree of the epoch. */
  counts(node: string, slice: string, range: MovedCounts): ReadonlyMap<number, number>;
  /** On some day, what counts at the node was stated for units that were not in force. */
  isRedirected(node: string, slice: string, range: EpochRange): boolean;
}

export interface Gained {
  readonly day: number;
  /** One for each accumulator; of a sketch, the number of observations. */
  readonly gained: readonly Amount[];
  readonly pairs: readonly number[];
}

/** The days first <= day < end. */
export interface EpochRange {
  readonly first: number;
  readonly end: number;
  readonly epoch: number;
  readonly accumulator: number;
}

export interface MovedCounts extends SketchRange {
  readonly epoch: number;
  readonly counts: ReadonlyMap<number, number>;
}

export interface FlowKind {
  readonly accumulators: number;
  readonly zero: Amount;
  /** Calendar grains for which sketches are kept merged. */
  readonly grains: readonly Grain[];
}

export function createMovedFlow(tree: UnitTree, { accumulators, zero, grains }: FlowKind): MovedFlow {
  const amounts = Array.from({ length: accumulators }, () => createPlaces(() => createDaySeries(zero)));
  const sketches = createPlaces(() => createSketchSeries(grains));
  return {
    take: (unit, slice, { day, gained, pairs }) => {
      if (!tree.isMover(unit)) return;
      for (const [accumulator, amount] of gained.entries()) {
        if (!isZero(amount)) amounts[accumulator]?.at(unit, slice).add(day, amount);
      }
      if (pairs.length > 0) sketches.at(unit, slice).add(day, pairs);
    },
    sum: (node, slice, range) => {
      let sum = zero;
      for (const { unit, sign, ...days } of tree.movesAt(node, range.epoch)) {
        const { first, end } = overlap(days, range);
        const moved = amounts[range.accumulator]?.get(unit, slice)?.sum(first, end) ?? zero;
        sum = sign === 1 ? plus(sum, moved) : minus(sum, moved);
      }
      return sum;
    },
    counts: (node, slice, { counts, ...range }) => {
      const sum = new Map(counts);
      for (const { unit, sign, ...days } of tree.movesAt(node, range.epoch)) {
        const { first, end } = overlap(days, range);
        if (first >= end) continue;
        const moved = sketches.get(unit, slice)?.counts({ ...range, first, end }) ?? [];
        for (const [bucket, count] of moved) addTo(sum, bucket, sign * count);
      }
      return sum;
    },
    isRedirected: (node, slice, range) => {
      const parts = tree.redirectsAt(node, range.epoch).flatMap((days): readonly Part[] => {
        const series = amounts[range.accumulator]?.get(days.unit, slice);
        const { first, end } = overlap(days, range);
        return series === undefined || first >= end ? [] : [{ series, first, end }];
      });
      return parts.length > 0 && hasAnyDay(parts, zero);
    },
  };
}

type Days = Pick<UnitDays, 'first' | 'end'>;

function overlap(days: Days, range: Days): Days {
  return { first: Math.max(days.first, range.first), end: Math.min(days.end, range.end) };
}

function addTo(sum: Map<number, number>, bucket: number, count: number): void {
  const total = (sum.get(bucket) ?? 0) + count;
  if (total === 0) sum.delete(bucket);
  else sum.set(bucket, total);
}

interface Part {
  readonly series: DaySeries;
  readonly first: number;
  readonly end: number;
}

/** Amounts of one day that add up to nothing are nothing. */
function hasAnyDay(parts: readonly Part[], zero: Amount): boolean {
  const nextDay = (from: number): number =>
    Math.min(
      ...parts.map(({ series, first, end }) => {
        const day = series.nextDay(Math.max(from, first));
        return day < end ? day : Infinity;
      }),
    );
  for (let day = nextDay(-Infinity); day < Infinity; day = nextDay(day + 1)) {
    const here = parts.filter(({ first, end }) => first <= day && day < end);
    const total = here.reduce((sum, { series }) => plus(sum, series.sum(day, day + 1)), zero);
    if (!isZero(total)) return true;
  }
  return false;
}
