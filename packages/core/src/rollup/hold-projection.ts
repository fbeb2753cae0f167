// One hold measure (a stock of values: the size of a register by its newest reading), rolled up over the units. It keeps every
// unit and all dimensions apart, because a reading of a dissolved unit ends where its successor has a reading of both.

import type { RecordPlan } from '../plan/plan.ts';
import { type Amount, createDaySeries, type DaySeries, isZero, plus } from './day-series.ts';
import { createPlaces, type Places } from './places.ts';
import type { Gain, Moment, Projection, ProjectionPlan, Rolled } from './projection.ts';
import { createTrail, type Trail } from './trail.ts';
import type { UnitTree } from './unit-tree.ts';

export interface RolledHold extends Rolled {
  /** Units in force with a reading of their own in force. */
  readonly unitsWithReading: ReadonlySet<string>;
}

export class HoldProjection implements Projection {
  readonly plan: ProjectionPlan;
  readonly trail: Trail;
  readonly #tree: UnitTree;
  readonly #ownOnly: boolean;
  /** By stated unit and slice. */
  readonly #values: Places<DaySeries> = createPlaces(() => createDaySeries(0n));
  readonly #readings: Places<DaySeries> = createPlaces(() => createDaySeries(0));
  readonly #units = new Set<string>();

  /** @param plan keeps all dimensions. */
  constructor(plan: ProjectionPlan, tree: UnitTree) {
    this.plan = plan;
    this.trail = createTrail(plan);
    this.#tree = tree;
    this.#ownOnly = plan.measure.units === 'own';
  }

  take({ unit, slice, day, amounts: [value = 0n, readings = 0], causes = 0 }: Gain): void {
    this.#units.add(unit);
    this.#values.at(unit, slice).add(day, value);
    this.#readings.at(unit, slice).add(day, readings);
    const touched = new Set<string>();
    for (let epoch = 0; epoch < this.#tree.epochs(); epoch += 1) {
      for (const node of this.#tree.mapping(unit, epoch).nodes) touched.add(node);
    }
    for (const node of touched) this.trail.at(node, slice).touch(day, causes);
  }

  /** The values in force at the midnight, of the slices that `isAsked`. Which readings are replaced is the tree of then's to say. */
  at(node: string, isAsked: (slice: string) => boolean, { day, epoch }: Moment): RolledHold {
    const then = this.#tree.epochOf(day - 1);
    const placed = this.#ownOnly ? then : (epoch ?? then);
    const unitsWithReading = new Set<string>();
    let amount: Amount = 0n;
    let redirected = false;
    for (const unit of this.#units) {
      const { nodes } = this.#tree.mapping(unit, placed);
      if (this.#ownOnly ? nodes[0] !== node : !nodes.includes(node)) continue;
      const { redirected: isRedirected, inForce } = this.#tree.mapping(unit, then);
      for (const slice of this.#values.slicesAt(unit)) {
        if (!isAsked(slice) || !this.#hasReading(unit, slice, day)) continue;
        if (isRedirected && this.plan.isOfUnit !== false && this.#isReplaced(unit, slice, day)) continue;
        if (inForce) unitsWithReading.add(unit);
        amount = plus(amount, this.#values.get(unit, slice)?.before(day) ?? 0n);
        redirected ||= isRedirected;
      }
    }
    return { amount, redirected, unitsWithReading };
  }

  #hasReading(unit: string, slice: string, day: number): boolean {
    return !isZero(this.#readings.get(unit, slice)?.before(day) ?? 0);
  }

  /** What a successor had read before the merger is of itself alone. */
  #isReplaced(unit: string, slice: string, day: number): boolean {
    return this.#tree
      .successorsOf(unit, day - 1)
      .some(({ code, since }) => !isZero(this.#readings.get(code, slice)?.sum(since, day) ?? 0));
  }
}

/**
 * The unit is part of the record's key: what is read is the unit's own, such as how many households it has. Else it is a thing by
 * itself, such as a data set, which goes on under the successor until it is read anew.
 */
export function isReadOfUnit(record: Pick<RecordPlan, 'key' | 'unit' | 'agencyInKey'> | undefined): boolean {
  if (record === undefined) return true;
  return record.unit.kind === 'field' ? record.key.includes(record.unit.field) : record.agencyInKey;
}
