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

interface Places {
  readonly nodes: Map<string, Map<string, Map<Lens, CausedDays>>>;
  /** Maps made here, and what each was joined from. The others are those of a projection, which are only looked at. */
  readonly joined: Map<CausedDays, Set<CausedDays>>;
}

const NO_DAYS: DaysByLens = new Map();

export function collectDirt({ uses }: KpiView, tree: Pick<UnitTree, 'everBelow'>): DirtyPlaces {
  const places: Places = { nodes: new Map(), joined: new Map() };
  for (const { projection, concerns, standings, lens, inheriting } of uses) {
    const nodesFor =
      inheriting === undefined
        ? (node: string): readonly string[] => [node]
        : (node: string): readonly string[] => [node, ...tree.everBelow(node, inheriting)];
    addDirt(places, projection.trail.dirt, { concerns, lens, nodesFor });
    for (const standing of standings) addDirt(places, standing.dirt, { concerns: standing.concerns, lens, nodesFor });
  }
  const { nodes } = places;
  return { places: nodes, daysAt: (node, value) => nodes.get(node)?.get(value) ?? NO_DAYS };
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
    for (const concerned of nodesFor(node)) addDays(places, lensesAt(places, concerned, value), { lens, days });
  }
}

function lensesAt({ nodes }: Places, node: string, value: string): Map<Lens, CausedDays> {
  const values = nodes.get(node) ?? new Map<string, Map<Lens, CausedDays>>();
  nodes.set(node, values);
  const lenses = values.get(value) ?? new Map<Lens, CausedDays>();
  values.set(value, lenses);
  return lenses;
}

/** Composites read one measure in many parts: its days are taken once. */
function addDays(
  { joined }: Places,
  lenses: Map<Lens, CausedDays>,
  { lens, days }: { readonly lens: Lens; readonly days: CausedDays },
): void {
  const known = lenses.get(lens);
  if (known === undefined) {
    lenses.set(lens, days);
    return;
  }
  const sources = joined.get(known) ?? new Set([known]);
  if (sources.has(days)) return;
  const all = joined.has(known) ? (known as Map<number, number>) : new Map(known);
  for (const [day, causes] of days) {
    const before = all.get(day);
    if (before === undefined || (before | causes) !== before) all.set(day, (before ?? 0) | causes);
  }
  joined.set(all, sources.add(days));
  lenses.set(lens, all);
}
