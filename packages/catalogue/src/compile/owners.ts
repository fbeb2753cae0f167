// Compiles who answers for a KPI: a unit of the tree, or several one after the other, since responsibilities move.
import { type KpiPlan, parseDay } from '@nhip/core';
import { ownerSchema } from '../language/kpi-schema.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { FormulaContext } from './kpi-context.ts';

export function ownersOf(
  node: SourceNode | undefined,
  { domains, faults }: Pick<FormulaContext, 'domains' | 'faults'>,
): KpiPlan['owners'] {
  const written = node === undefined ? null : read(node, ownerSchema, faults);
  if (node === undefined || written === null) return [];
  const owners = typeof written === 'string' ? [{ unit: written }] : written;
  const units = new Set(domains.get('unit')?.codes ?? []);
  const dated = owners.map((owner, place) => {
    const at = node.items[place] ?? node;
    if (!units.has(owner.unit)) faults.unresolved(at, `the owner '${owner.unit}' is not a unit of the catalogue`);
    const from = 'from' in owner && owner.from !== undefined ? parseDay(owner.from) : null;
    if (place > 0 && from === null)
      faults.add(at, `'${owner.unit}' follows another owner: expected the day it begins, from`);
    return { unit: owner.unit, from };
  });
  dated.forEach(({ from }, place) => {
    const before = dated[place - 1]?.from ?? null;
    if (from === null || before === null || from > before) return;
    faults.add(node.items[place] ?? node, 'owners follow each other: expected a later day than that of the one before');
  });
  return dated;
}
