// Who reports: a node into which some unit with a standing record is mapped on some day of the period.
import { describe, expect, it } from 'vitest';
import { MERGER, tree } from '../testing/merger-tree.ts';
import { Standing } from './standing.ts';

function soiledNodes({ dirt }: Standing): readonly string[] {
  return dirt
    .soiled()
    .map(({ node }) => node)
    .sort();
}

describe('who reports', () => {
  const standing = (): Standing => new Standing({ record: 0, family: 0, positions: [] }, tree);
  const before = tree.epochOf(MERGER - 1);
  const afterwards = tree.epochOf(MERGER);

  it('is a node into which some unit with a standing record is mapped, its predecessors included', () => {
    const one = standing();
    one.add('', 'A', { difference: 2 });
    const reporting = (epoch: number): readonly string[] =>
      ['A', 'B', 'N', 'D', 'C', 'city'].filter((node) => one.reports(node, '', [epoch]));
    expect(reporting(before)).toEqual(['A', 'D', 'city']);
    expect(reporting(afterwards)).toEqual(['N', 'D', 'city']);
    expect(one.reports('N', '', [before, afterwards])).toBe(true);
    expect([...one.unitsReporting('city', '', { epoch: before, placed: before })]).toEqual(['A']);
    expect([...one.unitsReporting('N', '', { epoch: before, placed: afterwards })]).toEqual(['A']);
    expect([...one.unitsReporting('city', '', { epoch: afterwards, placed: afterwards })]).toEqual([]);
  });

  it('is nobody once the last record is taken back, slice by slice', () => {
    const one = standing();
    one.add('p', 'C', { difference: 1 });
    one.add('q', 'C', { difference: 1 });
    one.add('p', 'C', { difference: -1 });
    expect([one.reports('C', 'p', [before]), one.reports('C', 'q', [before])]).toEqual([false, true]);
    expect([...one.slices()]).toEqual(['q']);
  });

  it('soils the nodes where somebody began or ceased to report, and only then', () => {
    const one = standing();
    one.add('', 'C', { difference: 1 });
    expect(soiledNodes(one)).toEqual(['C', 'city']);
    one.dirt.clear();
    one.add('', 'C', { difference: 1 });
    expect(one.dirt.isEmpty()).toBe(true);
    one.add('', 'C', { difference: -2 });
    expect(soiledNodes(one)).toEqual(['C', 'city']);
  });
});
