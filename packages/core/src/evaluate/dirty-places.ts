// Which series of a view a change concerns, and on which days: gathered from the projections and the standing records it reads.
import type { Dirt } from '../rollup/dirt.ts';
import type { KpiView } from './kpi-view.ts';

export interface DirtyPlaces {
  /** Node -> value of the kept dimension ('' for the total) -> days; ALL_DAYS among them: everything. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;
  daysAt(node: string, value: string): ReadonlySet<number>;
}

const NO_DAYS: ReadonlySet<number> = new Set();

export function collectDirt({ uses }: KpiView): DirtyPlaces {
  const places = new Map<string, Map<string, Set<number>>>();
  for (const use of uses) {
    addDirt(places, use.projection.trail.dirt, use.concerns);
    for (const { dirt, concerns } of use.standings) addDirt(places, dirt, concerns);
  }
  return { places, daysAt: (node, value) => places.get(node)?.get(value) ?? NO_DAYS };
}

function addDirt(
  places: Map<string, Map<string, Set<number>>>,
  dirt: Dirt,
  concerns: (slice: string) => string | null,
): void {
  for (const [node, slices] of dirt.entries()) {
    for (const [slice, days] of slices) {
      const value = concerns(slice);
      if (value === null) continue;
      const values = places.get(node) ?? new Map<string, Set<number>>();
      places.set(node, values);
      const known = values.get(value);
      if (known === undefined) values.set(value, new Set(days));
      else for (const day of days) known.add(day);
    }
  }
}
