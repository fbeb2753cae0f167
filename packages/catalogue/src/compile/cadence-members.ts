// Compiles `members: cadence`: how many pairs of a unit and a record type there are that a cadence binds, or pass tests on measures of
// the record type `statement`.
import type { Duty } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { STATEMENT } from './built-in.ts';
import { type CompiledFormula, namedUse, type Use } from './formula.ts';
import type { FormulaContext } from './kpi-context.ts';
import { measureTests } from './members.ts';
import type { Slice } from './slice.ts';

const TYPE = 'type';

/** Null after a fault. */
export function cadenceMembersOf(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const level = node.members.get('level');
  if (level !== undefined)
    context.faults.add(level, `'level' is not known for 'cadence': its records name their levels`);
  const duties = dutiesIn(context, slice);
  if (duties.length === 0) context.faults.unresolved(node, `no record type has a cadence: expected one that does`);
  const tested = [...(node.members.get('having')?.members ?? [])].map(([name, test]) =>
    testOf(test, { name, slice }, context),
  );
  const present = tested.filter((one) => one !== null);
  if (present.length < tested.length) return null;
  const dimension = slice.has(TYPE) ? null : TYPE;
  return {
    formula: {
      kind: 'members',
      of: { kind: 'cadence', duties },
      having: present.flatMap(({ use, test }) => measureTests(use, test, dimension)),
      columns: [],
    },
    uses: present.map(({ use }) => use),
    isRate: false,
  };
}

function dutiesIn({ records }: FormulaContext, slice: Slice): readonly Duty[] {
  const only = slice.get(TYPE);
  return records
    .filter(({ name }) => only === undefined || only.value === name)
    .flatMap(({ name, plan }) => {
      const cadences = plan.cadences ?? [];
      if (cadences.length === 0) return [];
      const levels = [...new Set(cadences.flatMap((cadence) => cadence.levels))];
      return [{ type: name, levels, units: [...new Set(cadences.flatMap(({ units }) => units))] }];
    });
}

interface Tested {
  readonly use: Use;
  readonly test: SourceNode;
}

function testOf(
  test: SourceNode,
  { name, slice }: { readonly name: string; readonly slice: Slice },
  context: FormulaContext,
): Tested | null {
  const use = namedUse(test, { name, slice }, context);
  if (use === null) return null;
  if (context.records[use.reference.record]?.plan.isBuiltIn === true) return { use, test };
  const measures = context.records.find(({ plan }) => plan.isBuiltIn === true)?.measures.keys() ?? [];
  const names = known([...measures].map((measure) => `${STATEMENT}.${measure}`));
  context.faults.add(test, `'${name}' does not tell who reports: expected a measure of '${STATEMENT}'; ${names}`);
  return null;
}
