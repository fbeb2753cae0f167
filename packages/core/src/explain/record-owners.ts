// Who may look at a record line by line: its responsible unit, and once that is dissolved, whoever answers for its numbers.
import type { Plan } from '../plan/plan.ts';
import { createUnitTree } from '../rollup/unit-tree.ts';

/** @param day local day of the answer. @returns whether a record of the stated unit is also the asking unit's. */
export function recordOwners(plan: Plan, day: number): (stated: string, asking: string) => boolean {
  const tree = createUnitTree(plan);
  const known = new Map<string, ReadonlySet<string>>();
  return (stated, asking) => {
    let owners = known.get(stated);
    if (owners === undefined) {
      owners = new Set([stated, ...tree.successorsOf(stated, day).map(({ code }) => code)]);
      known.set(stated, owners);
    }
    return owners.has(asking);
  };
}
