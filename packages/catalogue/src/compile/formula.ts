// Compiles the formulas of KPIs: which measures they read, and how these are joined once they are rolled up.
import type { Branch, Formula, MeasureReference, Step } from '@nhip/core';
import { flaggedSchema, slicedMeasure } from '../language/kpi-schema.ts';
import { measureName } from '../language/scalars.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { byGrain, earlier, windowed } from './earlier.ts';
import { openFormula } from './formula-schema.ts';
import type { FormulaContext } from './kpi-context.ts';
import { membersOf } from './members.ts';
import { otherKpi, scoreOf } from './other-kpi.ts';
import { checkFlagName } from './rating.ts';
import type { NeedingMeasure } from './record.ts';
import { checkSlice, type Slice, sliceOf } from './slice.ts';

/** One measure that a formula reads. */
export interface Use {
  /** `record.measure`. */
  readonly name: string;
  readonly measure: NeedingMeasure;
  readonly reference: MeasureReference;
  /**
   * For a test of members: the dimension that carries the member, null for units. Null for the points of another KPI, too.
   * Undefined: the measure itself.
   */
  readonly member: string | null | undefined;
  /** Shifts and windows around it, the outermost first. */
  readonly steps: readonly Step[];
  /** It is read for the points of another KPI. */
  readonly isOfPoints: boolean;
  readonly node: SourceNode;
}

export interface CompiledFormula {
  readonly formula: Formula;
  readonly uses: readonly Use[];
  /** Something was divided or ranked: it may not be added up any more. */
  readonly isRate: boolean;
}

/** Null after a fault. */
export function formulaOf(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  if (typeof node.value === 'number') {
    return { formula: { kind: 'constant', value: node.value }, uses: [], isRate: false };
  }
  if (typeof node.value === 'string') return measure(node, slice, context);
  const kinds = Object.keys(openFormula) as readonly (keyof typeof openFormula)[];
  const [kind, ...others] = kinds.filter((one) => node.members.has(one));
  if (kind === undefined || others.length > 0) {
    const found = kind === undefined ? JSON.stringify(node.value) : [kind, ...others].join(' beside ');
    context.faults.add(
      node,
      `${found} is not known as a formula: expected a number, record.measure, or one of ${kinds.join(', ')}`,
    );
    return null;
  }
  if (read<unknown>(node, openFormula[kind], context.faults) === null) return null;
  const inner = node.members.get(kind);
  if (inner === undefined) return null;
  switch (kind) {
    case 'ratio':
      return ratio(inner, slice, context);
    case 'value':
      return formulaOf(inner, slice, context);
    case 'quantile':
      return quantile(inner, slice, context);
    case 'add':
    case 'minus':
    case 'times':
    case 'max':
      return joined(kind, inner, { slice, context });
    case 'first':
      return first(node, slice, context);
    case 'members':
      return membersOf(node, slice, context);
    case 'kpi':
      return otherKpi(inner, slice, context);
    case 'score_of':
      return scoreOf(inner, slice, context);
    case 'shift':
    case 'growth':
      return earlier(kind, inner, { slice, context });
    case 'window':
      return windowed(node, { slice, context });
    case 'by_grain':
      return byGrain(inner);
    case 'measure':
      return measure(node, slice, context);
  }
}

function measure(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const use = useOf(node, slice, context);
  if (use === null) return null;
  if (use.measure.plan.what.kind === 'sketch') {
    context.faults.add(node, `'${use.name}' is a sketch: expected a quantile of it`);
    return null;
  }
  return { formula: { kind: 'measure', of: use.reference }, uses: [use], isRate: false };
}

/** `record.measure`, or `{ measure, slice }`; null after a fault. */
function useOf(node: SourceNode, slice: Slice, context: FormulaContext): Use | null {
  const { faults } = context;
  if (typeof node.value === 'string') {
    const name = read(node, measureName, faults);
    return name === null ? null : namedUse(node, { name, slice }, context);
  }
  const written = read(node, slicedMeasure, faults);
  if (written === null) return null;
  const own = sliceOf(node.members.get('slice'), written.slice);
  return namedUse(
    node.members.get('measure') ?? node,
    { name: written.measure, slice: new Map([...slice, ...own]) },
    context,
  );
}

