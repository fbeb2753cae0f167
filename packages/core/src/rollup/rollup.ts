// The roll-up room: takes in changes of cells and keeps every measure that some formula reads summed up over the units.
// Formulas ask for projections before the first change comes; nothing here knows KPIs or periods.
import { type CellChange, STANDING } from '../cell/change.ts';
import type { Grain } from '../plan/kpi.ts';
import type { MeasurePlan, Plan } from '../plan/plan.ts';
import { daysOf } from '../time/period.ts';
import { createBeginnings } from './beginnings.ts';
import { isZero } from './day-series.ts';
import { FlowProjection } from './flow-projection.ts';
import { HoldProjection, isReadOfUnit } from './hold-projection.ts';
import type { Projection, ProjectionPlan } from './projection.ts';
import { sliceOf } from './slice.ts';
import { Standing } from './standing.ts';
import { StockProjection } from './stock-projection.ts';
import { createUnitTree, type UnitTree } from './unit-tree.ts';

export interface Rollup {
  readonly tree: UnitTree;
  take(change: CellChange): void;
  /** The first day on which the city has anything of a record type; Infinity: there is nothing. */
  earliest(record: number): number;
  flow(place: MeasurePlace, positions: readonly number[]): FlowProjection;
  stock(place: MeasurePlace, positions: readonly number[]): StockProjection;
  hold(place: MeasurePlace): HoldProjection;
  /** Records that stand, by the dimensions kept of the measure's family. */
  standing(place: MeasurePlace, positions: readonly number[]): Standing;
  /** Positions in the family's `by` of the dimensions that are read, ascending. */
  positionsRead(record: number, family: number): readonly number[];
  /** Everything that changed was evaluated. */
  settle(): void;
}

/** A measure by its record type. */
export interface MeasurePlace {
  readonly record: number;
  readonly measure: MeasurePlan;
}

/** @param grains calendar grains for which sketches are kept merged. */
export function createRollup(plan: Plan, grains: readonly Grain[]): Rollup {
  const tree = createUnitTree(plan);
  const projections = new Map<string, Projection>();
  const standings = new Map<string, Standing>();
  const register = createRegister();
  const beginnings = createBeginnings();

  const open = <P extends Projection>(
    place: ProjectionPlan,
    make: new (plan: ProjectionPlan, tree: UnitTree, grains: readonly Grain[]) => P,
  ): P => {
    const name = `${place.record}/${place.measure.name}/${place.positions.join()}`;
    const known = projections.get(name);
    if (known instanceof make) return known;
    const made = new make(place, tree, grains);
    projections.set(name, made);
    register.of(place.record, place.measure.family).taking.push(takingOf(made));
    register.read(place.record, place.measure.family, place.positions);
    return made;
  };
  return {
    tree,
    take: (change) => {
      const interested = register.of(change.record, change.family);
      if (change.bucket === STANDING) return takeStanding(interested.standings, change);
      const day = bucketDay(plan, change);
      beginnings.take(change, day);
      for (const take of interested.taking) take(change, day);
    },
    earliest: beginnings.earliest,
    flow: (place, positions) => open({ ...place, positions }, FlowProjection),
    stock: (place, positions) => open({ ...place, positions }, StockProjection),
    hold: (place) =>
      open(
        { ...place, positions: allPositions(plan, place), isOfUnit: isReadOfUnit(plan.records[place.record]) },
        HoldProjection,
      ),
    standing: ({ record, measure: { family } }, positions) => {
      const name = `${record}/${family}/${positions.join()}`;
      const known = standings.get(name);
      if (known !== undefined) return known;
      const made = new Standing({ record, family, positions }, tree);
      standings.set(name, made);
      register.of(record, family).standings.push(made);
      register.read(record, family, positions);
      return made;
    },
    positionsRead: (record, family) => [...register.of(record, family).positions].sort((left, right) => left - right),
    settle: () => {
      for (const { trail } of projections.values()) trail.dirt.clear();
      for (const { dirt } of standings.values()) dirt.clear();
    },
  };
}

/** Takes from a changed cell what is its own. */
type Taking = (change: CellChange, day: number) => void;

interface Interested {
  readonly taking: Taking[];
  readonly standings: Standing[];
  /** Of the dimensions that they read. */
  readonly positions: Set<number>;
}

/** Who wants to know about the cells of a family. */
interface Register {
  of(record: number, family: number): Interested;
  read(record: number, family: number, positions: readonly number[]): void;
}

function createRegister(): Register {
  const families = new Map<number, Map<number, Interested>>();
  const find = (record: number, family: number): Interested => {
    const ofRecord = families.get(record) ?? new Map<number, Interested>();
    families.set(record, ofRecord);
    const interested = ofRecord.get(family) ?? { taking: [], standings: [], positions: new Set() };
    ofRecord.set(family, interested);
    return interested;
  };
  return {
    of: find,
    read: (record, family, positions) => {
      for (const position of positions) find(record, family).positions.add(position);
    },
  };
}

function allPositions(plan: Plan, { record, measure }: MeasurePlace): readonly number[] {
  return (plan.records[record]?.families[measure.family]?.by ?? []).map((_, position) => position);
}

/** A month's cells stand at its first day. */
function bucketDay(plan: Plan, { record, family, bucket }: CellChange): number {
  const isMonth = plan.records[record]?.families[family]?.bucket === 'month';
  return isMonth ? daysOf('month', bucket).first : bucket;
}

function takeStanding(standings: readonly Standing[], change: CellChange): void {
  for (const standing of standings) {
    const slice = sliceOf(standing.positions, change.dimensions);
    standing.add(slice, change.unit, { difference: Number(change.differences[0] ?? 0), causes: change.causes ?? 0 });
  }
}

function takingOf(projection: Projection): Taking {
  const { positions, measure } = projection.plan;
  const { slot } = measure;
  const end = slot + accumulatorsOf(measure);
  if (measure.what.kind === 'sketch') {
    return ({ unit, dimensions, sketches, causes = 0 }, day) => {
      const pairs = sketches[slot] ?? [];
      if (pairs.length === 0) return;
      projection.take({ unit, slice: sliceOf(positions, dimensions), day, amounts: [], pairs, causes });
    };
  }
  return ({ unit, dimensions, differences, causes = 0 }, day) => {
    for (let place = slot; ; place += 1) {
      if (place === end) return;
      if (!isZero(differences[place] ?? 0)) break;
    }
    const amounts = differences.slice(slot, end);
    projection.take({ unit, slice: sliceOf(positions, dimensions), day, amounts, pairs: NO_PAIRS, causes });
  };
}

const NO_PAIRS: readonly number[] = [];

/** How many accumulators of a cell are the measure's own, from its slot on. */
function accumulatorsOf({ what }: MeasurePlan): number {
  switch (what.kind) {
    case 'count':
    case 'sum':
    case 'stock':
    case 'cover':
      return 1;
    case 'cohort':
      return what.grains.length;
    case 'hold':
      return 2;
    case 'sketch':
      return 0;
  }
}
