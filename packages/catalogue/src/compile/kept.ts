// Which fields of a record its state must keep: those that a measure, a dimension, the unit or a test of the impossible
// needs, through whatever is derived.
import type { NumberExpression, Operand, Predicate, RecordPlan, TimeExpression } from '@nhip/core';

type Needing = Pick<RecordPlan, 'unit' | 'derived' | 'families' | 'measures'> & {
  readonly impossible: Predicate | null;
};

export function keptFields(record: Needing): ReadonlySet<number> {
  const walk: Walk = { derived: record.derived, kept: new Set(), visited: new Set() };
  if (record.unit.kind === 'field') walk.kept.add(record.unit.field);
  for (const { by } of record.families) for (const field of by) walk.kept.add(field);
  if (record.impossible !== null) predicate(record.impossible, walk);
  for (const { what, where } of record.measures) {
    if (where !== null) predicate(where, walk);
    if ('at' in what && typeof what.at !== 'number') time(what.at, walk);
    if ('of' in what && what.of !== null) number(what.of, walk);
    if (what.kind === 'cohort') for (const happened of what.by) time(happened, walk);
    if (what.kind !== 'stock') continue;
    time(what.enter, walk);
    if (what.leave !== null) time(what.leave, walk);
  }
  return walk.kept;
}

interface Walk {
  readonly derived: RecordPlan['derived'];
  readonly kept: Set<number>;
  readonly visited: Set<number>;
}

function time(expression: TimeExpression, walk: Walk): void {
  switch (expression.kind) {
    case 'field':
      walk.kept.add(expression.field);
      return;
    case 'derived':
      derived(expression.derived, walk);
      return;
    case 'first':
    case 'min':
    case 'max':
      for (const branch of expression.of) time(branch, walk);
      return;
    case 'when':
      predicate(expression.test, walk);
      time(expression.then, walk);
      return;
    case 'plus':
      time(expression.from, walk);
      number(expression.add, walk);
      return;
    case 'after':
    case 'after_day':
      time(expression.of, walk);
      return;
    case 'extend':
      time(expression.from, walk);
      return;
    case 'nth':
    case 'last':
      return;
  }
}

function number(expression: NumberExpression, walk: Walk): void {
  switch (expression.kind) {
    case 'field':
      walk.kept.add(expression.field);
      return;
    case 'derived':
      derived(expression.derived, walk);
      return;
    case 'between':
      time(expression.from, walk);
      time(expression.to, walk);
      return;
    case 'filled':
      for (const field of expression.fields) walk.kept.add(field);
      return;
    case 'constant':
    case 'count':
    case 'sum':
      return;
  }
}

function derived(index: number, walk: Walk): void {
  const plan = walk.derived[index];
  if (plan === undefined || walk.visited.has(index)) return;
  walk.visited.add(index);
  if (plan.type === 'time') time(plan.expression, walk);
  else if (plan.type === 'number') number(plan.expression, walk);
  else predicate(plan.expression, walk);
}

function predicate(test: Predicate, walk: Walk): void {
  switch (test.kind) {
    case 'all':
    case 'any':
      for (const one of test.of) predicate(one, walk);
      return;
    case 'not':
      predicate(test.of, walk);
      return;
    case 'set':
    case 'missing':
      operand(test.of, walk);
      return;
    case 'in':
      walk.kept.add(test.field);
      return;
    case 'compare':
      operand(test.left, walk);
      operand(test.right, walk);
      return;
    case 'derived':
      derived(test.derived, walk);
      return;
    case 'any_of':
      return;
  }
}

function operand(of: Operand, walk: Walk): void {
  if (of.kind === 'time') time(of.expression, walk);
  else if (of.kind === 'number') number(of.expression, walk);
  else walk.kept.add(of.field);
}
