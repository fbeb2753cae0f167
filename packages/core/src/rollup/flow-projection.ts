// One flow measure (count, sum, sketch), rolled up over the units with the dimensions kept that some formula asks for and the
// others summed away. Each amount goes to the nodes of the tree of its own day.
import type { Grain } from '../plan/kpi.ts';
import type { MeasurePlan } from '../plan/plan.ts';
import { countOfPairs } from './beginnings.ts';
import { type Amount, createDaySeries, type DaySeries } from './day-series.ts';
import { createPlaces, type Places } from './places.ts';
import type { Gain, Projection, ProjectionPlan, Rolled } from './projection.ts';
import { createSketchSeries, type SketchSeries } from './sketch-series.ts';
import { createTrail, type Trail } from './trail.ts';
import type { UnitTree } from './unit-tree.ts';

export interface DayRange {
  readonly first: number;
  readonly end: number;
}

export class FlowProjection implements Projection {
  readonly plan: ProjectionPlan;
  readonly trail: Trail;
  readonly #tree: UnitTree;
  readonly #zero: Amount;
  readonly #isSketch: boolean;
  readonly #ownOnly: boolean;
  readonly #amounts: Places<DaySeries>;
  readonly #sketches: Places<SketchSeries>;
  /** What was stated for units that were not in force on that day. */
  readonly #redirected: Places<DaySeries>;

  constructor(plan: ProjectionPlan, tree: UnitTree, grains: readonly Grain[]) {
    this.plan = plan;
    this.trail = createTrail(plan);
    this.#tree = tree;
    this.#zero = zeroOf(plan.measure);
    this.#isSketch = plan.measure.what.kind === 'sketch';
    this.#ownOnly = plan.measure.units === 'own';
    this.#amounts = createPlaces(() => createDaySeries(this.#zero));
    this.#redirected = createPlaces(() => createDaySeries(this.#zero));
    this.#sketches = createPlaces(() => createSketchSeries(grains));
  }

  take({ unit, slice, day, amounts, pairs }: Gain): void {
    const { nodes, redirected } = this.#tree.mapping(unit, this.#tree.epochOf(day));
    const amount = this.#isSketch ? countOfPairs(pairs) : (amounts[0] ?? this.#zero);
    for (const node of nodes) {
      // A member of a set of units may be asked about at any node above it.
      this.trail.touch(node, slice, day);
      if (this.#ownOnly && node !== nodes[0]) continue;
      if (this.#isSketch) this.#sketches.at(node, slice).add(day, pairs);
      else this.#amounts.at(node, slice).add(day, amount);
      if (redirected) this.#redirected.at(node, slice).add(day, amount);
    }
  }

  /** The sum over first <= day < end. */
  sum(node: string, slice: string, { first, end }: DayRange): Rolled {
    const amount = this.#amounts.get(node, slice)?.sum(first, end) ?? this.#zero;
    return { amount, redirected: this.isRedirected(node, slice, { first, end }) };
  }

  sketch(node: string, slice: string): SketchSeries | undefined {
    return this.#sketches.get(node, slice);
  }

  isRedirected(node: string, slice: string, { first, end }: DayRange): boolean {
    return (this.#redirected.get(node, slice)?.nextDay(first) ?? Infinity) < end;
  }
}

function zeroOf(measure: MeasurePlan): Amount {
  return measure.what.kind === 'sum' ? 0n : 0;
}
