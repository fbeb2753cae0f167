// Turns the expressions of the plan into functions of a row. They read the record as it stands in its table and nothing else.
import { DateTime } from 'luxon';
import type { NumberExpression, Operand, Predicate, SpanUnit, TimeExpression } from '../plan/expression.ts';
import { after, afterDay, dayOf, positionOf, throughDay } from '../time/moment.ts';
import type { Zone } from '../time/zone.ts';
import type { Occurrence } from './occurrences.ts';
import type { RecordTable } from './record-table.ts';

/** A moment, or an exact integer; NaN = missing. */
export type RowNumber = (row: number) => number;
export type RowTest = (row: number) => boolean;

export interface ExpressionCompiler {
  time(expression: TimeExpression): RowNumber;
  number(expression: NumberExpression): RowNumber;
  test(predicate: Predicate): RowTest;
}

const missing: RowNumber = () => Number.NaN;

export function createExpressionCompiler(table: RecordTable, zone: Zone): ExpressionCompiler {
  const compiler: ExpressionCompiler = {
    time: (expression) => compileTime({ table, zone, compiler }, expression),
    number: (expression) => compileNumber({ table, zone, compiler }, expression),
    test: (predicate) => compileTest({ table, zone, compiler }, predicate),
  };
  return compiler;
}

interface Context {
  readonly table: RecordTable;
  readonly zone: Zone;
  readonly compiler: ExpressionCompiler;
}

function compileTime(context: Context, expression: TimeExpression): RowNumber {
  const { table, zone, compiler } = context;
  switch (expression.kind) {
    case 'field':
      return table.fields[expression.field]?.read ?? missing;
    case 'derived': {
      const derived = table.plan.derived[expression.derived];
      return derived?.type === 'time' ? compiler.time(derived.expression) : missing;
    }
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
    case 'plus': {
      const from = compiler.time(expression.from);
      const add = compiler.number(expression.add);
      return (row) => plus(zone, from(row), { add: add(row), unit: expression.unit });
    }
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
    case 'extend': {
      const from = compiler.time(expression.from);
      return (row) => extend(context, from(row), { ...expression, row });
    }
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

const HOUR_MS = 3_600_000;

/** Hours keep the time of day; longer units give the day, read through its end. A month clamps to its last day. */
function plus(zone: Zone, from: number, { add, unit }: { readonly add: number; readonly unit: SpanUnit }): number {
  if (Number.isNaN(from) || Number.isNaN(add)) return Number.NaN;
  if (unit === 'hour') return Math.floor(from) + add * HOUR_MS;
  const day = DateTime.fromMillis(dayOf(zone, from) * 24 * HOUR_MS, { zone: 'utc' });
  const moved = day.plus({ [`${unit}s`]: add });
  return throughDay(zone.midnight(Math.floor(moved.toMillis() / (24 * HOUR_MS))));
}

interface PartField {
  readonly part: number;
  readonly field: number;
}

/** The given instant of every standing occurrence that has it, earliest first. */
function instantsOf({ table, zone }: Context, row: number, { part, field }: PartField): readonly number[] {
  return (table.parts[part]?.standing(row) ?? [])
    .map((occurrence) => valueIn(occurrence, field))
    .filter((value) => !Number.isNaN(value))
    .sort((left, right) => positionOf(zone, left) - positionOf(zone, right) || left - right);
}

export function valueIn(occurrence: Occurrence, field: number): number {
  return occurrence.values[field] ?? Number.NaN;
}

interface Pauses {
  readonly row: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/** Walks the pauses by their start: one that starts by the deadline so far moves it by its length, or for ever. */
function extend({ table, zone }: Context, from: number, { row, part, start, end }: Pauses): number {
  let deadline = from;
  const pauses = (table.parts[part]?.standing(row) ?? [])
    .map((occurrence) => ({ start: valueIn(occurrence, start), end: valueIn(occurrence, end) }))
    .filter((pause) => !Number.isNaN(pause.start))
    .sort((left, right) => positionOf(zone, left.start) - positionOf(zone, right.start) || left.end - right.end);
  for (const pause of pauses) {
    if (Number.isNaN(deadline) || positionOf(zone, pause.start) > positionOf(zone, deadline)) break;
    if (Number.isNaN(pause.end)) return Number.NaN;
    deadline = moveBy(zone, deadline, Math.max(0, Math.floor(pause.end) - Math.floor(pause.start)));
  }
  return deadline;
}

/** A deadline day moves by its end and stays a day; an exact deadline moves exactly. */
function moveBy(zone: Zone, deadline: number, lengthMs: number): number {
  if (deadline === Math.floor(deadline)) return deadline + lengthMs;
  const end = positionOf(zone, throughDay(Math.floor(deadline)));
  return throughDay(zone.midnight(zone.dayOf(end + lengthMs)));
}

function compileNumber(context: Context, expression: NumberExpression): RowNumber {
  const { table, compiler } = context;
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'field':
      return table.fields[expression.field]?.read ?? missing;
    case 'derived': {
      const derived = table.plan.derived[expression.derived];
      return derived?.type === 'number' ? compiler.number(derived.expression) : missing;
    }
    case 'between': {
      const from = compiler.time(expression.from);
      const to = compiler.time(expression.to);
      return (row) => positionOf(context.zone, to(row)) - positionOf(context.zone, from(row));
    }
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
      return (row) => tests.every((test) => test(row));
    }
    case 'any': {
      const tests = predicate.of.map(compiler.test);
      return (row) => tests.some((test) => test(row));
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
    case 'derived': {
      const derived = table.plan.derived[predicate.derived];
      return derived?.type === 'flag' ? compiler.test(derived.expression) : () => false;
    }
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