/** A measure by its name; null after a fault. */
export function namedUse(
  node: SourceNode,
  { name, slice }: { readonly name: string; readonly slice: Slice },
  context: FormulaContext,
): Use | null {
  const { records, faults } = context;
  const [recordName = '', measureOnly = ''] = name.split('.');
  const index = records.findIndex((one) => one.name === recordName);
  const record = records[index];
  if (record === undefined) {
    faults.unresolved(
      node,
      `the record '${recordName}' of '${name}' is not declared; ${known(records.map((one) => one.name))}`,
    );
    return null;
  }
  const found = record.measures.get(measureOnly);
  if (found === undefined) {
    if (!record.broken.has(measureOnly)) {
      faults.add(node, `'${measureOnly}' is not a measure of '${recordName}'; ${known(record.measures.keys())}`);
    }
    return null;
  }
  const place = [...record.measures.keys()].indexOf(measureOnly);
  const fixed = checkSlice(slice, { name, measure: found, record: record.plan, node }, context);
  if (fixed === null) return null;
  return {
    name,
    measure: found,
    node,
    member: undefined,
    steps: [],
    isOfPoints: false,
    reference: { record: index, measure: place, slice: fixed },
  };
}

function ratio(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const [ofNode, overNode] = [node.members.get('of'), node.members.get('over')];
  const of = ofNode === undefined ? null : formulaOf(ofNode, slice, context);
  const over = overNode === undefined ? null : formulaOf(overNode, slice, context);
  if (of === null || over === null) return null;
  const kinds = new Set(
    [...of.uses, ...over.uses].flatMap((use) => (use.member === undefined ? use.measure.plan.units : [])),
  );
  if (kinds.size > 1) {
    context.faults.add(
      node,
      `a ratio of measures that are summed over units and of ones with units: own: expected one kind`,
    );
  }
  return {
    formula: { kind: 'ratio', of: of.formula, over: over.formula },
    uses: [...of.uses, ...over.uses],
    isRate: true,
  };
}

function quantile(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const of = node.members.get('of');
  const use = of === undefined ? null : useOf(of, slice, context);
  if (use === null || of === undefined) return null;
  if (use.measure.plan.what.kind !== 'sketch') {
    context.faults.add(of, `'${use.name}' is a ${use.measure.plan.what.kind}: expected a sketch`);
    return null;
  }
  const q = Number(node.members.get('q')?.value);
  return { formula: { kind: 'quantile', of: use.reference, q }, uses: [use], isRate: true };
}

/** What stands around a part of a formula. */
export interface Inside {
  readonly slice: Slice;
  readonly context: FormulaContext;
}

function branches(nodes: readonly SourceNode[], { slice, context }: Inside): readonly CompiledFormula[] | null {
  const compiled = nodes.map((item) => formulaOf(item, slice, context));
  const present = compiled.filter((one) => one !== null);
  return present.length === compiled.length ? present : null;
}

function joined(kind: 'add' | 'minus' | 'times' | 'max', node: SourceNode, inside: Inside): CompiledFormula | null {
  const parts = branches(node.items, inside);
  if (parts === null) return null;
  // One unit's points may be compared with what was published; they are no part of a sum up the tree.
  const compares = kind === 'minus' && parts.some(({ formula }) => formula.kind === 'score_of');
  const isSum = !compares && (kind === 'add' || kind === 'minus');
  parts.forEach((part, place) => {
    if (isSum && part.isRate) {
      inside.context.faults.add(
        node.items[place] ?? node,
        `a rate under ${kind}: expected sums of measures above and below one ratio`,
      );
    }
  });
  return {
    formula: { kind, of: parts.map(({ formula }) => formula) },
    uses: parts.flatMap(({ uses }) => uses),
    isRate: !isSum && parts.some(({ isRate }) => isRate),
  };
}

/** `first: [a, b]` with `empty` beside it, or `first: { of: [a, b], empty }`. */
function first(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const inner = node.members.get('first') ?? node;
  const list = inner.members.get('of') ?? inner;
  const empty = inner.members.get('empty') ?? node.members.get('empty');
  const flagged = list.items.map((item) => flaggedOf(item, context));
  const parts = branches(
    flagged.map(({ of }) => of),
    { slice, context },
  );
  if (parts === null) return null;
  const zeroIsEmpty = empty?.items.some(({ value }) => value === 0) ?? false;
  const of = parts.map(({ formula }, place): Branch => ({ of: formula, flag: flagged[place]?.flag ?? null }));
  return {
    formula: { kind: 'first', of, zeroIsEmpty },
    uses: parts.flatMap(({ uses }) => uses),
    isRate: parts.some(({ isRate }) => isRate),
  };
}

/** A branch of `first` with its flag, where it has one. */
function flaggedOf(
  item: SourceNode,
  { faults }: FormulaContext,
): { readonly of: SourceNode; readonly flag: string | null } {
  const of = item.members.get('of');
  if (of === undefined || !item.members.has('flag')) return { of: item, flag: null };
  const written = read(item, flaggedSchema, faults);
  if (written !== null) checkFlagName(item.members.get('flag') ?? item, written.flag, faults);
  return { of, flag: written?.flag ?? null };
}
