// One flow measure (count, sum, cohort, sketch), rolled up over the units with the dimensions kept that some formula asks for and the
// others summed away. Each amount goes to the nodes of the tree of its own day; what another tree moves is kept beside it.
import type { Grain } from '../plan/kpi.ts';
import type { MeasurePlan } from '../plan/plan.ts';
import { countOfPairs } from './beginnings.ts';
import { type Amount, createDaySeries, type DaySeries, plus } from './day-series.ts';
import { createMovedFlow, type MovedFlow } from './moved-flow.ts';
import { createPlaces, type Places } from './places.ts';
import type { Gain, Projection, ProjectionPlan, Rolled } from './projection.ts';
import { createSketchSeries, type SketchRange, type SketchSeries } from './sketch-series.ts';
import { createTrail, type Footprint, type Trail } from './trail.ts';
import type { UnitTree } from './unit-tree.ts';

/** The days first <= day < end. */
export interface DayRange {
  readonly first: number;
  readonly end: number;
  /** The epoch whose tree says where everything counts; null: that of each day. */
  readonly epoch: number | null;
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
  readonly #moved: MovedFlow;
  /** By stated unit and slice. */
  readonly #ways: Places<Way> = createPlaces((unit, slice) => this.#wayOf(unit, slice));

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
    this.#moved = createMovedFlow(tree, { accumulators: accumulators.length, zero: this.#zero, grains });
  }

  take({ unit, slice, day, amounts, pairs, causes = 0 }: Gain): void {
    const gained = this.#isSketch ? [countOfPairs(pairs)] : amounts;
    this.#moved.take(unit, slice, { day, gained, pairs });
    const { footprints, lanes } = this.#ways.at(unit, slice);
    for (const footprint of footprints) footprint.touch(day, causes);
    const epoch = this.#tree.epochOf(day);
    const lane = lanes[epoch] ?? this.#laneOf(unit, slice, epoch);
    lanes[epoch] = lane;
    for (const { amounts: series, sketches, redirected } of lane) {
      if (sketches === null) addTo(series, gained, day);
      else sketches.add(day, pairs);
      if (redirected !== null) addTo(redirected, gained, day);
    }
  }

  #wayOf(unit: string, slice: string): Way {
    // A member of a set of units may be asked about at any node above it, and by the tree of another day.
    return { footprints: this.#tree.nodesEver(unit).map((node) => this.trail.at(node, slice)), lanes: [] };
  }

  #laneOf(unit: string, slice: string, epoch: number): readonly Stop[] {
    const { nodes, redirected } = this.#tree.mapping(unit, epoch);
    return (this.#ownOnly ? nodes.slice(0, 1) : nodes).map((node) => ({
      amounts: this.#isSketch ? [] : this.#amounts.map((places) => places.at(node, slice)),
      sketches: this.#isSketch ? this.#sketches.at(node, slice) : null,
      redirected: redirected ? this.#redirected.map((places) => places.at(node, slice)) : null,
    }));
  }

  /** The sum over first <= day < end. */
  sum(node: string, slice: string, range: GrainRange): Rolled {
    const accumulator = this.#accumulatorOf(range.grain);
    const amount = this.#amounts[accumulator]?.get(node, slice)?.sum(range.first, range.end) ?? this.#zero;
    const redirected = this.isRedirected(node, slice, range);
    const epoch = this.#placing(range);
    if (epoch === null) return { amount, redirected };
    return { amount: plus(amount, this.#moved.sum(node, slice, { ...range, epoch, accumulator })), redirected };
  }

  /** How many observations lie in each bucket of a sketch. */
  counts(node: string, slice: string, range: SketchRange & DayRange): ReadonlyMap<number, number> {
    const counts = this.#sketches.get(node, slice)?.counts(range) ?? NO_COUNTS;
    const epoch = this.#placing(range);
    return epoch === null ? counts : this.#moved.counts(node, slice, { ...range, epoch, counts });
  }

  isRedirected(node: string, slice: string, range: GrainRange): boolean {
    const { first, end } = range;
    const accumulator = this.#accumulatorOf(range.grain);
    const epoch = this.#placing(range);
    if (epoch !== null) return this.#moved.isRedirected(node, slice, { ...range, epoch, accumulator });
    return (this.#redirected[accumulator]?.get(node, slice)?.nextDay(first) ?? Infinity) < end;
  }

  #accumulatorOf(grain: Grain): number {
    const { name, what } = this.plan.measure;
    if (what.kind !== 'cohort') return 0;
    const place = what.grains.map(String).indexOf(grain);
    if (place < 0) throw new RangeError(`'${name}' asks by: period and keeps nothing for the grain ${grain}`);
    return place;
  }

  /** A number that is stated for one unit alone goes to no other one: it stays where it was stated. */
  #placing({ epoch }: DayRange): number | null {
    return this.#ownOnly ? null : epoch;
  }
}

const NO_COUNTS: ReadonlyMap<number, number> = new Map();

/** Where the amounts of a stated unit go, looked up once: every change of a cell comes this way. */
interface Way {
  readonly footprints: readonly Footprint[];
  /** For each epoch, once something comes in it. */
  readonly lanes: (readonly Stop[])[];
}

/** What is kept at one node. */
interface Stop {
  /** For each accumulator; none of a sketch. */
  readonly amounts: readonly DaySeries[];
  readonly sketches: SketchSeries | null;
  /** Null: the unit counts here by itself. */
  readonly redirected: readonly DaySeries[] | null;
}

function addTo(series: readonly DaySeries[], amounts: readonly Amount[], day: number): void {
  for (let index = 0; index < amounts.length; index += 1) series[index]?.add(day, amounts[index] as Amount);
}

function zeroOf({ what }: MeasurePlan): Amount {
  return what.kind === 'sum' || (what.kind === 'cohort' && what.of !== null) ? 0n : 0;
}
