// The order in which series are answered: by unit, dimensions and grain, so that equal questions get equal answers whatever the
// order in which series came into being.
import type { Boundaries, Grain, SeriesKey } from '@nhip/core';
import type { SeriesQuery } from './values-view.ts';

/** @param grains in the order asked for. */
export function compareSeries(grains: readonly Grain[]): (left: SeriesKey, right: SeriesKey) => number {
  return (left, right) =>
    compareText(left.unit, right.unit) ||
    compareText(dimensionsText(left), dimensionsText(right)) ||
    grains.indexOf(left.grain) - grains.indexOf(right.grain) ||
    boundariesOrder.indexOf(left.boundaries) - boundariesOrder.indexOf(right.boundaries);
}

/** Where both are shown, values of their own under the boundaries of now stand before those that are as they were then. */
const boundariesOrder: readonly Boundaries[] = ['now', 'then'];

/** Asked for the boundaries of now, both are needed. */
export function isAskedFor(key: SeriesKey, { kpi, unit, grains, dimension, boundaries }: SeriesQuery): boolean {
  if (boundaries === 'then' && key.boundaries !== 'then') return false;
  if (key.kpi !== kpi || (unit !== null && key.unit !== unit) || !grains.includes(key.grain)) return false;
  const names = Object.keys(key.dimensions);
  if (dimension === null) return names.length === 0;
  if (names.length !== 1 || names[0] !== dimension.name) return false;
  return dimension.value === null || key.dimensions[dimension.name] === dimension.value;
}

/** By code units, the same on every machine. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function dimensionsText({ dimensions }: SeriesKey): string {
  let text = '';
  for (const name in dimensions) text += `${name}\u0000${dimensions[name]}\u0000`;
  return text;
}
