// How an explanation is written: the formula as a tree of what each part came to, each measure with its cells, and the records.
import {
  type CellBehind,
  type ContributionBehind,
  type ExplainedTerm,
  type Formula,
  formatDay,
  formatPeriod,
  type Plan,
  type Reading,
  type Result,
} from '@nhip/core';
import { Writings } from '../query/rows.ts';
import type { ToldRecord, ToldRecords, ToldValue } from './explain.ts';
import type { ExplainQuery } from './explain-query.ts';

/** The answer in pieces: measures may have thousands of cells. */
export function* answerTexts(plan: Plan, query: ExplainQuery, told: ToldValue): Generator<string> {
  const { explained, cells, records } = told;
  const head = JSON.stringify({
    ...headOf(plan, query, told),
    formula: explained.term === null ? null : termOf(plan, query, explained.term),
  });
  yield `${head.slice(0, -1)},"measures":[`;
  for (const [place, reading] of explained.readings.entries()) {
    if (place > 0) yield ',\n';
    yield* measureTexts(plan, reading, cells[place] ?? []);
  }
  yield `],"measuresLeftOut":${explained.omitted},"records":`;
  if (records === null) yield 'null}\n';
  else yield* recordTexts(plan, explained.readings, records);
}

function headOf(plan: Plan, { kpi, unit, grain, period, dimension, boundaries }: ExplainQuery, told: ToldValue) {
  const { published, explained, catalogue } = told;
  const { result, state, asOf } = published;
  return {
    kpi: kpi.id,
    title: explained.definition.title,
    basis: explained.definition.basis,
    unit,
    dims: dimension === null ? {} : { [dimension.name]: dimension.value },
    grain,
    period: formatPeriod(grain, period),
    boundaries,
    catalogue: { id: plan.id, version: catalogue },
    published: { ...stated(result), state, asOf: new Writings(plan.timeZone).moment(asOf) },
    computed: explained.result === null ? null : stated(explained.result),
  };
}

function stated({ value, numerator, denominator, score, target, status, flags }: Result) {
  return { value, numerator, denominator, score, target, status, flags };
}

type Written = Readonly<Record<string, unknown>>;

function termOf(plan: Plan, query: ExplainQuery, term: ExplainedTerm): Written {
  const { formula, value, numerator, denominator, of, readings, parts } = term;
  return {
    is: formula.kind,
    ...attributesOf(plan, formula),
    value,
    ...(denominator === null ? {} : { numerator, denominator }),
    ...(readings.length === 0 ? {} : { measures: readings }),
    ...(of.length === 0 ? {} : { of: of.map((inner) => termOf(plan, query, inner)) }),
    ...(parts.length === 0
      ? {}
      : {
          parts: parts.map(({ kpi, result }) => ({
            kpi: kpi.id,
            value: result?.value ?? null,
            score: result?.score ?? null,
            status: result?.status ?? null,
            explain: pathOf(query, kpi.id),
          })),
        }),
  };
}

function attributesOf(plan: Plan, formula: Formula): Written {
  switch (formula.kind) {
    case 'shift':
    case 'growth':
    case 'window': {
      const { kind: _kind, ...step } = formula.step;
      return { days: { kind: formula.step.kind, ...step } };
    }
    case 'quantile':
      return { q: formula.q };
    case 'kpi':
    case 'score_of':
      return { kpi: plan.kpis[formula.kpi]?.id ?? null };
    case 'members':
      return {
        members: formula.of.kind === 'domain' ? formula.of.name : formula.of.kind,
        having: testsOf(plan, formula),
      };
    case 'composite':
      return { divide: formula.divide, missing: formula.missing };
    case 'measure':
    case 'constant':
    case 'ratio':
    case 'add':
    case 'minus':
    case 'times':
    case 'max':
    case 'first':
    case 'sliced_kpi':
    case 'by_grain':
      return {};
  }
}

function testsOf(plan: Plan, { having }: Extract<Formula, { kind: 'members' }>): readonly Written[] {
  return having.map(({ measure: { record, measure }, op, value }) => {
    const of = plan.records[record];
    return { measure: `${of?.name}.${of?.measures[measure]?.name}`, op, value };
  });
}

