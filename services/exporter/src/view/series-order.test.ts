// The order of an answer: by unit, dimensions, grain and boundaries, whenever each series came into being.
import type { Boundaries, Grain, Series, SeriesKey } from '@nhip/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeriesOrder } from './series-order.ts';

const GRAINS: readonly Grain[] = ['year', 'day', 'P30D'];
const BOUNDARIES: readonly Boundaries[] = ['now', 'then'];
const texts = fc.constantFrom('a', 'a b', 'ab', 'B', 'đ', '', 'a.1');
const keys = fc.record<SeriesKey>({
  kpi: fc.constant('k'),
  unit: texts,
  level: fc.constant('city'),
  dimensions: fc.oneof(
    fc.constant({}),
    texts.map((channel) => ({ channel })),
    texts.map((stage) => ({ stage })),
  ),
  grain: fc.constantFrom(...GRAINS),
  boundaries: fc.constantFrom(...BOUNDARIES),
});

function compareTexts(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function compareKeys(left: SeriesKey, right: SeriesKey): number {
  const entries = ({ dimensions }: SeriesKey): readonly string[] => Object.entries(dimensions).flat();
  const [first, second] = [entries(left), entries(right)];
  return (
    compareTexts(left.unit, right.unit) ||
    compareTexts(first[0] ?? '', second[0] ?? '') ||
    compareTexts(first[1] ?? '', second[1] ?? '') ||
    GRAINS.indexOf(left.grain) - GRAINS.indexOf(right.grain) ||
    BOUNDARIES.indexOf(left.boundaries) - BOUNDARIES.indexOf(right.boundaries)
  );
}

it('is the same however many series came at once', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.array(keys, { maxLength: 40 }), { maxLength: 4 }), async (arrivals) => {
      const all: Series[] = [];
      const order = createSeriesOrder(() => all, [{ id: 'k', grains: GRAINS }]);
      for (const arriving of arrivals) {
        all.push(...arriving.map((key) => ({ key, runs: [], revised: [] })));
        const found = (await order('k')).map(({ series }) => series.key);
        expect(found).toEqual(all.map(({ key }) => key).sort(compareKeys));
      }
    }),
    { seed: 20_261_130 },
  ));
