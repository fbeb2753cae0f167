// Compiles expressions over one record: names to indices, constructs to the kinds of the plan.
import type { NumberExpression, TimeExpression } from '@nhip/core';
import { numberConstructs, open, timeConstructs } from '../language/expression-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { typedLookup } from './lookup.ts';
import { predicateOf } from './predicate.ts';
import {
  divisorOf,
  isTime,
  mustBeInstant,
  partField,
  partNamed,
  type Scope,
  type Typed,
  unknownName,
} from './scope.ts';
import { between, extend, plus } from './spans.ts';

const timeSchemas = timeConstructs(open);
const numberSchemas = numberConstructs(open);

/** An expression that gives an instant; null after a fault. */
export function timeOf(node: SourceNode, scope: Scope): TimeExpression | null {
  const typed = typedOf(node, scope);
  if (typed === null || typed.type === 'time') return typed?.expression ?? null;
  scope.faults.add(node, `${JSON.stringify(node.value)} is a ${typed.type}: expected an instant`);
  return null;
}

export interface NumberWithDivisor {
  readonly expression: NumberExpression;
  readonly divisor: number;
}

/** An expression that gives a number; null after a fault. */
export function numberOf(node: SourceNode, scope: Scope): NumberWithDivisor | null {
  const typed = typedOf(node, scope);
  if (typed === null || typed.type === 'number') return typed;
  const found = typed.type === 'time' ? 'an instant' : `a ${typed.type}`;
  scope.faults.add(node, `${JSON.stringify(node.value)} is ${found}: expected a number`);
  return null;
}

/** An expression of any type; null after a fault. */
export function typedOf(node: SourceNode, scope: Scope): Typed | null {
  if (typeof node.value === 'string') return named(node, node.value, scope);
  if (typeof node.value === 'number') return constant(node, node.value, scope);
  if (node.members.size === 0) {
    scope.faults.add(node, `${JSON.stringify(node.value)} is not known here: expected a name or a construct`);
    return null;
  }
  const keys = [...node.members.keys()];
  if (keys.includes('lookup')) return typedLookup(node, scope);
  if (keys.some((key) => Object.hasOwn(timeSchemas, key) || key === 'then')) return time(node, scope);
  if (keys.some((key) => Object.hasOwn(numberSchemas, key))) return number(node, scope);
  const predicate = predicateOf(node, scope);
  return predicate === null ? null : { type: 'flag', expression: predicate };
}

function constant(node: SourceNode, value: number, scope: Scope): Typed | null {
  if (Number.isSafeInteger(value)) return { type: 'number', expression: { kind: 'constant', value }, divisor: 1 };
  scope.faults.add(node, `${value} is not known here: expected a whole number`);
  return null;
}

function named(node: SourceNode, name: string, scope: Scope): Typed | null {
  if (name.includes('.')) return typedLookup(node, scope);
  const place = scope.fields.get(name);
  if (place === undefined) {
    if (!scope.derivedNames.includes(name)) return unknownName(scope, node, name);
    const derived = scope.derived(name, node);
    return derived === null ? null : reference(derived.typed, derived.index);
  }
  const { type } = place.field;
  if (isTime(type)) return { type: 'time', expression: { kind: 'field', field: place.index } };
  const divisor = divisorOf(type);
  if (divisor !== null) return { type: 'number', expression: { kind: 'field', field: place.index }, divisor };
  if (type.kind === 'flag') return { type: 'flag', expression: { kind: 'in', field: place.index, values: [1] } };
  scope.faults.add(node, `'${name}' is of type ${type.kind}: expected an instant, a number or a flag`);
  return null;
}

function reference(typed: Typed, derived: number): Typed {
  switch (typed.type) {
    case 'time':
      return { type: 'time', expression: { kind: 'derived', derived } };
    case 'number':
      return { type: 'number', expression: { kind: 'derived', derived }, divisor: typed.divisor };
    case 'flag':
      return { type: 'flag', expression: { kind: 'derived', derived } };
  }
}

function time(node: SourceNode, scope: Scope): Typed | null {
  const expression = timeConstruct(node, scope);
  return expression === null ? null : { type: 'time', expression };
}

function timeConstruct(node: SourceNode, scope: Scope): TimeExpression | null {
  const kind = constructOf(node, scope);
  switch (kind) {
    case 'first':
    case 'min':
    case 'max': {
      const of = listOf(node, kind, scope);
      return of === null ? null : { kind, of };
    }
    case 'after':
    case 'after_day': {
      const inner = fits(node, timeSchemas[kind], scope) ? node.members.get(kind) : undefined;
      const of = inner === undefined ? null : timeOf(inner, scope);
      return of === null ? null : { kind, of };
    }
    case 'when':
      return when(node, scope);
    case 'plus':
      return plus(node, scope);
    case 'nth':
      return nth(node, scope);
    case 'last': {
      const { last } = read(node, timeSchemas.last, scope.faults) ?? {};
      const found = last === undefined ? null : partInstant(scope, node.members.get('last') ?? node, last);
      return found === null ? null : { kind: 'last', part: found.part.index, field: found.index };
    }
    case 'extend':
      return extend(node, scope);
    case null:
      return null;
  }
}

