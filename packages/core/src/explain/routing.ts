// Which readings of an explanation a cell counts in: by its measure, its days, its dimensions, and the node at which the tree has its unit.
import type { CellFamily } from '../plan/plan.ts';
import { joinSlice, sliceOf } from '../rollup/slice.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { type DaySpan, daysOf } from '../time/period.ts';
import type { Reading } from './reading.ts';

/** A cell by what it is named. */
export interface CellName {
  /** As stated. */
  readonly unit: string;
  /** Values of the family's dimensions, in order. */
  readonly dimensions: readonly string[];
  /** The day or month of the cell; of a moment, all days before it. */
  readonly days: DaySpan;
}

/** Readings of one measure that differ only in where they are made. */
export interface Group {
  readonly reading: Reading;
  readonly positions: readonly number[];
  readonly isOwn: boolean;
  /** By node and slice: the place of the reading in the list. */
  readonly places: Map<string, number>;
}

export interface Routing {
  groupsIn(record: number, family: number): readonly Group[];
  all(): readonly Group[];
}

export function routesTo(readings: readonly Reading[]): Routing {
  const families = new Map<string, Map<string, Group>>();
  for (const [place, reading] of readings.entries()) {
    const { record, measure, fixed, node, first, end, slot, epoch } = reading;
    const family = `${record}/${measure.family}`;
    const ofFamily = families.get(family) ?? new Map<string, Group>();
    families.set(family, ofFamily);
    const positions = fixed.map(({ position }) => position);
    const name = JSON.stringify([measure.name, positions, String(first), end, slot, epoch]);
    const group = ofFamily.get(name) ?? { reading, positions, isOwn: measure.units === 'own', places: new Map() };
    ofFamily.set(name, group);
    group.places.set(placeName(node, joinSlice(fixed.map(({ value }) => value))), place);
  }
  const groups = new Map([...families].map(([family, ofFamily]) => [family, [...ofFamily.values()]]));
  return {
    groupsIn: (record, family) => groups.get(`${record}/${family}`) ?? NO_GROUPS,
    all: () => [...groups.values()].flat(),
  };
}

const NO_GROUPS: readonly Group[] = [];

function placeName(node: string, slice: string): string {
  return `${node}\u0001${slice}`;
}

export function bucketDays(family: CellFamily | undefined, bucket: number): DaySpan {
  return daysOf(family?.bucket === 'month' ? 'month' : 'day', bucket);
}

/** The days for which a cell stands among those that count, null: it does not count. A moment counts all days before it as one. */
export function spanIn({ reading: { first, end, isMoment } }: Group, days: DaySpan): DaySpan | null {
  if (days.first < first || days.first >= end) return null;
  return isMoment ? { first: -Infinity, end } : days;
}

/** Places of the readings in which a cell counts. */
export function placesOf(tree: UnitTree, group: Group, { unit, dimensions, days }: CellName): readonly number[] {
  const { nodes } = tree.mapping(unit, placingEpoch(tree, group, days));
  const slice = sliceOf(group.positions, dimensions);
  const asked = group.isOwn ? nodes.slice(0, 1) : nodes;
  return asked.flatMap((node) => group.places.get(placeName(node, slice)) ?? []);
}

/** Who answers for the unit where a cell of it counts; null: the unit itself. */
export function heirOf(tree: UnitTree, group: Group, { unit, days }: CellName): string | null {
  const [node = unit] = tree.mapping(unit, placingEpoch(tree, group, days)).nodes;
  return node === unit ? null : node;
}

/** The epoch whose tree says where a cell counts: of flows that of their day, of a moment that of the day before it. */
function placingEpoch(tree: UnitTree, { reading, isOwn }: Group, days: DaySpan): number {
  const then = tree.epochOf(reading.isMoment ? reading.end - 1 : days.first);
  return isOwn ? then : (reading.epoch ?? then);
}
