// Which series of a view a change concerns, and on which days: gathered from the projections and the standing records it reads.
import type { Dirt } from '../rollup/dirt.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import type { KpiView } from './kpi-view.ts';
import type { Lens } from './lens.ts';

/** Days that changed; ALL_DAYS among them: everything. By the lens they are seen through. */
export type DaysByLens = ReadonlyMap<Lens, CausedDays>;

/** Each with what its changes come of, see ../cell/causes.ts. */
export type CausedDays = ReadonlyMap<number, number>;

export interface DirtyPlaces {
  /** Node -> value of the kept dimension ('' for the total) -> days. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, DaysByLens>>;
  daysAt(node: string, value: string): DaysByLens;
}

type Places = Map<string, Map<string, Map<Lens, Map<number, number>>>>;

const NO_DAYS: DaysByLens = new Map();

export function collectDirt({ uses }: KpiView, tree: Pick<UnitTree, 'everBelow'>): DirtyPlaces {
  const places: Places = new Map();
  for (const { projection, concerns, standings, lens, inheriting } of uses) {
    const nodesFor =
      inheriting === undefined
        ? (node: string): readonly string[] => [node]
        : (node: string): readonly string[] => [node, ...tree.everBelow(node, inheriting)];
    addDirt(places, projection.trail.dirt, { concerns, lens, nodesFor });
    for (const standing of standings) addDirt(places, standing.dirt, { concerns: standing.concerns, lens, nodesFor });
  }
  return { places, daysAt: (node, value) => places.get(node)?.get(value) ?? NO_DAYS };
}

interface Seen {
  readonly concerns: (slice: string) => string | null;
  readonly lens: Lens;
  /** The places that a change at a node concerns. */
  readonly nodesFor: (node: string) => readonly string[];
}

function addDirt(places: Places, dirt: Dirt, { concerns, lens, nodesFor }: Seen): void {
  for (const { node, slice, days } of dirt.soiled()) {
    const value = concerns(slice);
    if (value === null) continue;
    for (const concerned of nodesFor(node)) addDays(placeOf(places, concerned, value), lens, days);
  }
}

function placeOf(places: Places, node: string, value: string): Map<Lens, Map<number, number>> {
  const values = places.get(node) ?? new Map<string, Map<Lens, Map<number, number>>>();
  places.set(node, values);
  const lenses = values.get(value) ?? new Map<Lens, Map<number, number>>();
  values.set(value, lenses);
  return lenses;
}

function addDays(lenses: Map<Lens, Map<number, number>>, lens: Lens, days: CausedDays): void {
  const known = lenses.get(lens);
  if (known === undefined) lenses.set(lens, new Map(days));
  else for (const [day, causes] of days) known.set(day, (known.get(day) ?? 0) | causes);
}
