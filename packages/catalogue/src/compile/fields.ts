// Compiles the fields that a record document declares: their types, with ranges in the smallest unit.
import type { FieldPlan, FieldType } from '@nhip/core';
import type { z } from 'zod';
import { type FieldKind, fieldTypes } from '../language/record-schema.ts';
import { name as namePattern, reservedWords } from '../language/scalars.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { type DeclaredList, listOf } from './lists.ts';
import type { Shared } from './shared.ts';

export interface DeclaredField {
  readonly field: Omit<FieldPlan, 'kept'>;
  readonly node: SourceNode;
}

export interface DeclaredFields {
  readonly sound: ReadonlyMap<string, DeclaredField>;
  readonly broken: ReadonlySet<string>;
  /** Lists in payloads. What they keep is among the sound fields. */
  readonly lists: ReadonlyMap<string, DeclaredList>;
}

export function compileFields(node: SourceNode | undefined, shared: Shared): DeclaredFields {
  const sound = new Map<string, DeclaredField>();
  const broken = new Set<string>();
  const lists = new Map<string, DeclaredList>();
  const taken = new Set(node?.members.keys());
  for (const [name, declaration] of node?.members ?? []) {
    if (declaration.members.get('type')?.value === 'list') {
      const list = isName(name, declaration, shared.faults) ? listOf(declaration, taken, shared) : null;
      if (list === null) for (const one of [name, ...keptNames(declaration)]) broken.add(one);
      else lists.set(name, list);
      for (const { field } of list?.keep ?? []) {
        taken.add(field.name);
        sound.set(field.name, { field, node: declaration });
      }
      continue;
    }
    const field = isName(name, declaration, shared.faults) ? fieldOf(name, declaration, shared) : null;
    if (field === null) broken.add(name);
    else sound.set(name, { field, node: declaration });
  }
  return { sound, broken, lists };
}

function keptNames(list: SourceNode): readonly string[] {
  return [...(list.members.get('keep')?.members.keys() ?? [])];
}

/** Fields, derived values and measures are named alike, and never like a word of the language. */
export function isName(name: string, at: SourceNode, faults: Faults): boolean {
  if (reservedWords.has(name)) {
    faults.add(at, `'${name}' is a word of the language: choose another name`);
    return false;
  }
  const checked = namePattern.safeParse(name);
  if (!checked.success) faults.add(at, `'${name}' is no name: ${checked.error.issues[0]?.message ?? ''}`);
  return checked.success;
}

export function fieldOf(name: string, node: SourceNode, { faults, domains }: Shared): DeclaredField['field'] | null {
  const kind = kindOf(node, faults);
  const written = kind === null ? null : (read(node, fieldTypes[kind] as z.ZodType<Written>, faults) ?? null);
  if (written === null) return null;
  const type = typeOf(written, node, faults);
  if (type?.kind === 'code' && type.domain !== null && !domains.has(type.domain)) {
    const message = `the domain '${type.domain}' of '${name}' is not declared; ${known(domains.keys())}`;
    faults.unresolved(node.members.get('domain') ?? node, message);
  }
  if (type === null) return null;
  const isExpected = written.expected === true;
  return { name, type, required: written.required === true, ...(isExpected ? { isExpected } : {}) };
}

type Written = z.output<(typeof fieldTypes)[FieldKind]>;

function kindOf(node: SourceNode, faults: Faults): FieldKind | null {
  const kinds = Object.keys(fieldTypes) as readonly FieldKind[];
  const type = node.members.get('type');
  const kind = kinds.find((one) => one === type?.value);
  if (kind !== undefined) return kind;
  const found = type === undefined ? `'type' is missing` : `the type ${JSON.stringify(type.value)} is not known`;
  faults.add(type ?? node, `${found}: expected one of ${kinds.join(', ')}, list`);
  return null;
}

function typeOf(written: Written, node: SourceNode, faults: Faults): FieldType | null {
  switch (written.type) {
    case 'text':
      return { kind: 'text', max: written.max };
    case 'code':
      return { kind: 'code', domain: written.domain ?? null, max: written.max ?? 64 };
    case 'enum':
      return enumOf(written, node, faults);
    case 'integer':
      return inRange(written, { node, faults, scale: 0 }, (range) => ({ kind: 'integer', ...range }));
    case 'decimal': {
      const { scale } = written;
      return inRange(written, { node, faults, scale }, (range) => ({ kind: 'decimal', scale, ...range }));
    }
    case 'flag':
    case 'instant':
    case 'deadline':
    case 'period':
      return { kind: written.type };
  }
}

function enumOf(
  { values, missing }: Extract<Written, { type: 'enum' }>,
  node: SourceNode,
  faults: Faults,
): FieldType | null {
  const twice = values.find((value, place) => values.indexOf(value) !== place);
  if (twice !== undefined) faults.add(node.members.get('values') ?? node, `the value '${twice}' stands twice`);
  if (missing === undefined) return { kind: 'enum', values, missing: null };
  if (values.includes(missing)) return { kind: 'enum', values, missing: values.indexOf(missing) };
  faults.add(node.members.get('missing') ?? node, `'missing' is '${missing}', which is not a value; ${known(values)}`);
  return null;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Ranging {
  readonly node: SourceNode;
  readonly faults: Faults;
  readonly scale: number;
}

/** Without a declared bound, the largest number that stays exact. */
export function inRange(
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
  { node, faults, scale }: Ranging,
  type: (range: Range) => FieldType,
): FieldType | null {
  const scaledBound = (bound: number | undefined, otherwise: number): number | null => {
    if (bound === undefined) return otherwise;
    const units = Math.round(bound * 10 ** scale);
    return Number.isSafeInteger(units) && units / 10 ** scale === bound ? units : null;
  };
  const low = scaledBound(min, Number.MIN_SAFE_INTEGER);
  const high = scaledBound(max, Number.MAX_SAFE_INTEGER);
  if (low === null || high === null) {
    faults.add(node, `a bound has more digits than a scale of ${scale} keeps exactly: expected fewer digits`);
    return null;
  }
  if (low <= high) return type({ min: low, max: high });
  faults.add(node, `'min' is ${min} and 'max' is ${max}: expected min not above max`);
  return null;
}