/** Where the value of another KPI at the same place is explained. */
function pathOf({ unit, grain, period, dimension, boundaries }: ExplainQuery, kpi: string): string {
  const path = [kpi, 'values', unit, formatPeriod(grain, period), 'explain'].map(encodeURIComponent).join('/');
  const asked = new URLSearchParams({
    ...(dimension === null ? {} : { dim: `${dimension.name}:${dimension.value}` }),
    ...(boundaries === 'then' ? {} : { boundaries }),
  }).toString();
  return `/v1/kpis/${path}${asked === '' ? '' : `?${asked}`}`;
}

function* measureTexts(plan: Plan, reading: Reading, cells: readonly CellBehind[]): Generator<string> {
  const { record, measure, fixed, node, first, end, value } = reading;
  const names = dimensionNames(plan, reading);
  const head = JSON.stringify({
    measure: `${plan.records[record]?.name}.${measure.name}`,
    title: measure.title,
    is: measure.what.kind,
    unit: node,
    dims: Object.fromEntries(fixed.map(({ position, value: wanted }) => [names[position] ?? '', wanted])),
    ...daysOf({ first, end }),
    value,
    divisor: measure.divisor,
    gathered: cells.some(({ dimensions }) => dimensions === null),
  });
  yield `${head.slice(0, -1)},"cells":[`;
  for (const [place, cell] of cells.entries()) {
    yield (place === 0 ? '\n' : ',\n') + JSON.stringify(cellOf(cell, names, measure.divisor));
  }
  yield ']}';
}

function dimensionNames(plan: Plan, { record, measure }: Reading): readonly string[] {
  const of = plan.records[record];
  return (of?.families[measure.family]?.by ?? []).map((field) => of?.fields[field]?.name ?? '');
}

function cellOf(
  { unit, countsFor, dimensions, first, end, amount, sketch }: CellBehind,
  names: readonly string[],
  divisor: number,
): Written {
  return {
    unit,
    ...(countsFor === null ? {} : { countsFor }),
    ...(dimensions === null ? {} : { dims: dimsOf(names, dimensions) }),
    ...daysOf({ first, end }),
    amount: exact(amount),
    ...(sketch.length === 0 ? {} : { values: sketch.map(([value, count]) => [value / divisor, count]) }),
  };
}

function dimsOf(names: readonly string[], values: readonly string[]): Written {
  return Object.fromEntries(names.map((name, position) => [name, values[position] ?? '']));
}

/** First and last day; a stock counts all days up to its last one. */
function daysOf({ first, end }: Pick<CellBehind, 'first' | 'end'>): Written {
  return { from: Number.isFinite(first) ? formatDay(first) : null, to: formatDay(end - 1) };
}

/** A number that a JSON reader would round is written as text. */
function exact(amount: number | bigint): number | string {
  const number = Number(amount);
  return Number.isSafeInteger(number) ? number : String(amount);
}

function* recordTexts(plan: Plan, readings: readonly Reading[], { count, list }: ToldRecords): Generator<string> {
  yield `{"count":${count ?? 'null'},"complete":${list.length === count},"list":[`;
  for (const [place, record] of list.entries()) {
    yield (place === 0 ? '\n' : ',\n') + JSON.stringify(recordOf(plan, readings, record));
  }
  yield ']}}\n';
}

function recordOf(plan: Plan, readings: readonly Reading[], { record, key, unit, contributions }: ToldRecord): Written {
  return {
    record: plan.records[record]?.name,
    key,
    unit,
    puts: [...contributions].flatMap(([measure, own]) => {
      const reading = readings[measure];
      return reading === undefined ? [] : own.map((one) => ({ measure, ...putOf(plan, reading, one) }));
    }),
  };
}

function putOf(plan: Plan, reading: Reading, { dimensions, first, end, amount, value }: ContributionBehind): Written {
  return {
    dims: dimsOf(dimensionNames(plan, reading), dimensions),
    ...daysOf({ first, end }),
    amount: exact(amount),
    ...(value === null ? {} : { value: value / reading.measure.divisor }),
  };
}
