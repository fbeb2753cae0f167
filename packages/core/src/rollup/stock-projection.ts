// One stock measure, rolled up over the units for each epoch of the tree, so that the stock at a moment is one prefix sum at the
// nodes of the tree of that moment.
import { type Amount, createDaySeries, type DaySeries, isZero } from './day-series.ts';
import { createPlaces, type Places } from './places.ts';
import type { Gain, Moment, Projection, ProjectionPlan, Rolled } from './projection.ts';
import { createTrail, type Footprint, type Trail } from './trail.ts';
import type { UnitTree } from './unit-tree.ts';

const ZERO: Amount = 0;

/** Where the amounts of a stated unit go, looked up once: every change of a cell comes this way. */
interface Way {
  readonly footprints: readonly Footprint[];
  readonly series: readonly DaySeries[];
}

export class StockProjection implements Projection {
  readonly plan: ProjectionPlan;
  readonly trail: Trail;
  readonly #tree: UnitTree;
  readonly #ownOnly: boolean;
  /** For each epoch: series by node. */
  readonly #epochs: readonly Places<DaySeries>[];
  /** Series of stated units that are not in force in some epoch. */
  readonly #dissolved: Places<DaySeries>;
  readonly #dissolvedUnits = new Map<string, Set<string>>();
  /** By stated unit and slice. */
  readonly #ways: Places<Way> = createPlaces((unit, slice) => this.#wayOf(unit, slice));

  constructor(plan: ProjectionPlan, tree: UnitTree) {
    this.plan = plan;
    this.trail = createTrail(plan);
    this.#tree = tree;
    this.#ownOnly = plan.measure.units === 'own';
    const newPlaces = (): Places<DaySeries> => createPlaces(() => createDaySeries(ZERO));
    this.#epochs = Array.from({ length: tree.epochs() }, newPlaces);
    this.#dissolved = newPlaces();
  }

  take({ unit, slice, day, amounts: [amount = ZERO], causes = 0 }: Gain): void {
    const { footprints, series } = this.#ways.at(unit, slice);
    for (const one of series) one.add(day, amount);
    for (const footprint of footprints) footprint.touch(day, causes);
  }

  #wayOf(unit: string, slice: string): Way {
    const touched = new Set<string>();
    const series: DaySeries[] = [];
    let isDissolved = false;
    for (const [epoch, places] of this.#epochs.entries()) {
      const { nodes, redirected } = this.#tree.mapping(unit, epoch);
      isDissolved ||= redirected;
      for (const node of nodes) {
        touched.add(node);
        if (!this.#ownOnly || node === nodes[0]) series.push(places.at(node, slice));
      }
    }
    if (isDissolved) {
      series.push(this.#dissolved.at(unit, slice));
      const units = this.#dissolvedUnits.get(slice) ?? new Set();
      this.#dissolvedUnits.set(slice, units.add(unit));
    }
    return { footprints: [...touched].map((node) => this.trail.at(node, slice)), series };
  }

  /** The stock at the local midnight that begins `day`, by the tree of the day before or of an epoch. */
  at(node: string, slice: string, { day, epoch }: Moment): Rolled {
    const then = this.#tree.epochOf(day - 1);
    const placed = this.#ownOnly ? then : (epoch ?? then);
    const amount = this.#epochs[placed]?.get(node, slice)?.before(day) ?? ZERO;
    return { amount, redirected: this.#isRedirected(node, slice, { day, then, placed }) };
  }

  #isRedirected(
    node: string,
    slice: string,
    { day, then, placed }: { readonly day: number; readonly then: number; readonly placed: number },
  ): boolean {
    for (const unit of this.#dissolvedUnits.get(slice) ?? []) {
      const { nodes } = this.#tree.mapping(unit, placed);
      const { redirected } = this.#tree.mapping(unit, then);
      const counts = this.#ownOnly ? nodes[0] === node : nodes.includes(node);
      if (redirected && counts && !isZero(this.#dissolved.get(unit, slice)?.before(day) ?? ZERO)) return true;
    }
    return false;
  }
}
