// Turns the expressions of the plan into functions of a row. They read the record as it stands in its table and nothing else.
import type { NumberExpression, Operand, Predicate, TimeExpression } from '../plan/expression.ts';
import type { Reference } from '../reference/reference.ts';
import { after, afterDay, positionOf } from '../time/moment.ts';
import type { Zone } from '../time/zone.ts';
import { createDerivedMemory, type DerivedMemory, type Reading } from './derived-memory.ts';
import { compileLookup } from './lookup.ts';
import { type Occurrence, valueIn } from './occurrences.ts';
import type { RecordTable } from './record-table.ts';
import { compileBetween, compileExtend, compilePlus } from './span.ts';

/** A moment, or an exact integer; NaN = missing. */
export type RowNumber = (row: number) => number;
export type RowTest = (row: number) => boolean;

export interface ExpressionCompiler {
  time(expression: TimeExpression): RowNumber;
  number(expression: NumberExpression): RowNumber;
  test(predicate: Predicate): RowTest;
}

const missing: RowNumber = () => Number.NaN;

/** @param reading says when a record may have changed; without it nothing derived is remembered. */
export function createExpressionCompiler(
  table: RecordTable,
  reference: Reference,
  reading: Reading | null = null,
): ExpressionCompiler {
  const compiler: ExpressionCompiler = {
    time: (expression) => compileTime(context, expression),
    number: (expression) => compileNumber(context, expression),
    test: (predicate) => compileTest(context, predicate),
  };
  const derived = createDerivedMemory(table, compiler, reading);
  const context: Context = { table, reference, zone: reference.zone, compiler, derived };
  return compiler;
}

/** What an expression is compiled in. */
export interface Context {
  readonly table: RecordTable;
  readonly reference: Reference;
  readonly zone: Zone;
  readonly compiler: ExpressionCompiler;
  readonly derived: DerivedMemory;
}

function compileTime(context: Context, expression: TimeExpression): RowNumber {
  const { table, zone, compiler } = context;
  switch (expression.kind) {
    case 'field':
      return table.fields[expression.field]?.read ?? missing;
    case 'derived':
      return context.derived.time(expression.derived);
    case 'first':
      return firstPresent(expression.of.map(compiler.time));
    case 'min':
    case 'max':
      return extreme(zone, expression.of.map(compiler.time), expression.kind === 'min' ? -1 : 1);
    case 'when': {
      const test = compiler.test(expression.test);
      const then = compiler.time(expression.then);
      return (row) => (test(row) ? then(row) : Number.NaN);
    }
    case 'plus':
      return compilePlus(context, expression);
    case 'after':
    case 'after_day': {
      const of = compiler.time(expression.of);
      const move = expression.kind === 'after' ? after : afterDay;
      return (row) => ifPresent(of(row), (moment) => move(zone, moment));
    }
    case 'nth':
      return (row) => instantsOf(context, row, expression)[expression.n - 1] ?? Number.NaN;
    case 'last':
      return (row) => instantsOf(context, row, expression).at(-1) ?? Number.NaN;
    case 'extend':
      return compileExtend(context, expression);
  }
}

function ifPresent(value: number, then: (value: number) => number): number {
  return Number.isNaN(value) ? Number.NaN : then(value);
}

function firstPresent(branches: readonly RowNumber[]): RowNumber {
  return (row) => {
    for (const branch of branches) {
      const value = branch(row);
      if (!Number.isNaN(value)) return value;
    }
    return Number.NaN;
  };
}

function extreme(zone: Zone, branches: readonly RowNumber[], sign: 1 | -1): RowNumber {
  return (row) => {
    let best = Number.NaN;
    for (const branch of branches) {
      const value = branch(row);
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(best) || (positionOf(zone, value) - positionOf(zone, best)) * sign > 0) best = value;
    }
    return best;
  };
}

interface PartField {
  readonly part: number;
  readonly field: number;
}

const NO_INSTANTS: readonly number[] = [];