type TimeKind = keyof typeof timeSchemas;

/** The construct a map is; null after a fault. */
function constructOf(node: SourceNode, scope: Scope): TimeKind | null {
  const kind = [...node.members.keys()].find((key): key is TimeKind => Object.hasOwn(timeSchemas, key));
  if (kind !== undefined) return kind;
  scope.faults.add(node, `'then' stands alone: expected when and then; ${known(Object.keys(timeSchemas))}`);
  return null;
}

function fits(node: SourceNode, schema: Parameters<typeof read>[1], { faults }: Scope): boolean {
  return read(node, schema, faults) !== null;
}

function listOf(node: SourceNode, kind: 'first' | 'min' | 'max', scope: Scope): readonly TimeExpression[] | null {
  if (!fits(node, timeSchemas[kind], scope)) return null;
  const branches = (node.members.get(kind)?.items ?? []).map((item) => timeOf(item, scope));
  return allPresent(branches);
}

/** Null as soon as one is. */
export function allPresent<T>(values: readonly (T | null)[]): readonly T[] | null {
  const present = values.filter((value) => value !== null);
  return present.length === values.length ? present : null;
}

function when(node: SourceNode, scope: Scope): TimeExpression | null {
  if (!fits(node, timeSchemas.when, scope)) return null;
  const [test, result] = [node.members.get('when'), node.members.get('then')];
  if (test === undefined || result === undefined) {
    scope.faults.add(node, `'when' and 'then' stand side by side: expected both`);
    return null;
  }
  const predicate = predicateOf(test, scope);
  const expression = timeOf(result, scope);
  if (predicate === null || expression === null) return null;
  // biome-ignore lint/suspicious/noThenProperty: a word of the language.
  return { kind: 'when', test: predicate, then: expression };
}

/** A member of a map; one that is missing reads as undefined. */
export function memberOf(node: SourceNode, key: string): SourceNode {
  return node.members.get(key) ?? { ...node, value: undefined, members: new Map(), items: [] };
}

function nth(node: SourceNode, scope: Scope): TimeExpression | null {
  const written = read(node, timeSchemas.nth, scope.faults)?.nth;
  if (written === undefined) return null;
  const found = partInstant(scope, memberOf(memberOf(node, 'nth'), 'of'), written.of);
  return found === null ? null : { kind: 'nth', part: found.part.index, field: found.index, n: written.n };
}

function partInstant(scope: Scope, at: SourceNode, path: string) {
  return mustBeInstant(scope, at, partField(scope, at, path));
}

function number(node: SourceNode, scope: Scope): Typed | null {
  if (node.members.has('between')) return between(node, scope);
  if (node.members.has('count')) return count(node, scope);
  if (node.members.has('sum')) return sum(node, scope);
  return filled(node, scope);
}

/** `count: part` or `count: part.field`. */
function count(node: SourceNode, scope: Scope): Typed | null {
  const path = read(node, numberSchemas.count, scope.faults)?.count;
  if (path === undefined) return null;
  const at = memberOf(node, 'count');
  const field = path.includes('.') ? partField(scope, at, path) : null;
  const part = path.includes('.') ? (field?.part ?? null) : partNamed(scope, at, path);
  if (part === null) return null;
  const expression = { kind: 'count', part: part.index, field: field?.index ?? null } as const;
  return { type: 'number', expression, divisor: 1 };
}

function sum(node: SourceNode, scope: Scope): Typed | null {
  const path = read(node, numberSchemas.sum, scope.faults)?.sum;
  const at = memberOf(node, 'sum');
  const found = path === undefined ? null : partField(scope, at, path);
  if (found === null) return null;
  const divisor = divisorOf(found.field.type);
  if (divisor !== null) {
    return { type: 'number', expression: { kind: 'sum', part: found.part.index, field: found.index }, divisor };
  }
  scope.faults.add(at, `'${path}' is of type ${found.field.type.kind}: expected a number`);
  return null;
}

function filled(node: SourceNode, scope: Scope): Typed | null {
  const names = read(node, numberSchemas.filled, scope.faults)?.filled;
  if (names === undefined) return null;
  const items = memberOf(node, 'filled').items;
  const fields = names.map((name, place) => {
    return scope.fields.get(name)?.index ?? unknownName(scope, items[place] ?? node, name);
  });
  const present = allPresent(fields);
  return present === null ? null : { type: 'number', expression: { kind: 'filled', fields: present }, divisor: 1 };
}
