// Compiles what is looked up in the table of a code field's domain: `procedure.limit`, as of the instant at hand, or
// `{ lookup: procedure.limit, at: receivedAt }` as of any other.
import type { ColumnType, Lookup, NumberExpression, Operand, Predicate, UnitLookup } from '@nhip/core';
import { lookupSchema, open, spanUnit } from '../language/expression-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { allPresent, timeOf } from './expression.ts';
import { presence, valueTest } from './predicate.ts';
import { type Scope, type Typed, unknownName } from './scope.ts';

const schema = lookupSchema(open);

/** A column with the instant its row is asked for. */
export interface FoundLookup {
  readonly path: string;
  readonly lookup: Lookup;
  readonly type: ColumnType;
}

/** A path, or a map with `lookup` and `at`; null after a fault. */
export function lookupOf(node: SourceNode, scope: Scope): FoundLookup | null {
  if (typeof node.value === 'string') return lookupNamed(node, node.value, scope);
  const written = read(node, schema, scope.faults);
  const at = node.members.get('at');
  if (written === null || at === undefined) return null;
  const asOf = timeOf(at, scope);
  if (asOf === null) return null;
  return lookupNamed(node.members.get('lookup') ?? node, written.lookup, { ...scope, asOf });
}

/** `field.column` as of the instant of the scope; null after a fault. */
export function lookupNamed(node: SourceNode, path: string, scope: Scope): FoundLookup | null {
  const found = columnOf(node, path, scope);
  if (found === null) return null;
  const { asOf } = scope;
  if (asOf !== null) return { path, lookup: { ...found.lookup, at: asOf }, type: found.type };
  const expected = `expected { lookup: ${path}, at: some instant }`;
  scope.faults.add(node, `'${path}' changes with time, and nothing says as of when it is asked here: ${expected}`);
  return null;
}

interface Column {
  readonly lookup: Omit<Lookup, 'at'>;
  readonly type: ColumnType;
}

function columnOf(node: SourceNode, path: string, scope: Scope): Column | null {
  const [fieldName = '', columnName = ''] = path.split('.');
  const place = scope.fields.get(fieldName);
  if (place === undefined) return unknownName(scope, node, fieldName);
  const { type } = place.field;
  const domain = type.kind === 'code' && type.domain !== null ? scope.tableOf(type.domain) : null;
  if (domain === null) {
    scope.faults.add(
      node,
      `'${fieldName}' has no table to look '${columnName}' up in: expected a code of a domain with columns`,
    );
    return null;
  }
  const column = domain.table.columns.findIndex(({ name }) => name === columnName);
  const found = domain.table.columns[column];
  if (found === undefined) {
    const names = known(domain.table.columns.map(({ name }) => name));
    scope.faults.add(node, `'${columnName}' is not a column of the domain of '${fieldName}'; ${names}`);
    return null;
  }
  return { lookup: { field: place.index, domain: domain.index, column }, type: found.type };
}

/** A number or a flag that stands in the table; null after a fault. */
export function typedLookup(node: SourceNode, scope: Scope): Typed | null {
  const found = lookupOf(node, scope);
  if (found === null) return null;
  const is = node.members.get('is');
  if (is !== undefined) {
    const test = lookupTest(found, is, scope);
    return test === null ? null : { type: 'flag', expression: test };
  }
  const expression: NumberExpression = { kind: 'lookup', lookup: found.lookup };
  switch (found.type.kind) {
    case 'number':
      return { type: 'number', expression, divisor: found.type.divisor };
    case 'flag':
      return { type: 'flag', expression: equal(expression, 1) };
    case 'enum':
      scope.faults.add(node, `'${found.path}' is a word: expected a number or a flag, or a test of it`);
      return null;
  }
}

function equal(expression: NumberExpression, value: number): Predicate {
  const right: Operand = { kind: 'number', expression: { kind: 'constant', value } };
  return { kind: 'compare', op: 'eq', left: { kind: 'number', expression }, right };
}

/** What stands in the table, tested like a field of that type; null after a fault. */
export function lookupTest({ path, lookup, type }: FoundLookup, test: SourceNode, scope: Scope): Predicate | null {
  const expression: NumberExpression = { kind: 'lookup', lookup };
  const operand: Operand = { kind: 'number', expression };
  if (type.kind === 'number') return valueTest({ operand, divisor: type.divisor }, test, scope);
  const present = presence(operand, test);
  if (present !== null) return present;
  const items = test.items.length > 0 ? test.items : [test];
  const values = allPresent(items.map((item) => columnValue({ path, type }, item, scope)));
  if (values === null) return null;
  const tests = values.map((value) => equal(expression, value));
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : { kind: 'any', of: tests };
}

/** A flag or a word as the table keeps it; null after a fault. */
export function columnValue(
  { path, type }: { readonly path: string; readonly type: Exclude<ColumnType, { kind: 'number' }> },
  { value, ...node }: SourceNode,
  { faults }: Pick<Scope, 'faults'>,
): number | null {
  if (type.kind === 'flag') {
    if (typeof value === 'boolean') return value ? 1 : 0;
    faults.add(node, `'${path}' is a flag: expected true or false`);
    return null;
  }
  const place = type.values.indexOf(String(value));
  if (place >= 0) return place;
  faults.add(node, `${JSON.stringify(value)} is not a value of '${path}'; ${known(type.values)}`);
  return null;
}

/** A unit that stands in a table: a column of words that are all units; null after a fault. */
export function unitLookup(node: SourceNode, scope: Scope): UnitLookup | null {
  if (typeof node.value === 'string' && !node.value.includes('.')) {
    const expected = `expected ${spanUnit.options.join(', ')}, or field.column of a table`;
    scope.faults.add(node, `the unit '${node.value}' is not known: ${expected}`);
    return null;
  }
  const found = lookupOf(node, scope);
  if (found === null) return null;
  const words = found.type.kind === 'enum' ? found.type.values : [];
  const units = words.flatMap((word) => spanUnit.options.find((unit) => unit === word) ?? []);
  if (units.length > 0 && units.length === words.length) return { lookup: found.lookup, units };
  scope.faults.add(node, `'${found.path}' is no unit: expected an enum of ${spanUnit.options.join(', ')}`);
  return null;
}
