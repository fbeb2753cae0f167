// What measures and tests of the impossible need, through whatever is derived: fields that the state must keep, the tables they
// ask, the working calendar.
import type { Lookup, NumberExpression, Operand, Predicate, RecordPlan, TimeExpression, UnitLookup } from '@nhip/core';
import { isWorking } from './spans.ts';

type Needing = Pick<RecordPlan, 'unit' | 'derived' | 'families' | 'measures'> & {
  readonly impossible?: Predicate | null | undefined;
};

export interface Needs {
  /** Scalar fields, those of the dimensions and of the unit among them. */
  readonly kept: ReadonlySet<number>;
  /** Domains by their places. */
  readonly tables: ReadonlySet<number>;
  readonly usesCalendar: boolean;
}

export function needsOf(record: Needing): Needs {
  const walk: Walk = {
    derived: record.derived,
    kept: new Set(),
    tables: new Set(),
    units: new Set(),
    visited: new Set(),
  };
  if (record.unit.kind === 'field') walk.kept.add(record.unit.field);
  for (const { by } of record.families) for (const field of by) walk.kept.add(field);
  if (record.impossible) predicate(record.impossible, walk);
  for (const { what, where } of record.measures) {
    if (where !== null) predicate(where, walk);
    if ('at' in what && typeof what.at !== 'number') time(what.at, walk);
    if ('of' in what && what.of !== null) number(what.of, walk);
    if (what.kind === 'cohort') for (const happened of what.by) time(happened, walk);
    if (what.kind !== 'stock' && what.kind !== 'cover') continue;
    for (const edge of [what.enter, what.leave]) if (edge !== undefined && edge !== null) time(edge, walk);
  }
  return { kept: walk.kept, tables: walk.tables, usesCalendar: [...walk.units].some(isWorking) };
}

interface Walk {
  readonly derived: RecordPlan['derived'];
  readonly kept: Set<number>;
  readonly tables: Set<number>;
  /** Units and clocks that time is counted in. */
  readonly units: Set<string>;
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
      clock(expression.unit, walk);
      return;
    case 'after':
    case 'after_day':
      time(expression.of, walk);
      return;
    case 'extend':
      time(expression.from, walk);
      clock(expression.clock, walk);
      return;
    case 'nth':
    case 'last':
      return;
  }
}

/** A unit that stands in a table may be any of its column. */
function clock(unit: string | UnitLookup, walk: Walk): void {
  if (typeof unit !== 'string') lookup(unit.lookup, walk);
  for (const one of typeof unit === 'string' ? [unit] : unit.units) walk.units.add(one);
}

function lookup({ field, domain, at }: Lookup, walk: Walk): void {
  walk.kept.add(field);
  walk.tables.add(domain);
  time(at, walk);
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
      clock(expression.clock, walk);
      return;
    case 'lookup':
      lookup(expression.lookup, walk);
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
