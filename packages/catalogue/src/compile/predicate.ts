// Compiles predicates: what a field or a derived value is tested with, joined by all, any and not.
import type { NumberExpression, Operand, Predicate } from '@nhip/core';
import { comparison } from '../language/expression-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { constantOf, literalOf, scaled } from './constant.ts';
import { allPresent, typedOf } from './expression.ts';
import { lookupNamed, lookupTest } from './lookup.ts';
import { checkNegations } from './negation.ts';
import { type FieldPlace, partField, type Scope, type Typed, unknownName, withoutByPeriod } from './scope.ts';

/** A whole predicate, the rule about negations included; null after a fault. */
export function testOf(node: SourceNode, scope: Scope): Predicate | null {
  const predicate = predicateOf(node, scope);
  if (predicate !== null) checkNegations(predicate, scope);
  return predicate;
}

/** A predicate that may stand within another one; null after a fault. */
export function predicateOf(node: SourceNode, scope: Scope): Predicate | null {
  if (node.members.size === 0) {
    scope.faults.add(
      node,
      `${JSON.stringify(node.value)} is not known here: expected a predicate such as channel: online`,
    );
    return null;
  }
  const parts = [...node.members].map(([name, test]) => member(name, test, scope));
  return joined('all', allPresent(parts));
}

// One that has not happened yet may still happen within the period, so what is counted would change behind the reader's back.
const UNDER_NOT = `it stands under 'not': expected the whole less what had happened, minus in the KPI`;
const UNDER_ANY = `it stands under 'any': expected by: period of a derived instant that says which of them counts`;

function joined(kind: 'all' | 'any', of: readonly Predicate[] | null): Predicate | null {
  if (of === null) return null;
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind, of };
}

function member(name: string, test: SourceNode, scope: Scope): Predicate | null {
  if (name === 'not') return negated(predicateOf(test, withoutByPeriod(scope, UNDER_NOT)), test, scope);
  if (name === 'any' && typeof test.value === 'string') return anyOccurrence(test, test.value, scope);
  if (name === 'all' || name === 'any') {
    const inner = name === 'any' ? withoutByPeriod(scope, UNDER_ANY) : scope;
    if (test.items.length > 0) return joined(name, allPresent(test.items.map((item) => predicateOf(item, inner))));
    scope.faults.add(test, `'${name}' is ${JSON.stringify(test.value)}: expected a list of predicates`);
    return null;
  }
  if (name.includes('.')) {
    const found = lookupNamed(test, name, scope);
    return found === null ? null : lookupTest(found, test, scope);
  }
  const field = scope.fields.get(name);
  if (field !== undefined) return fieldTest(field, test, scope);
  if (!scope.derivedNames.includes(name)) return unknownName(scope, test, name);
  const derived = scope.derived(name, test);
  if (derived === null) return null;
  const { index, typed } = derived;
  if (typed.type === 'flag') return flagTest({ kind: 'derived', derived: index }, test, scope);
  return valueTest(operandOf(typed, index), test, scope);
}

function negated(of: Predicate | null, node: SourceNode, scope: Scope): Predicate | null {
  if (of === null) return null;
  const negation: Predicate = { kind: 'not', of };
  scope.negations.set(negation, node);
  return negation;
}

function anyOccurrence(node: SourceNode, path: string, scope: Scope): Predicate | null {
  const found = partField(scope, node, path);
  if (found === null) return null;
  if (found.field.type.kind === 'flag') return { kind: 'any_of', part: found.part.index, field: found.index };
  scope.faults.add(node, `'${path}' is of type ${found.field.type.kind}: expected a flag of a repeated part`);
  return null;
}

/** An operand with what a number in it is divided by. */
interface Tested {
  readonly operand: Operand;
  readonly divisor: number;
}

function operandOf(typed: Exclude<Typed, { type: 'flag' }>, derived: number): Tested {
  if (typed.type === 'time') return { operand: { kind: 'time', expression: { kind: 'derived', derived } }, divisor: 1 };
  return { operand: { kind: 'number', expression: { kind: 'derived', derived } }, divisor: typed.divisor };
}

function fieldTest(place: FieldPlace, test: SourceNode, scope: Scope): Predicate | null {
  const { index: field } = place;
  switch (place.field.type.kind) {
    case 'text':
    case 'code':
    case 'enum':
    case 'flag':
      return symbolTest(place, test, scope);
    case 'integer':
      return valueTest({ operand: { kind: 'number', expression: { kind: 'field', field } }, divisor: 1 }, test, scope);
    case 'decimal': {
      const divisor = 10 ** place.field.type.scale;
      return valueTest({ operand: { kind: 'number', expression: { kind: 'field', field } }, divisor }, test, scope);
    }
    case 'instant':
    case 'deadline':
    case 'period':
      return valueTest({ operand: { kind: 'time', expression: { kind: 'field', field } }, divisor: 1 }, test, scope);
  }
}