/** The given instant of every standing occurrence that has it, earliest first. */
function instantsOf({ table, zone }: Context, row: number, { part, field }: PartField): readonly number[] {
  const standing = table.parts[part]?.standing(row);
  // Most records have none, and are asked with every statement.
  if (standing === undefined || standing.length === 0) return NO_INSTANTS;
  return standing
    .map((occurrence) => valueIn(occurrence, field))
    .filter((value) => !Number.isNaN(value))
    .sort((left, right) => positionOf(zone, left) - positionOf(zone, right) || left - right);
}

function compileNumber(context: Context, expression: NumberExpression): RowNumber {
  const { table } = context;
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'field':
      return table.fields[expression.field]?.read ?? missing;
    case 'derived':
      return context.derived.number(expression.derived);
    case 'between':
      return compileBetween(context, expression);
    case 'lookup':
      return compileLookup(context, expression.lookup);
    case 'count': {
      const { part, field } = expression;
      const has = (occurrence: Occurrence): boolean => field === null || !Number.isNaN(valueIn(occurrence, field));
      return (row) => (table.parts[part]?.standing(row) ?? []).filter(has).length;
    }
    case 'sum': {
      const { part, field } = expression;
      return (row) => sumOf((table.parts[part]?.standing(row) ?? []).map((occurrence) => valueIn(occurrence, field)));
    }
    case 'filled': {
      const fields = expression.fields.map((field) => table.fields[field]?.read ?? missing);
      return (row) => fields.filter((read) => !Number.isNaN(read(row))).length;
    }
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
}

function compileTest(context: Context, predicate: Predicate): RowTest {
  const { table, compiler } = context;
  switch (predicate.kind) {
    case 'all': {
      const tests = predicate.of.map(compiler.test);
      return (row) => {
        for (const test of tests) if (!test(row)) return false;
        return true;
      };
    }
    case 'any': {
      const tests = predicate.of.map(compiler.test);
      return (row) => {
        for (const test of tests) if (test(row)) return true;
        return false;
      };
    }
    case 'not': {
      const test = compiler.test(predicate.of);
      return (row) => !test(row);
    }
    case 'set':
    case 'missing': {
      const read = operand(context, predicate.of);
      const wanted = predicate.kind === 'missing';
      return (row) => Number.isNaN(read(row)) === wanted;
    }
    case 'in':
      return oneOf(context, predicate.field, predicate.values);
    case 'compare':
      return comparison(context, predicate);
    case 'derived':
      return context.derived.test(predicate.derived);
    case 'any_of': {
      const { part, field } = predicate;
      return (row) => (table.parts[part]?.standing(row) ?? []).some((occurrence) => valueIn(occurrence, field) === 1);
    }
  }
}

function operand(context: Context, of: Operand): RowNumber {
  switch (of.kind) {
    case 'time': {
      const time = context.compiler.time(of.expression);
      return (row) => ifPresent(time(row), (moment) => positionOf(context.zone, moment));
    }
    case 'number':
      return context.compiler.number(of.expression);
    case 'symbol':
      return context.table.fields[of.field]?.read ?? missing;
  }
}

function oneOf({ table }: Context, field: number, values: readonly (string | number)[]): RowTest {
  const read = table.fields[field]?.read ?? missing;
  // Strings get their numbers at first use, when the dictionary has been restored.
  let wanted: ReadonlySet<number> | null = null;
  return (row) => {
    wanted ??= new Set(values.map((value) => (typeof value === 'string' ? table.dictionary.intern(value) : value)));
    return wanted.has(read(row));
  };
}

const comparisons = {
  lt: (left: number, right: number) => left < right,
  lte: (left: number, right: number) => left <= right,
  gt: (left: number, right: number) => left > right,
  gte: (left: number, right: number) => left >= right,
  eq: (left: number, right: number) => left === right,
} satisfies Record<Extract<Predicate, { kind: 'compare' }>['op'], (left: number, right: number) => boolean>;

/** A missing side is NaN, and no comparison with NaN holds. */
function comparison(context: Context, { op, left, right }: Extract<Predicate, { kind: 'compare' }>): RowTest {
  const compare = comparisons[op];
  const readLeft = operand(context, left);
  const readRight = operand(context, right);
  return (row) => compare(readLeft(row), readRight(row));
}
