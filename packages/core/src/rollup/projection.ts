// One measure, rolled up over the units, with the dimensions kept that some formula asks for and the others summed away.
// Flows go to the nodes of the tree of their day; stocks and holds to the nodes of each epoch, to be read at a moment in it.
import type { Grain } from '../plan/kpi.ts';
import type { MeasurePlan } from '../plan/plan.ts';
import { type Activity, createActivity } from './activity.ts';
import { type Amount, createDaySeries, type DaySeries, isZero, plus } from './day-series.ts';
import { createSketchSeries, type SketchSeries } from './sketch-series.ts';
import type { UnitTree } from './unit-tree.ts';

export interface ProjectionPlan {
  readonly record: number;
  readonly measure: MeasurePlan;
  /** Positions in the family's `by` that are kept, ascending. */
  readonly positions: readonly number[];
  /** Calendar grains at which a sketch is asked for. */
  readonly grains: readonly Grain[];
}

/** A value read from a projection; `redirected`: some of it was stated for a unit that was not in force. */
export interface Rolled {
  readonly amount: Amount;
  readonly redirected: boolean;
}

/** Some reporting units have a reading in force and others have none. */
export interface RolledHold extends Rolled {
  readonly unitsWithReading: ReadonlySet<string>;
}

/** What one accumulator gained in one cell. */
export interface Gain {
  readonly unit: string;
  /** Kept dimension values, joined. */
  readonly slice: string;
  readonly day: number;
  readonly amounts: readonly Amount[];
  /** Sketch bucket differences in pairs. */
  readonly pairs: readonly number[];
}

export const ANY_SLICE = '\u0001';

export class Projection {
  readonly plan: ProjectionPlan;
  readonly isStock: boolean;
  readonly #tree: UnitTree;
  readonly #zero: Amount;
  readonly #series = new Map<string, DaySeries>();
  readonly #sketches = new Map<string, SketchSeries>();
  readonly #activities = new Map<string, Activity>();
  /** Slice -> stated units that have any amount there. */
  readonly #units = new Map<string, Set<string>>();

  constructor(plan: ProjectionPlan, tree: UnitTree) {
    this.plan = plan;
    this.#tree = tree;
    const { kind } = plan.measure.what;
    this.isStock = kind === 'stock' || kind === 'cover' || kind === 'hold';
    this.#zero = kind === 'sum' || kind === 'hold' ? 0n : 0;
  }

  slices(): Iterable<string> {
    return this.#units.keys();
  }

  take(gain: Gain): void {
    const units = this.#units.get(gain.slice) ?? new Set();
    this.#units.set(gain.slice, units.add(gain.unit));
    if (this.isStock) this.#takeStock(gain);
    else this.#takeFlow(gain);
  }

  #takeFlow({ unit, slice, day, amounts, pairs }: Gain): void {
    const { nodes, redirected } = this.#tree.mapping(unit, this.#tree.epochOf(day));
    const [amount = this.#zero] = amounts;
    for (const node of nodes) {
      if (this.plan.measure.what.kind === 'sketch') this.#sketch(node, slice).add(day, pairs);
      else this.#at('flow', node, slice).add(day, amount);
      if (redirected) this.#at('redirected', node, slice).add(day, amounts.length === 0 ? countOfPairs(pairs) : amount);
      this.#touch(node, slice, day);
    }
  }

  #takeStock({ unit, slice, day, amounts }: Gain): void {
    const [amount = this.#zero, readings = 0] = amounts;
    this.#at('unit', unit, slice).add(day, amount);
    this.#at('readings', unit, slice, 0).add(day, readings);
    const touched = new Set<string>();
    for (let epoch = 0; epoch < this.#tree.epochs(); epoch++) {
      for (const node of this.#tree.mapping(unit, epoch).nodes) {
        this.#at(`epoch${epoch}`, node, slice).add(day, amount);
        touched.add(node);
      }
    }
    for (const node of touched) this.#touch(node, slice, day);
  }

