// Compiles `members: … having: …`: how many units, or codes of a domain, pass tests on measures rolled up for each of them.
import type { ColumnTest, MemberSet, MemberTest } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { cadenceMembersOf } from './cadence-members.ts';
import { columnNamed, columnTests } from './columns.ts';
import { type CompiledFormula, namedUse, type Use } from './formula.ts';
import { openFormula } from './formula-schema.ts';
import type { FormulaContext } from './kpi-context.ts';
import type { Slice } from './slice.ts';

/** Pairs of a unit and a record type that it is to state. */
const CADENCE = 'cadence';

/** A measure with its tests, or tests of a column. */
interface Tested {
  readonly use: Use | null;
  readonly tests: readonly MemberTest[];
  readonly columns: readonly ColumnTest[];
}

/** Null after a fault. */
export function membersOf(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const written = read(node, openFormula.members, context.faults);
  const having = node.members.get('having');
  if (written === null) return null;
  if (written.members === CADENCE) return cadenceMembersOf(node, slice, context);
  if (having === undefined) {
    context.faults.add(node, `'having' is missing: expected at least one measure with its test`);
    return null;
  }
  const set = setOf(node, written, context);
  if (having.members.size === 0)
    context.faults.add(having, `'having' is empty: expected at least one measure with its test`);
  const tested = [...having.members].map(([name, test]) => testOf(test, { name, set, slice, node }, context));
  const present = tested.filter((one) => one !== null);
  if (present.length < tested.length || present.length === 0) return null;
  return {
    formula: {
      kind: 'members',
      of: set,
      having: present.flatMap(({ tests }) => tests),
      columns: present.flatMap(({ columns }) => columns),
    },
    uses: present.flatMap(({ use }) => use ?? []),
    isRate: false,
  };
}

function setOf(
  node: SourceNode,
  { members, level }: { readonly members: string; readonly level?: string | undefined },
  { settings, faults }: FormulaContext,
): PlainSet {
  const at = node.members.get('level') ?? node;
  if (members !== 'unit') {
    if (level !== undefined)
      faults.add(at, `'level' is not known for '${members}': expected it with members: unit only`);
    return { kind: 'domain', name: members };
  }
  if (level !== undefined && settings.levels.length > 0 && !settings.levels.includes(level)) {
    faults.add(at, `the level '${level}' is not declared; ${known(settings.levels)}`);
  }
  return { kind: 'unit', level: level ?? null };
}

type PlainSet = Exclude<MemberSet, { readonly kind: 'cadence' }>;

interface Testing {
  readonly name: string;
  readonly set: PlainSet;
  readonly slice: Slice;
  readonly node: SourceNode;
}

function testOf(test: SourceNode, { name, set, slice, node }: Testing, context: FormulaContext): Tested | null {
  const column = set.kind === 'domain' ? columnNamed(name, set.name, context) : null;
  if (column !== null) {
    const columns = columnTests(column, test, context);
    return columns === null ? null : { use: null, tests: [], columns };
  }
  const use = namedUse(test, { name, slice }, context);
  if (use === null) return null;
  if (typeof test.value !== 'number' && test.members.size === 0) {
    context.faults.add(test, `'${name}' is ${JSON.stringify(test.value)}: expected a number or bounds of a measure`);
    return null;
  }
  if (use.measure.plan.what.kind === 'sketch') {
    context.faults.add(test, `'${name}' is a sketch: expected a measure that is one number`);
    return null;
  }
  const member = set.kind === 'unit' ? null : carrierOf(use, { set: set.name, node, slice }, context);
  if (member === undefined) return null;
  return { use: { ...use, member }, tests: measureTests(use, test, member), columns: [] };
}

/** @param dimension the one that carries the member, null: the member is a unit, or fixed by a slice. */
export function measureTests(use: Use, test: SourceNode, dimension: string | null): readonly MemberTest[] {
  const bounds = typeof test.value === 'number' ? [['eq', test.value] as const] : boundsOf(test);
  return bounds.map(([op, value]) => ({ measure: use.reference, dimension, op, value }));
}

function boundsOf(test: SourceNode): readonly (readonly [MemberTest['op'], number])[] {
  return [...test.members].map(([op, { value }]) => [op as MemberTest['op'], Number(value)]);
}

/** The dimension of the measure that holds the member; undefined after a fault. */
function carrierOf(
  use: Use,
  { set, node, slice }: { readonly set: string; readonly node: SourceNode; readonly slice: Slice },
  { records, domains, faults }: FormulaContext,
): string | undefined {
  const fields = records[use.reference.record]?.plan.fields ?? [];
  const isDeclared = domains.has(set);
  const [carrier, ...others] = use.measure.dimensions.filter((dimension) => {
    const type = fields.find(({ name }) => name === dimension)?.type;
    return isDeclared ? type?.kind === 'code' && type.domain === set : dimension === set;
  });
  const at = node.members.get('members') ?? node;
  if (carrier === undefined) {
    const wanted = isDeclared ? `a dimension of the domain '${set}'` : `the dimension '${set}'`;
    faults.add(at, `'${use.name}' has not ${wanted}; ${known(use.measure.dimensions)}`);
  } else if (others.length > 0) {
    faults.add(
      at,
      `'${use.name}' has several dimensions of the domain '${set}': ${[carrier, ...others].join(', ')}: expected one`,
    );
  } else if (slice.has(carrier)) {
    faults.add(at, `'${carrier}' is fixed by a slice already: expected a slice of other dimensions`);
  } else return carrier;
  return undefined;
}
