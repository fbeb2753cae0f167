// The order in which series are answered: by unit, dimensions and grain, so that equal questions get equal answers whatever the
// order in which series came into being.
import type { Boundaries, Grain, KpiPlan, Series, SeriesKey } from '@nhip/core';
import { mergedInTurns, sortedInTurns } from '../sort-in-turns.ts';
import { takeTurns } from '../turns.ts';
import type { SeriesQuery } from './values-view.ts';

/** Sorted by it, series come in the order of every answer. @param grains in their order. */
export function placeName({ unit, dimensions, grain, boundaries }: SeriesKey, grains: readonly Grain[]): string {
  let name = `${unit}\u0000`;
  for (const dimension in dimensions) name += `${dimension}\u0000${dimensions[dimension]}\u0000`;
  return `${name}\u0000${String.fromCharCode(grains.indexOf(grain) + 1)}${boundariesOrder.indexOf(boundaries)}`;
}

/** Where both are shown, values of their own under the boundaries of now stand before those that are as they were then. */
const boundariesOrder: readonly Boundaries[] = ['now', 'then'];

interface Ordered {
  readonly name: string;
  readonly series: Series;
}

interface OfKpi {
  /** How many of its series are sorted; they are only ever added behind the others. */
  readonly count: number;
  readonly sorted: readonly Ordered[];
}

/** @returns all series of a KPI, sorted; what was sorted once is not sorted again. */
export function createSeriesOrder(
  seriesOf: (kpi: string) => readonly Series[],
  kpis: readonly Pick<KpiPlan, 'id' | 'grains'>[],
): (kpi: string) => Promise<readonly Ordered[]> {
  const grainsOf = new Map(kpis.map(({ id, grains }) => [id, grains]));
  const known = new Map<string, OfKpi>();
  return async (kpi) => {
    const grains = grainsOf.get(kpi) ?? [];
    const former = known.get(kpi) ?? { count: 0, sorted: [] };
    const all = seriesOf(kpi);
    const count = all.length;
    if (count === former.count) return former.sorted;
    const turns = takeTurns();
    const added: Ordered[] = [];
    for (let place = former.count; place < count; place += 1) {
      const series = all[place];
      if (series !== undefined) added.push({ name: placeName(series.key, grains), series });
      if (turns.isDue()) await turns.next();
    }
    const sorted = await mergedInTurns(former.sorted, await sortedInTurns(added, turns), turns);
    known.set(kpi, { count, sorted });
    return sorted;
  };
}

/** Asked for the boundaries of now, both are needed. */
export function isAskedFor(key: SeriesKey, { kpi, unit, grains, dimension, boundaries }: SeriesQuery): boolean {
  if (boundaries === 'then' && key.boundaries !== 'then') return false;
  if (key.kpi !== kpi || (unit !== null && key.unit !== unit) || !grains.includes(key.grain)) return false;
  const names = Object.keys(key.dimensions);
  if (dimension === null) return names.length === 0;
  if (names.length !== 1 || names[0] !== dimension.name) return false;
  return dimension.value === null || key.dimensions[dimension.name] === dimension.value;
}
