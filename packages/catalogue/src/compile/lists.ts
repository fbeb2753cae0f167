// Compiles lists in payloads: the fields of their elements, and the scalar fields of the record that are kept of them.
import type { FieldPlan, FieldType, ListReduction, ListTest } from '@nhip/core';
import type { z } from 'zod';
import { keepSchema, memberKinds, openList, plainMember } from '../language/record-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { literalOf, type Naming, scaled } from './constant.ts';
import { type DeclaredField, fieldOf, inRange, isName } from './fields.ts';
import { divisorOf } from './scope.ts';
import type { Shared } from './shared.ts';

export interface DeclaredList {
  readonly node: SourceNode;
  readonly of: readonly FieldPlan[];
  readonly keep: readonly { readonly field: DeclaredField['field']; readonly reduce: ListReduction }[];
}

/** @param taken names of all fields of the record. Null after a fault. */
export function listOf(node: SourceNode, taken: ReadonlySet<string>, shared: Shared): DeclaredList | null {
  if (read(node, openList, shared.faults) === null) return null;
  const members = [...(node.members.get('of')?.members ?? [])].map(([name, member]) => memberOf(name, member, shared));
  const of = members.filter((member) => member !== null);
  if (of.length < members.length) return null;
  const kept = [...(node.members.get('keep')?.members ?? [])].map(([name, keep]) => {
    if (!isName(name, keep, shared.faults)) return null;
    if (!taken.has(name)) return keptOf(name, keep, { of, shared });
    shared.faults.add(keep, `'${name}' is a field already: choose another name`);
    return null;
  });
  const keep = kept.filter((one) => one !== null);
  if (kept.length === 0)
    shared.faults.add(node, `nothing is kept of the list: expected keep, such as { lines: count }`);
  return keep.length < kept.length || kept.length === 0 ? null : { node, of, keep };
}

/** `amount: decimal` is a decimal of scale 0. */
function memberOf(name: string, node: SourceNode, shared: Shared): FieldPlan | null {
  const plain = plainMember.safeParse(node.value);
  const field = fieldOf(name, plain.success ? inFull(node, plain.data) : node, shared);
  if (field === null) return null;
  if (memberKinds.some((kind) => kind === field.type.kind)) return { ...field, kept: false };
  const expected = `expected one of ${memberKinds.join(', ')}`;
  shared.faults.add(node, `'${name}' is of type ${field.type.kind}, of which a list keeps nothing: ${expected}`);
  return null;
}

function inFull(node: SourceNode, type: z.output<typeof plainMember>): SourceNode {
  const value = type === 'decimal' ? { type, scale: 0 } : { type };
  return { ...node, value, members: new Map([['type', { ...node, value: type }]]) };
}

interface Keeping {
  readonly of: readonly FieldPlan[];
  readonly shared: Shared;
}

type Kept = DeclaredList['keep'][number];

function keptOf(name: string, node: SourceNode, keeping: Keeping): Kept | null {
  const written = read(node, keepSchema, keeping.shared.faults);
  if (written === null) return null;
  const fieldWith = (type: FieldType) => ({ name, type, required: false });
  if (written === 'count') {
    const type: FieldType = { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER };
    return { field: fieldWith(type), reduce: { kind: 'count' } };
  }
  if ('sum' in written) return sumOf(name, node, { ...keeping, written });
  const kind = 'any' in written ? 'any' : 'all';
  const test = testOf(node.members.get(kind) ?? node, keeping);
  return test === null ? null : { field: fieldWith({ kind: 'flag' }), reduce: { kind, test } };
}

type WrittenSum = Extract<z.output<typeof keepSchema>, { sum: string }>;

/** A sum has the scale of what it is of. Its bounds are checked when a list comes: a sum beyond them is refused. */
function sumOf(
  name: string,
  node: SourceNode,
  { of, shared, written }: Keeping & { readonly written: WrittenSum },
): Kept | null {
  const place = memberNamed(written.sum, node.members.get('sum') ?? node, { of, shared });
  const member = of[place];
  if (member === undefined) return null;
  const scale = member.type.kind === 'decimal' ? member.type.scale : 0;
  if (divisorOf(member.type) === null) {
    shared.faults.add(node, `'${written.sum}' is of type ${member.type.kind}: expected a number`);
    return null;
  }
  const type = inRange(written, { node, faults: shared.faults, scale }, (range) => ({
    kind: 'decimal',
    scale,
    ...range,
  }));
  return type === null ? null : { field: { name, type, required: false }, reduce: { kind: 'sum', of: place } };
}

/** -1 after a fault. */
function memberNamed(name: string, at: SourceNode, { of, shared }: Keeping): number {
  const place = of.findIndex((member) => member.name === name);
  if (place < 0) {
    shared.faults.add(at, `'${name}' is not a field of the list's elements; ${known(of.map((member) => member.name))}`);
  }
  return place;
}

/** A flag by its name, or fields with the values they must have. */
function testOf(node: SourceNode, keeping: Keeping): ListTest | null {
  if (typeof node.value === 'string') return flagTest(node, node.value, keeping);
  const conditions = [...node.members].map(([name, value]) => {
    const field = memberNamed(name, value, keeping);
    const member = keeping.of[field];
    const wanted = member === undefined ? null : wantedOf(member, value, keeping.shared);
    return wanted === null ? null : { field, value: wanted };
  });
  const test = conditions.filter((condition) => condition !== null);
  return test.length < conditions.length ? null : test;
}

function flagTest(node: SourceNode, name: string, keeping: Keeping): ListTest | null {
  const field = memberNamed(name, node, keeping);
  const member = keeping.of[field];
  if (member === undefined) return null;
  if (member.type.kind === 'flag') return [{ field, value: 1 }];
  keeping.shared.faults.add(node, `'${name}' is of type ${member.type.kind}: expected a flag, or { ${name}: value }`);
  return null;
}

function wantedOf(member: FieldPlan, node: SourceNode, { faults, domains }: Shared): string | number | null {
  const naming: Naming = { faults, codesOf: (domain) => domains.get(domain)?.codes ?? null };
  const divisor = divisorOf(member.type);
  if (divisor === null) return literalOf(member, node, naming);
  if (typeof node.value === 'number') return scaled(node.value, { divisor, at: node }, naming);
  faults.add(node, `${JSON.stringify(node.value)} is not known for a number: expected a number`);
  return null;
}
