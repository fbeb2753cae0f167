// What measures and tests of the impossible need, through whatever is derived: fields that the state must keep, parts, the tables
// they ask, the working calendar.
import type { Lookup, NumberExpression, Operand, Predicate, TimeExpression, UnitLookup } from './expression.ts';
import type { MeasurePlan, RecordPlan } from './plan.ts';

type Needing = Pick<RecordPlan, 'unit' | 'derived' | 'families' | 'measures'> & {
  readonly impossible?: Predicate | null | undefined;
};

export interface Needs {
  /** Scalar fields, those of the dimensions and of the unit among them. */
  readonly kept: ReadonlySet<number>;
  /** Parts by their places. */
  readonly parts: ReadonlySet<number>;
  /** Domains by their places. */
  readonly tables: ReadonlySet<number>;
  readonly usesCalendar: boolean;
}

export function needsOf(record: Needing): Needs {
  const walk: Walk = {
    derived: record.derived,
    kept: new Set(),
    parts: new Set(),
    tables: new Set(),
    units: new Set(),
    visited: new Set(),
  };
  if (record.unit.kind === 'field') walk.kept.add(record.unit.field);
  for (const { by } of record.families) for (const field of by) walk.kept.add(field);
  if (record.impossible) predicate(record.impossible, walk);
  for (const one of record.measures) measure(one, walk);
  const { kept, parts, tables, units } = walk;
  return { kept, parts, tables, usesCalendar: [...units].some((unit) => WORKING.has(unit)) };
}

const WORKING: ReadonlySet<string> = new Set(['working_hour', 'working_day', 'working']);

function measure({ what, where }: MeasurePlan, walk: Walk): void {
  if (where !== null) predicate(where, walk);
  if ('at' in what && typeof what.at !== 'number') time(what.at, walk);
  if ('of' in what && what.of !== null) number(what.of, walk);
  if (what.kind === 'cohort') for (const happened of what.by) time(happened, walk);
  if (what.kind === 'hold') walk.parts.add(what.part);
  if (what.kind === 'cover') for (const { part } of [what, what.within ?? what]) walk.parts.add(part);
  if (what.kind !== 'stock' && what.kind !== 'cover') return;
  for (const edge of [what.enter, what.leave]) if (edge !== undefined && edge !== null) time(edge, walk);
}

interface Walk {
  readonly derived: RecordPlan['derived'];
  readonly kept: Set<number>;
  readonly parts: Set<number>;
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
      walk.parts.add(expression.part);
      time(expression.from, walk);
      clock(expression.clock, walk);
      return;
    case 'nth':
    case 'last':
      walk.parts.add(expression.part);
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
      if (expression.pauses !== null) walk.parts.add(expression.pauses.part);
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
    case 'count':
    case 'sum':
      walk.parts.add(expression.part);
      return;
    case 'constant':
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
      walk.parts.add(test.part);
      return;
  }
}

function operand(of: Operand, walk: Walk): void {
  if (of.kind === 'time') time(of.expression, walk);
  else if (of.kind === 'number') number(of.expression, walk);
  else walk.kept.add(of.field);
}
