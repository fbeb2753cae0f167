// Compiles what one KPI document computes: its formula or composite, the flags it declares, the points of its score.
import type { FlagPlan, Formula } from '@nhip/core';
import { formulaKeys } from '../language/kpi-schema.ts';
import { flagName } from '../language/scalars.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { WrittenDefinition } from './definitions.ts';
import { type CompiledFormula, formulaOf, type Use } from './formula.ts';
import type { CompiledDefinition, FormulaContext } from './kpi-context.ts';
import { compositeOf, type Points, pointsMaxOf, scoreRuleOf } from './points.ts';
import { checkFlagName, zeroOf } from './rating.ts';
import type { Slice } from './slice.ts';

interface Inside {
  readonly slice: Slice;
  /** Where the KPI is read. */
  readonly at: SourceNode;
}

/** Null after a fault. */
export function compileOne(
  kpi: WrittenDefinition,
  { slice, at }: Inside,
  around: FormulaContext,
): CompiledDefinition | null {
  const { document, members, valid } = kpi;
  const context: FormulaContext = { ...around, valid };
  const node = formulaNode(document.root, context.faults);
  if (node === null) return null;
  const all: Slice = new Map([...slice, ...kpi.slice]);
  const { uses, flags } = flagsOf(document.root, all, context);
  const zero = zeroOf(members);
  const compositeNode = node.members.get('composite');
  if (compositeNode !== undefined) {
    if (all.size > 0) context.faults.add(at, `a slice around the composite '${kpi.id}': expected slices in its parts`);
    const composite = compositeOf(compositeNode, context);
    return composite === null ? null : { ...composite, uses: [...composite.uses, ...uses], valid, zero, flags };
  }
  const formula = formulaOf(node, all, context);
  return formula === null
    ? null
    : { ...formula, uses: [...formula.uses, ...uses], valid, zero, flags, points: ownPoints(kpi, context) };
}

function ownPoints({ id, document, valid }: WrittenDefinition, { faults }: FormulaContext): Points | null {
  const node = document.root.members.get('score');
  const rule = node === undefined ? null : scoreRuleOf(node, faults);
  return rule === null ? null : { max: pointsMaxOf(rule), leaves: [{ id, valid }] };
}

interface CompiledFlags {
  readonly uses: readonly Use[];
  readonly flags: readonly FlagPlan<Formula>[];
}

function flagsOf(root: SourceNode, slice: Slice, context: FormulaContext): CompiledFlags {
  const declared = [...(root.members.get('flags')?.members ?? [])];
  const compiled = declared.flatMap(([name, node]): readonly (CompiledFormula & { readonly name: string })[] => {
    if (read({ ...node, value: name }, flagName, context.faults) === null) return [];
    checkFlagName(node, name, context.faults);
    const formula = formulaOf(node, slice, context);
    return formula === null ? [] : [{ ...formula, name }];
  });
  return {
    uses: compiled.flatMap(({ uses }) => uses),
    flags: compiled.map(({ name, formula }) => ({ name, formula })),
  };
}

const mainKeys: readonly string[] = formulaKeys.filter((key) => !['having', 'level', 'empty'].includes(key));

/** The members of the document that make up its formula, as one node. */
function formulaNode(root: SourceNode, faults: Faults): SourceNode | null {
  const keys: readonly string[] = formulaKeys;
  const members = new Map([...root.members].filter(([key]) => keys.includes(key)));
  const main = mainKeys.filter((key) => members.has(key));
  if (main.length !== 1) {
    const found = main.length === 0 ? 'none' : main.join(' and ');
    faults.add(root, `a KPI has one formula, this one has ${found}: expected one of ${mainKeys.join(', ')}`);
    return null;
  }
  const value = Object.fromEntries([...members].map(([key, node]) => [key, node.value]));
  const [first] = main;
  return { ...root, line: members.get(first ?? '')?.line ?? root.line, members, value };
}
