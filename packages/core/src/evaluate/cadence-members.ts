// Pairs of a unit and a record type that the unit is to state by a cadence: how many there are at a place, and pass a test.
// A pair counts where its unit is in force, whether or not it ever stated anything.
import type { Duty } from '../plan/kpi.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import type { View } from './measure-use.ts';
import type { Place } from './place.ts';

/** @param passes asked at the unit, with the record type as the member. */
export function cadenceMembers(
  { rollup, dimension }: Pick<View, 'rollup' | 'dimension'>,
  duties: readonly Duty[],
  passes: (place: Place) => boolean,
): (place: Place) => number {
  const unitsOf = boundUnits(rollup.tree);
  return (place) => {
    const epoch = place.epoch ?? rollup.tree.epochOf(place.window.end - 1);
    let count = 0;
    for (const duty of duties) {
      if (dimension !== null && duty.type !== place.value) continue;
      for (const node of unitsOf(duty, place.node, epoch)) {
        if (passes({ ...place, node, member: duty.type })) count += 1;
      }
    }
    return count;
  };
}

/** Units at or below a node that a duty binds while an epoch lasts; looked up once for each. */
function boundUnits(tree: UnitTree): (duty: Duty, node: string, epoch: number) => ReadonlySet<string> {
  const known = new Map<Duty, Map<string, ReadonlySet<string>>>();
  return (duty, node, epoch) => {
    const ofDuty = known.get(duty) ?? new Map<string, ReadonlySet<string>>();
    known.set(duty, ofDuty);
    const name = `${epoch}/${node}`;
    let units = ofDuty.get(name);
    if (units === undefined) {
      const named = duty.units.filter((unit) => {
        const { nodes, redirected } = tree.mapping(unit, epoch);
        return !redirected && nodes.includes(node) && tree.isInForce(unit, epoch);
      });
      units = new Set([...named, ...duty.levels.flatMap((level) => tree.membersOf(node, epoch, level))]);
      ofDuty.set(name, units);
    }
    return units;
  };
}
