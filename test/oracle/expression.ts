// Oracle: derived instants, numbers and tests of one standing record, evaluated from the YAML each time they are asked for.
import type { Calendar } from './calendar.ts';
import type { Catalogue } from './catalogue.ts';
import { between, cellAsOf, extend, lookup, plus } from './span.ts';
import type { Occurrence, StandingRecord } from './standing.ts';
import {
  addExact,
  compareValues,
  type Exact,
  firstAfter,
  integer,
  type Moment,
  midnightAfter,
  nameOf,
  parseExact,
  type Value,
} from './value.ts';
import { isMap, listOf, mapOf, type Node, numberOf, textOf } from './yaml-node.ts';

export interface Scope {
  readonly standing: StandingRecord;
  readonly calendar: Calendar;
  readonly catalogue: Catalogue;
  /** As of when tables are asked; null: nothing says when. */
  readonly asOf: Moment | null;
}

/** The value of an expression, null: missing. */
export function evaluate(node: Node, scope: Scope): Value | null {
  if (typeof node === 'number') return parseExact(String(node));
  if (typeof node === 'string') return named(node, scope);
  const map = mapOf(node);
  const [kind] = Object.keys(map);
  switch (kind) {
    case 'first':
      return presentOf(map.first, scope)[0] ?? null;
    case 'min':
      return extreme(presentOf(map.min, scope), -1);
    case 'max':
      return extreme(presentOf(map.max, scope), 1);
    case 'when':
    case 'then':
      return holds(map.when, scope) ? evaluate(map.then, scope) : null;
    case 'plus':
      return plus(mapOf(map.plus), scope);
    case 'after':
      return whenMoment(evaluate(map.after, scope), (moment) => firstAfter(scope.calendar, moment));
    case 'after_day':
      return whenMoment(evaluate(map.after_day, scope), (moment) => midnightAfter(scope.calendar, moment));
    case 'nth': {
      const { of, n } = mapOf(map.nth);
      return momentsOf(textOf(of), scope)[numberOf(n) - 1] ?? null;
    }
    case 'last':
      return momentsOf(textOf(map.last), scope).at(-1) ?? null;
    case 'extend':
      return extend(mapOf(map.extend), scope);
    case 'between':
      return between(mapOf(map.between), scope);
    case 'count':
      return count(textOf(map.count), scope);
    case 'sum':
      return sum(textOf(map.sum), scope);
    case 'lookup':
      return lookup(map, scope);
    case 'filled':
      return integer(listOf(map.filled).filter((name) => scope.standing.fields.has(textOf(name))).length);
    default:
      return holds(node, scope);
  }
}

function named(name: string, scope: Scope): Value | null {
  if (name.includes('.')) return cellAsOf(name, scope);
  const { record, fields } = scope.standing;
  if (name in record.derive) return evaluate(record.derive[name], scope);
  if (!record.fields.has(name)) throw new RangeError(`the oracle finds no ${name} in ${record.name}`);
  return fields.get(name) ?? null;
}

function presentOf(nodes: Node, scope: Scope): readonly Value[] {
  return listOf(nodes).flatMap((node) => evaluate(node, scope) ?? []);
}

/** The least (sign -1) or greatest; among equals the first listed. */
function extreme(values: readonly Value[], sign: 1 | -1): Value | null {
  let best: Value | null = null;
  for (const value of values) {
    if (best === null || (compareValues(value, best) ?? 0) * sign > 0) best = value;
  }
  return best;
}

export function isMoment(value: Value | null): value is Moment {
  return typeof value === 'object' && value !== null && value.type === 'moment';
}

export function isExact(value: Value | null): value is Exact {
  return typeof value === 'object' && value !== null && value.type === 'number';
}

function whenMoment(value: Value | null, then: (moment: Moment) => Value | null): Value | null {
  return isMoment(value) ? then(value) : null;
}

/** `supplement.requestedAt`: the part, and the field in it. */
function partField(path: string): readonly [string, string | null] {
  const [part = '', field] = path.split('.');
  return [part, field ?? null];
}

export function occurrences(part: string, { standing }: Scope): readonly Occurrence[] {
  const found = standing.parts.get(part);
  if (found === undefined) throw new RangeError(`the oracle finds no part ${part} in ${standing.record.name}`);
  return found;
}

function valuesOf(path: string, scope: Scope): readonly Value[] {
  const [part, field] = partField(path);
  return occurrences(part, scope).flatMap((occurrence) => occurrence.fields.get(field ?? '') ?? []);
}

function momentsOf(path: string, scope: Scope): readonly Moment[] {
  return valuesOf(path, scope).filter(isMoment).sort(byPosition);
}

function byPosition(left: Moment, right: Moment): number {
  // At one and the same millisecond the exact moment comes before the day that begins with it.
  return left.position - right.position || rank(left) - rank(right);
}

function rank({ kind }: Moment): number {
  return ['exact', 'through', 'date'].indexOf(kind);
}

/** Occurrences in the order of one of their instants; equal instants by the key of the occurrence. */
export function inOrderOf(part: readonly Occurrence[], field: string): readonly Occurrence[] {
  const timed = part.filter((occurrence) => isMoment(occurrence.fields.get(field) ?? null));
  return [...timed].sort((left, right) => {
    const order = byPosition(left.fields.get(field) as Moment, right.fields.get(field) as Moment);
    return order || (compareValues(left.key, right.key) ?? (nameOf(left.key) < nameOf(right.key) ? -1 : 1));
  });
}

function count(path: string, scope: Scope): Exact {
  const [part, field] = partField(path);
  return integer(field === null ? occurrences(part, scope).length : valuesOf(path, scope).length);
}

function sum(path: string, scope: Scope): Exact {
  return valuesOf(path, scope).filter(isExact).reduce(addExact, integer(0));
}

/** Two-valued: a comparison with a missing side is false. */
export function holds(node: Node, scope: Scope): boolean {
  const map = mapOf(node);
  return Object.entries(map).every(([name, test]) => {
    if (name === 'all') return listOf(test).every((each) => holds(each, scope));
    if (name === 'any' && Array.isArray(test)) return test.some((each) => holds(each, scope));
    if (name === 'any') return valuesOf(textOf(test), scope).includes(true);
    if (name === 'not') return !holds(test, scope);
    return passes(evaluate(name, scope), test, scope);
  });
}

export function passes(value: Value | null, test: Node, scope: Scope): boolean {
  if (test === 'set') return value !== null;
  if (test === 'missing') return value === null;
  if (value === null) return false;
  if (Array.isArray(test)) return test.some((each) => compareValues(value, constant(each)) === 0);
  if (!isMap(test)) return compareValues(value, constant(test)) === 0;
  return Object.entries(test).every(([operator, node]) => {
    // By when it happened is for the period to say that is asked for; here it only has to have happened.
    if (operator === 'by') return true;
    const other = operand(node, scope);
    const order = other === null ? null : compareValues(value, other);
    return order !== null && compare(operator, order);
  });
}

/** A constant, or the name of a field or of something derived. */
function operand(node: Node, scope: Scope): Value | null {
  return typeof node === 'string' || isMap(node) ? evaluate(node, scope) : constant(node);
}

function constant(node: Node): Value {
  if (typeof node === 'number') return parseExact(String(node));
  if (typeof node === 'boolean' || typeof node === 'string') return node;
  throw new TypeError(`the oracle cannot compare with ${JSON.stringify(node)}`);
}

function compare(operator: string, order: number): boolean {
  switch (operator) {
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'eq':
      return order === 0;
    default:
      throw new TypeError(`the oracle knows no comparison ${operator}`);
  }
}
