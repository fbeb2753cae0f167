// The tree of worked examples E11 and E12: two communes that become one, and one that stays.
import type { UnitSpan } from '../plan/plan.ts';
import { createUnitTree, type UnitTree } from '../rollup/unit-tree.ts';
import { smallPlan } from './small-plan.ts';

/** Days since 1970-01-01. */
export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
export const MERGER = day('2025-07-01');

/** District D has communes A and B until they become N, under the city, with the merger. C stays. */
const spans: readonly (Partial<UnitSpan> & Pick<UnitSpan, 'code'>)[] = [
  { code: 'city', level: 'city', parent: null },
  { code: 'D', level: 'district' },
  { code: 'A', parent: 'D', until: MERGER, successor: 'N' },
  { code: 'B', parent: 'D', until: MERGER, successor: 'N' },
  { code: 'N', parent: 'D', from: MERGER },
  { code: 'C' },
];
export const tree = treeOf(spans);

/** With the merger J joins C, which was there before. */
export const joinedTree = treeOf([...spans, { code: 'J', until: MERGER, successor: 'C' }]);

function treeOf(units: typeof spans): UnitTree {
  const rest = {
    level: 'commune',
    parent: 'city',
    title: { vi: '', en: '' },
    from: null,
    until: null,
    successor: null,
  };
  return createUnitTree(smallPlan({ units: units.map((span) => ({ ...rest, ...span })) }));
}
