// The rule about `not`: "not on time" must not mean "no promise known". A comparison under `not` is refused while one of its
// sides may be missing, unless `set` stands beside it.
import type { NumberExpression, Operand, Predicate } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import type { FieldPlace, Scope } from './scope.ts';

interface Around {
  readonly scope: Scope;
  /** Operands that are known to be present where the predicate is asked. */
  readonly present: ReadonlySet<string>;
  /** The innermost `not` above, null: none. */
  readonly negation: SourceNode | null;
}

export function checkNegations(predicate: Predicate, scope: Scope): void {
  check(predicate, { scope, present: new Set(), negation: null });
}

function check(predicate: Predicate, around: Around): void {
  switch (predicate.kind) {
    case 'all': {
      const stated = predicate.of.flatMap((one) => presentIn(one, around.negation !== null));
      const present = new Set([...around.present, ...stated]);
      for (const one of predicate.of) check(one, { ...around, present });
      return;
    }
    case 'any':
      for (const one of predicate.of) check(one, around);
      return;
    case 'not':
      check(predicate.of, { ...around, negation: around.scope.negations.get(predicate) ?? around.negation });
      return;
    case 'compare':
      for (const operand of [predicate.left, predicate.right]) checkOperand(operand, around);
      return;
    case 'in':
      checkOperand({ kind: 'symbol', field: predicate.field }, around);
      return;
    case 'derived': {
      // Only what is negated must be looked into: a derived flag by itself was checked where it stands.
      const typed = around.negation === null ? null : around.scope.derivedAt(predicate.derived);
      if (typed?.type === 'flag') check(typed.expression, around);
      return;
    }
    case 'set':
    case 'missing':
    case 'any_of':
      return;
  }
}

/** What must be present for a conjunct to hold. Under `not` only what says so itself stands beside a comparison. */
function presentIn(predicate: Predicate, isNegated: boolean): readonly string[] {
  if (predicate.kind === 'set') return [keyOf(predicate.of)];
  if (predicate.kind === 'all') return predicate.of.flatMap((one) => presentIn(one, isNegated));
  if (isNegated) return [];
  if (predicate.kind === 'compare') return [keyOf(predicate.left), keyOf(predicate.right)];
  return predicate.kind === 'in' ? [keyOf({ kind: 'symbol', field: predicate.field })] : [];
}

function keyOf(operand: Operand): string {
  return JSON.stringify(operand);
}

function checkOperand(operand: Operand, { scope, present, negation }: Around): void {
  if (negation === null || present.has(keyOf(operand)) || !mayBeMissing(operand, scope)) return;
  const name = nameOf(operand, scope);
  scope.faults.add(
    negation,
    `'not' around a comparison of ${name}, which may be missing: expected ${name}: set beside it`,
  );
}

function mayBeMissing(operand: Operand, scope: Scope): boolean {
  if (operand.kind === 'number' && ['constant', 'count', 'sum', 'filled'].includes(operand.expression.kind))
    return false;
  if (operand.kind === 'number' && operand.expression.kind === 'derived') {
    const typed = scope.derivedAt(operand.expression.derived);
    if (typed?.type === 'number') return mayBeMissing({ kind: 'number', expression: typed.expression }, scope);
  }
  const field = fieldOf(operand, scope)?.field;
  if (field === undefined) return true;
  return !field.required && !(field.type.kind === 'enum' && field.type.missing !== null);
}

function fieldOf(operand: Operand, scope: Scope): FieldPlace | undefined {
  const index =
    operand.kind === 'symbol' ? operand.field : operand.expression.kind === 'field' ? operand.expression.field : -1;
  return [...scope.fields.values()].find((place) => place.index === index);
}

function nameOf(operand: Operand, scope: Scope): string {
  const field = fieldOf(operand, scope);
  if (field !== undefined) return `'${field.field.name}'`;
  if (operand.kind === 'number' && operand.expression.kind === 'lookup')
    return `'${pathOf(operand.expression, scope)}'`;
  if (operand.kind !== 'symbol' && operand.expression.kind === 'derived') {
    return `'${scope.derivedNames[operand.expression.derived] ?? ''}'`;
  }
  return 'a derived value';
}

/** `procedure.limit`. */
function pathOf({ lookup }: Extract<NumberExpression, { kind: 'lookup' }>, scope: Scope): string {
  const field = [...scope.fields.values()].find(({ index }) => index === lookup.field)?.field;
  const domain = field?.type.kind === 'code' ? field.type.domain : null;
  const table = domain === null ? null : scope.tableOf(domain)?.table;
  return `${field?.name}.${table?.columns[lookup.column]?.name}`;
}
