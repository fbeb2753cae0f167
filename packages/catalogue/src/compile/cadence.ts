// Compiles who is to state records of a type, and how often: the cadences of a record document.
import type { CadencePlan } from '@nhip/core';
import { cadenceSchema } from '../language/record-schema.ts';
import { daysIn } from '../language/scalars.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { Shared } from './shared.ts';

/** One cadence, or a list of which the first that fits a unit holds. */
export function compileCadences(node: SourceNode | undefined, shared: Shared): readonly CadencePlan[] {
  if (node === undefined) return [];
  const items = Array.isArray(node.value) ? node.items : [node];
  return items.flatMap((item) => cadenceOf(item, shared) ?? []);
}

function cadenceOf(node: SourceNode, { faults, settings, domains }: Shared): CadencePlan | null {
  const written = read(node, cadenceSchema, faults);
  if (written === null) return null;
  const { levels = [], units = [] } = written;
  const everyDays = daysIn(written.every);
  const codes = domains.get('unit')?.codes ?? [];
  if (everyDays === 0) faults.add(node.members.get('every') ?? node, `'every' is 0d: expected at least 1d`);
  if (levels.length + units.length === 0)
    faults.add(node, 'nothing says who is to state it: expected levels, or units');
  for (const level of levels.filter((one) => settings.levels.length > 0 && !settings.levels.includes(one))) {
    faults.add(node.members.get('levels') ?? node, `the level '${level}' is not declared; ${known(settings.levels)}`);
  }
  for (const unit of units.filter((one) => !codes.includes(one))) {
    faults.unresolved(node.members.get('units') ?? node, `the unit '${unit}' is not declared`);
  }
  return everyDays === 0 ? null : { everyDays, levels, units };
}
