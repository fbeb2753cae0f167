// The tree over time: whoever was dissolved stands for its successor, so the parts always sum to the whole (R13).
import { describe, expect, it } from 'vitest';
import type { UnitSpan } from '../plan/plan.ts';
import { smallPlan } from '../testing/small-plan.ts';
import { createUnitTree, type UnitTree } from './unit-tree.ts';

type Span = Partial<UnitSpan> & Pick<UnitSpan, 'code'>;

function treeOf(spans: readonly Span[]): UnitTree {
  const root: Span = { code: 'city', level: 'city', parent: null };
  const units = [root, ...spans].map((span) => ({
    level: 'commune',
    parent: 'city',
    title: { vi: '', en: '' },
    from: null,
    until: null,
    successor: null,
    ...span,
  }));
  return createUnitTree(smallPlan({ units }));
}

const nodesOn = (tree: UnitTree, unit: string, day: number): readonly string[] =>
  tree.mapping(unit, tree.epochOf(day)).nodes;
const redirectedOn = (tree: UnitTree, unit: string, day: number): boolean =>
  tree.mapping(unit, tree.epochOf(day)).redirected;

describe('a merger', () => {
  // Day 100: A and B, of a district that is dissolved too, become N.
  const tree = treeOf([
    { code: 'D', level: 'district', until: 100, successor: 'city' },
    { code: 'A', parent: 'D', until: 100, successor: 'N' },
    { code: 'B', parent: 'D', until: 100, successor: 'N' },
    { code: 'N', from: 100 },
  ]);

  it('counts the old units under their own parents up to its last day, and with the new unit from its day on (E11)', () => {
    expect(nodesOn(tree, 'A', 99)).toEqual(['A', 'D', 'city']);
    expect(nodesOn(tree, 'A', 100)).toEqual(['N', 'city']);
    expect([redirectedOn(tree, 'A', 99), redirectedOn(tree, 'A', 100), redirectedOn(tree, 'N', 100)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('has an epoch on either side', () => {
    expect([tree.epochs(), tree.epochOf(99), tree.epochOf(100), tree.epochOf(1e6)]).toEqual([2, 0, 1, 1]);
    expect(tree.boundaries).toEqual([100]);
  });

  it('tells who is in force on a day, and who comes after', () => {
    expect([tree.spanOn('A', 99)?.code, tree.spanOn('A', 100), tree.spanOn('N', 99)]).toEqual(['A', null, null]);
    expect(tree.successorsOf('A', 100)).toEqual([{ code: 'N', since: -Infinity }]);
    expect(tree.successorsOf('A', 99)).toEqual([]);
    expect(tree.lastDayInForce('A', 90, 110)).toBe(99);
    expect(tree.lastDayInForce('A', 100, 110)).toBeNull();
    expect(tree.lastDayInForce('N', 90, 110)).toBe(109);
    expect(tree.lastDayInForce('N', 90, 100)).toBeNull();
  });

  it('changes who the members of a set of units are', () => {
    expect(tree.membersOf('city', tree.epochOf(99), null)).toEqual(['A', 'B']);
    expect(tree.membersOf('city', tree.epochOf(100), null)).toEqual(['N']);
    expect(tree.membersOf('city', tree.epochOf(99), 'district')).toEqual(['D']);
    expect(tree.membersOf('D', tree.epochOf(99), 'commune')).toEqual(['A', 'B']);
    expect(tree.membersOf('A', tree.epochOf(99), null)).toEqual(['A']);
  });

  it('lets a unit that is stated before it began stand for itself', () => {
    expect(nodesOn(tree, 'N', 99)).toEqual(['N', 'city']);
  });
});

describe('a unit', () => {
  it('keeps its numbers when it is renamed or moved, each under the parent of the day', () => {
    const tree = treeOf([
      { code: 'D1', level: 'district' },
      { code: 'D2', level: 'district' },
      { code: 'A', parent: 'D1', until: 50, successor: 'A' },
      { code: 'A', parent: 'D2', from: 50, title: { vi: 'mới', en: 'new' } },
    ]);
    expect(nodesOn(tree, 'A', 49)).toEqual(['A', 'D1', 'city']);
    expect(nodesOn(tree, 'A', 50)).toEqual(['A', 'D2', 'city']);
    expect([redirectedOn(tree, 'A', 49), redirectedOn(tree, 'A', 50)]).toEqual([false, false]);
    expect(tree.spanOn('A', 50)?.title.en).toBe('new');
    expect(tree.lastDayInForce('A', 10, 60)).toBe(59);
    expect(tree.codes).toEqual(['city', 'D1', 'D2', 'A']);
  });

  it('moves up a level and has both', () => {
    const tree = treeOf([
      { code: 'A', level: 'commune', until: 50 },
      { code: 'A', level: 'district', from: 50 },
    ]);
    expect(tree.levelsOf('A')).toEqual(['commune', 'district']);
    expect(tree.levelsOf('nobody')).toEqual([]);
  });

  it('follows a chain of successors to the first one in force on the day', () => {
    const tree = treeOf([
      { code: 'A', until: 10, successor: 'B' },
      { code: 'B', from: 10, until: 20, successor: 'C' },
      { code: 'C', from: 20, until: 30, successor: 'D' },
      { code: 'D', from: 30 },
    ]);
    expect([5, 15, 25, 35].map((day) => nodesOn(tree, 'A', day)[0])).toEqual(['A', 'B', 'C', 'D']);
    expect(tree.successorsOf('A', 25).map(({ code }) => code)).toEqual(['B', 'C']);
    expect(nodesOn(tree, 'B', 35)).toEqual(['D', 'city']);
  });

  it('tells since when a successor speaks for more than itself: one that was there before speaks so from the merger on', () => {
    const tree = treeOf([
      { code: 'A', until: 10, successor: 'B' },
      { code: 'B', until: 20, successor: 'C' },
      { code: 'C', from: 20, until: 30, successor: 'D' },
      { code: 'D', from: 25 },
    ]);
    expect(tree.successorsOf('A', 35)).toEqual([
      { code: 'B', since: 10 },
      { code: 'C', since: -Infinity },
      { code: 'D', since: 30 },
    ]);
  });

  it('is its own last answer where it was dissolved without a successor', () => {
    const tree = treeOf([{ code: 'A', until: 10 }]);
    expect(nodesOn(tree, 'A', 20)).toEqual(['A', 'city']);
    expect(redirectedOn(tree, 'A', 20)).toBe(false);
    expect(tree.spanOn('A', 20)).toBeNull();
  });

  it('counts under the successor of its parent when only the parent was dissolved', () => {
    const tree = treeOf([
      { code: 'D1', level: 'district', until: 10, successor: 'D2' },
      { code: 'D2', level: 'district' },
      { code: 'A', parent: 'D1' },
    ]);
    expect(nodesOn(tree, 'A', 5)).toEqual(['A', 'D1', 'city']);
    expect(nodesOn(tree, 'A', 10)).toEqual(['A', 'D2', 'city']);
    expect(redirectedOn(tree, 'A', 10)).toBe(false);
  });

  it('that was re-founded after a gap goes to its successor in between', () => {
    const tree = treeOf([{ code: 'A', until: 10, successor: 'B' }, { code: 'A', from: 20 }, { code: 'B' }]);
    expect([5, 15, 25].map((day) => nodesOn(tree, 'A', day)[0])).toEqual(['A', 'B', 'A']);
  });

  it('does not go round in circles that no compiler should let pass', () => {
    const tree = treeOf([
      { code: 'A', until: 10, successor: 'B' },
      { code: 'B', until: 10, successor: 'A' },
    ]);
    expect(nodesOn(tree, 'A', 20)).toContain('city');
  });

  it('that nobody knows counts nowhere', () => {
    expect(nodesOn(treeOf([]), 'nobody', 5)).toEqual([]);
  });
});

it('has one epoch where nothing ever changes', () => {
  const tree = treeOf([{ code: 'A' }]);
  expect([tree.epochs(), tree.epochOf(-1e6), tree.epochOf(1e6), tree.root]).toEqual([1, 0, 0, 'city']);
});
