// What another tree moves: which units count elsewhere on which days, and since when a node is what it is.
import { describe, expect, it } from 'vitest';
import { MERGER, tree } from '../testing/merger-tree.ts';

const before = tree.epochOf(MERGER - 1);
const afterwards = tree.epochOf(MERGER);

describe('under the tree after the merger', () => {
  it('a successor gets what its predecessors were stated before', () => {
    expect(tree.movesAt('N', afterwards)).toEqual([
      { unit: 'A', sign: 1, first: -Infinity, end: MERGER },
      { unit: 'B', sign: 1, first: -Infinity, end: MERGER },
    ]);
  });

  it('a dissolved unit loses its past, and nobody else does', () => {
    expect(tree.movesAt('A', afterwards)).toEqual([{ unit: 'A', sign: -1, first: -Infinity, end: MERGER }]);
    expect(['C', 'D', 'city'].map((node) => tree.movesAt(node, afterwards))).toEqual([[], [], []]);
  });

  it('only what is stated after its end is redirected', () => {
    expect(tree.redirectsAt('N', afterwards)).toEqual([
      { unit: 'A', first: MERGER, end: Infinity },
      { unit: 'B', first: MERGER, end: Infinity },
    ]);
    expect(tree.redirectsAt('C', afterwards)).toEqual([]);
  });

  it('a successor is what it is since the merger, who stayed has always been, and who is gone is not', () => {
    const since = (node: string) => tree.unchangedSince(node, afterwards);
    expect(['N', 'C', 'city', 'A'].map(since)).toEqual([MERGER, -Infinity, -Infinity, null]);
    // The same units count at D on both sides, through N or not.
    expect(since('D')).toBe(-Infinity);
  });
});

describe('under the tree before the merger', () => {
  it('the successor gives back what its predecessors went on stating', () => {
    expect(tree.movesAt('N', before)).toEqual([
      { unit: 'A', sign: -1, first: MERGER, end: Infinity },
      { unit: 'B', sign: -1, first: MERGER, end: Infinity },
    ]);
    expect(tree.unchangedSince('N', before)).toBe(null);
  });

  it('everybody in force has always been what it is', () => {
    expect(['A', 'B', 'C', 'D', 'city'].map((node) => tree.unchangedSince(node, before))).toEqual(
      Array(5).fill(-Infinity),
    );
  });
});

it('movers are the units that count elsewhere after the merger', () => {
  expect(tree.codes.filter(tree.isMover)).toEqual(['A', 'B']);
  expect(tree.nodesEver('A')).toEqual(['A', 'D', 'city', 'N']);
});