export function presence(of: Operand, test: SourceNode): Predicate | null {
  return test.value === 'set' || test.value === 'missing' ? { kind: test.value, of } : null;
}

function symbolTest(place: FieldPlace, test: SourceNode, scope: Scope): Predicate | null {
  const present = presence({ kind: 'symbol', field: place.index }, test);
  if (present !== null) return present;
  const items = test.items.length > 0 ? test.items : [test];
  const values = allPresent(items.map((item) => literalOf(place.field, item, scope)));
  return values === null ? null : { kind: 'in', field: place.index, values };
}

function flagTest(of: Predicate, test: SourceNode, scope: Scope): Predicate | null {
  if (test.value === true) return of;
  if (test.value === false) return negated(of, test, scope);
  scope.faults.add(test, `${JSON.stringify(test.value)} is not known for a flag: expected true or false`);
  return null;
}

export function valueTest(tested: Tested, test: SourceNode, scope: Scope): Predicate | null {
  const present = presence(tested.operand, test);
  if (present !== null) return present;
  if (test.items.length > 0) return joined('any', allPresent(test.items.map((item) => equals(tested, item, scope))));
  if (test.members.size === 0) return equals(tested, test, scope);
  if (read(test, comparison, scope.faults) === null) return null;
  const compared = [...test.members].map(([op, side]) =>
    op === 'by' ? byPeriod(tested, side, scope) : compare(tested, { op, side }, scope),
  );
  return joined('all', allPresent(compared));
}

/** Had happened by the end of the period asked for: which period that is, the measure's accumulators know. */
function byPeriod({ operand }: Tested, node: SourceNode, { byPeriod: rule, faults }: Scope): Predicate | null {
  if (operand.kind !== 'time') {
    faults.add(node, `'by: period' is asked of something that is no instant: expected an instant`);
    return null;
  }
  if (rule.kind === 'refused') {
    faults.add(node, `'by: period' cannot be answered here, ${rule.because}`);
    return null;
  }
  rule.take(operand.expression);
  return { kind: 'set', of: operand };
}

function equals({ operand, divisor }: Tested, item: SourceNode, scope: Scope): Predicate | null {
  const right = constantOf(operand, item, scope);
  const value = right === null ? null : scaled(right, { divisor, at: item }, scope);
  return value === null
    ? null
    : { kind: 'compare', op: 'eq', left: operand, right: number({ kind: 'constant', value }) };
}

function number(expression: NumberExpression): Operand {
  return { kind: 'number', expression };
}

const operators = ['lt', 'lte', 'gt', 'gte', 'eq'] as const;
type Operator = (typeof operators)[number];

function compare(
  { operand, divisor }: Tested,
  { op: written, side }: { readonly op: string; readonly side: SourceNode },
  scope: Scope,
): Predicate | null {
  const op = operators.find((one): one is Operator => one === written);
  if (op === undefined) {
    // An unknown operator is a fault of its shape; here only what it is known by is missing.
    scope.faults.add(side, `'${written}' is not known here; ${known(operators)}`);
    return null;
  }
  if (typeof side.value === 'number' && operand.kind === 'number') {
    const value = scaled(side.value, { divisor, at: side }, scope);
    return value === null ? null : { kind: 'compare', op, left: operand, right: number({ kind: 'constant', value }) };
  }
  const right = rightOf({ operand, divisor }, side, scope);
  return right === null ? null : { kind: 'compare', op, left: operand, right };
}

/** The other side: a field or derived value of the same type, and for numbers of the same scale. */
function rightOf({ operand, divisor }: Tested, side: SourceNode, scope: Scope): Operand | null {
  const expected = operand.kind === 'time' ? 'an instant of the record' : 'a number';
  if (typeof side.value !== 'string') {
    scope.faults.add(side, `${JSON.stringify(side.value)} is not known here: expected ${expected}`);
    return null;
  }
  const typed = typedOf(side, scope);
  if (typed === null) return null;
  if (typed.type !== operand.kind) {
    scope.faults.add(side, `'${side.value}' is of another type: expected ${expected}`);
    return null;
  }
  if (typed.type === 'time') return { kind: 'time', expression: typed.expression };
  if (typed.divisor === divisor) return number(typed.expression);
  scope.faults.add(side, `'${side.value}' has another scale or unit: expected one that is kept in the same unit`);
  return null;
}