  #at(kind: string, place: string, slice: string, zero: Amount = this.#zero): DaySeries {
    const name = `${kind}\u0000${place}\u0000${slice}`;
    let series = this.#series.get(name);
    if (series === undefined) {
      series = createDaySeries(zero);
      this.#series.set(name, series);
    }
    return series;
  }

  #known(kind: string, place: string, slice: string): DaySeries | undefined {
    return this.#series.get(`${kind}\u0000${place}\u0000${slice}`);
  }

  #sketch(node: string, slice: string): SketchSeries {
    const name = `${node}\u0000${slice}`;
    let sketch = this.#sketches.get(name);
    if (sketch === undefined) {
      sketch = createSketchSeries(this.plan.grains);
      this.#sketches.set(name, sketch);
    }
    return sketch;
  }

  #touch(node: string, slice: string, day: number): void {
    this.#activityOf(node, slice).touch(day);
    if (this.plan.positions.length > 0) this.#activityOf(node, ANY_SLICE).touch(day);
  }

  #activityOf(node: string, slice: string): Activity {
    const name = `${node}\u0000${slice}`;
    let activity = this.#activities.get(name);
    if (activity === undefined) {
      activity = createActivity();
      this.#activities.set(name, activity);
    }
    return activity;
  }

  /** What happened at a node, in one slice or in any. */
  activity(node: string, slice: string): Activity | undefined {
    return this.#activities.get(`${node}\u0000${slice}`);
  }

  settle(): void {
    for (const activity of this.#activities.values()) activity.settle();
  }

  /** The sum over first <= day < end. */
  flow(node: string, slice: string, { first, end }: { readonly first: number; readonly end: number }): Rolled {
    const amount = this.#known('flow', node, slice)?.sum(first, end) ?? this.#zero;
    const redirected = this.#known('redirected', node, slice)?.sum(first, end) ?? this.#zero;
    return { amount, redirected: !isZero(redirected) };
  }

  sketchAt(node: string, slice: string): SketchSeries | undefined {
    return this.#sketches.get(`${node}\u0000${slice}`);
  }

  redirectedFlow(
    node: string,
    slice: string,
    { first, end }: { readonly first: number; readonly end: number },
  ): boolean {
    return !isZero(this.#known('redirected', node, slice)?.sum(first, end) ?? 0);
  }

  /** The stock at the local midnight that begins `day`, by the tree of the day before. */
  stock(node: string, slice: string, day: number): Rolled {
    const epoch = this.#tree.epochOf(day - 1);
    const amount = this.#known(`epoch${epoch}`, node, slice)?.before(day) ?? this.#zero;
    const redirected = this.#redirectedUnits(node, slice, epoch).some(
      (unit) => !isZero(this.#known('unit', unit, slice)?.before(day) ?? this.#zero),
    );
    return { amount, redirected };
  }

  /** A hold of a dissolved unit counts no more once its successor has a reading of its own. */
  hold(node: string, slice: string, day: number): RolledHold {
    const epoch = this.#tree.epochOf(day - 1);
    const withReading = new Set<string>();
    let amount = this.#zero;
    let redirected = false;
    for (const unit of this.#unitsAt(node, slice, epoch)) {
      if (isZero(this.#known('readings', unit, slice)?.before(day) ?? 0)) continue;
      const mapping = this.#tree.mapping(unit, epoch);
      const [answering = unit] = mapping.nodes;
      withReading.add(answering);
      if (mapping.redirected && !isZero(this.#known('readings', answering, slice)?.before(day) ?? 0)) continue;
      amount = plus(amount, this.#known('unit', unit, slice)?.before(day) ?? this.#zero);
      redirected ||= mapping.redirected;
    }
    return { amount, redirected, unitsWithReading: withReading };
  }

  #unitsAt(node: string, slice: string, epoch: number): readonly string[] {
    const units = [...(this.#units.get(slice) ?? [])];
    return units.filter((unit) => this.#tree.mapping(unit, epoch).nodes.includes(node));
  }

  #redirectedUnits(node: string, slice: string, epoch: number): readonly string[] {
    if (this.#tree.epochs() === 1) return [];
    return this.#unitsAt(node, slice, epoch).filter((unit) => this.#tree.mapping(unit, epoch).redirected);
  }
}

function countOfPairs(pairs: readonly number[]): number {
  let sum = 0;
  for (let place = 1; place < pairs.length; place += 2) sum += pairs[place] as number;
  return sum;
}
