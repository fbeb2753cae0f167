// One flow measure (count, sum, cohort, sketch), rolled up over the units with the dimensions kept that some formula asks for and the
// others summed away. Each amount goes to the nodes of the tree of its own day.
import type { Grain } from '../plan/kpi.ts';
import type { MeasurePlan } from '../plan/plan.ts';
import { countOfPairs } from './beginnings.ts';
import { type Amount, createDaySeries, type DaySeries, isZero } from './day-series.ts';
import { createPlaces, type Places } from './places.ts';
import type { Gain, Projection, ProjectionPlan, Rolled } from './projection.ts';
import { createSketchSeries, type SketchSeries } from './sketch-series.ts';
import { createTrail, type Trail } from './trail.ts';
import type { UnitTree } from './unit-tree.ts';

export interface DayRange {
  readonly first: number;
  readonly end: number;
}

/** Days of a period; a cohort keeps its amounts by grain, everything else once for all. */
export interface GrainRange extends DayRange {
  readonly grain: Grain;
}

export class FlowProjection implements Projection {
  readonly plan: ProjectionPlan;
  readonly trail: Trail;
  readonly #tree: UnitTree;
  readonly #zero: Amount;
  readonly #isSketch: boolean;
  readonly #ownOnly: boolean;
  /** For each accumulator. */
  readonly #amounts: readonly Places<DaySeries>[];
  readonly #sketches: Places<SketchSeries>;
  /** What was stated for units that were not in force on that day; for each accumulator. */
  readonly #redirected: readonly Places<DaySeries>[];

  constructor(plan: ProjectionPlan, tree: UnitTree, grains: readonly Grain[]) {
    this.plan = plan;
    this.trail = createTrail(plan);
    this.#tree = tree;
    this.#zero = zeroOf(plan.measure);
    this.#isSketch = plan.measure.what.kind === 'sketch';
    this.#ownOnly = plan.measure.units === 'own';
    const accumulators = plan.measure.what.kind === 'cohort' ? plan.measure.what.grains : [null];
    this.#amounts = accumulators.map(() => createPlaces(() => createDaySeries(this.#zero)));
    this.#redirected = accumulators.map(() => createPlaces(() => createDaySeries(this.#zero)));
    this.#sketches = createPlaces(() => createSketchSeries(grains));
  }

  take({ unit, slice, day, amounts, pairs }: Gain): void {
    const { nodes, redirected } = this.#tree.mapping(unit, this.#tree.epochOf(day));
    const gained = this.#isSketch ? [countOfPairs(pairs)] : amounts;
    for (const node of nodes) {
      // A member of a set of units may be asked about at any node above it.
      this.trail.touch(node, slice, day);
      if (this.#ownOnly && node !== nodes[0]) continue;
      if (this.#isSketch) this.#sketches.at(node, slice).add(day, pairs);
      else addTo(this.#amounts, gained, { node, slice, day });
      if (redirected) addTo(this.#redirected, gained, { node, slice, day });
    }
  }

  /** The sum over first <= day < end. */
  sum(node: string, slice: string, range: GrainRange): Rolled {
    const series = this.#amounts[this.#accumulatorOf(range.grain)]?.get(node, slice);
    const amount = series?.sum(range.first, range.end) ?? this.#zero;
    return { amount, redirected: this.isRedirected(node, slice, range) };
  }

  sketch(node: string, slice: string): SketchSeries | undefined {
    return this.#sketches.get(node, slice);
  }

  isRedirected(node: string, slice: string, { first, end, grain }: GrainRange): boolean {
    return (this.#redirected[this.#accumulatorOf(grain)]?.get(node, slice)?.nextDay(first) ?? Infinity) < end;
  }

  #accumulatorOf(grain: Grain): number {
    const { name, what } = this.plan.measure;
    if (what.kind !== 'cohort') return 0;
    const place = what.grains.map(String).indexOf(grain);
    if (place < 0) throw new RangeError(`'${name}' asks by: period and keeps nothing for the grain ${grain}`);
    return place;
  }
}

interface SeriesPlace {
  readonly node: string;
  readonly slice: string;
  readonly day: number;
}

function addTo(
  accumulators: readonly Places<DaySeries>[],
  amounts: readonly Amount[],
  { node, slice, day }: SeriesPlace,
): void {
  for (const [index, amount] of amounts.entries()) {
    if (!isZero(amount)) accumulators[index]?.at(node, slice).add(day, amount);
  }
}

function zeroOf({ what }: MeasurePlan): Amount {
  return what.kind === 'sum' || (what.kind === 'cohort' && what.of !== null) ? 0n : 0;
}
