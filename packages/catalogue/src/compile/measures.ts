// Compiles the measures of a record type, and the families of cells they share: equal dimensions and equal bucket.
import type { CellFamily, MeasureKind, MeasurePlan, TimeExpression } from '@nhip/core';
import type { z } from 'zod';
import { openMeasure, openStock } from '../language/record-schema.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { byPeriodIn, cohortOf } from './cohort.ts';
import { coverOf } from './cover.ts';
import { numberOf, timeOf } from './expression.ts';
import { createFamilies, type Families } from './families.ts';
import { isName } from './fields.ts';
import { bucketOf, type Finest } from './grains.ts';
import { testOf } from './predicate.ts';
import { divisorOf, fieldOfPart, mustBeInstant, partField, type Scope, unknownName } from './scope.ts';

/** A measure with what only the compiler asks of it. */
export interface CompiledMeasure {
  readonly plan: MeasurePlan;
  /** Names of its dimensions, in the order of its family. */
  readonly dimensions: readonly string[];
  readonly finest: Finest;
}

export interface CompiledMeasures {
  readonly measures: readonly CompiledMeasure[];
  readonly families: readonly CellFamily[];
  readonly broken: ReadonlySet<string>;
}

export function compileMeasures(node: SourceNode | undefined, scope: Scope): CompiledMeasures {
  const families = createFamilies();
  const broken = new Set<string>();
  const measures = [...(node?.members ?? [])].flatMap(([name, measure]) => {
    const compiled = isName(name, measure, scope.faults) ? measureOf(name, measure, { scope, families }) : null;
    if (compiled === null) broken.add(name);
    return compiled ?? [];
  });
  return { measures, families: families.plans(), broken };
}

interface Context {
  readonly scope: Scope;
  readonly families: Families;
}

type Written = z.output<typeof openMeasure>;

function measureOf(name: string, node: SourceNode, { scope, families }: Context): CompiledMeasure | null {
  const written = read(node, openMeasure, scope.faults);
  if (written === null) return null;
  const dimensions = dimensionsOf(node, written, scope);
  const what = whatOf(node, written, scope);
  const where = node.members.get('where');
  const happened: TimeExpression[] = [];
  const inMeasure = { ...scope, byPeriod: byPeriodIn(what?.kind ?? null, happened), asOf: placeOf(what?.kind) };
  const test = where === undefined ? null : testOf(where, inMeasure);
  if (what === null || dimensions === null || (where !== undefined && test === null)) return null;
  const finest = written.finest ?? 'day';
  if (!isFineEnough(node, what.kind, { written, scope })) return null;
  const kind = cohortOf(what.kind, happened, finest);
  // Stocks stand at local midnights, whatever grains are asked for.
  const isFlow = ['count', 'sum', 'cohort', 'sketch'].includes(kind.kind);
  const by = dimensions.map(({ field }) => field);
  const { family, slot } = families.place({ by, bucket: isFlow ? bucketOf(finest) : 'day' }, kind);
  const plan: MeasurePlan = {
    name,
    title: written.title ?? null,
    what: kind,
    where: test,
    family,
    slot,
    divisor: what.divisor,
    units: written.units ?? 'sum',
    neverSummed: dimensions.flatMap(({ sum }, place) => (sum ? [] : [place])),
  };
  return { plan, dimensions: dimensions.map((dimension) => dimension.name), finest };
}

/** The instant that places a measure: tables are asked as of it. Readings and covers have no single one. */
function placeOf(kind: MeasureKind | undefined): TimeExpression | null {
  if (kind?.kind === 'stock') return kind.enter;
  return kind !== undefined && 'at' in kind && typeof kind.at !== 'number' ? kind.at : null;
}

interface Dimension {
  readonly name: string;
  readonly field: number;
  readonly sum: boolean;
}

const DIMENSION_KINDS: readonly string[] = ['text', 'code', 'enum', 'flag', 'integer'];

/** In declared order of the fields, so that equal sets share cells however they are written. */
function dimensionsOf(node: SourceNode, { by }: Written, scope: Scope): readonly Dimension[] | null {
  const items = node.members.get('by')?.items ?? [];
  const dimensions = (by ?? []).map((written, place) => {
    const at = items[place] ?? node;
    const { field: name, sum } = typeof written === 'string' ? { field: written, sum: true } : written;
    const found = scope.fields.get(name);
    if (found === undefined) return unknownName(scope, at, name);
    if (DIMENSION_KINDS.includes(found.field.type.kind)) return { name, field: found.index, sum };
    scope.faults.add(
      at,
      `the dimension '${name}' is of type ${found.field.type.kind}: expected one of ${DIMENSION_KINDS.join(', ')}`,
    );
    return null;
  });
  const present = dimensions.filter((dimension) => dimension !== null);
  if (new Set(present.map(({ field }) => field)).size < present.length) {
    scope.faults.add(node.members.get('by') ?? node, 'a dimension stands twice');
  }
  return present.length < dimensions.length ? null : present.sort((left, right) => left.field - right.field);
}

interface What {
  readonly kind: MeasureKind;
  readonly divisor: number;
}

const kinds = ['count', 'sum', 'sketch', 'stock', 'hold'] as const;

function whatOf(node: SourceNode, written: Written, scope: Scope): What | null {
  const [kind, ...others] = kinds.filter((one) => node.members.has(one));
  if (kind === undefined || others.length > 0) {
    const found = kind === undefined ? 'says none' : `says ${[kind, ...others].join(' and ')}`;
    scope.faults.add(node, `a measure is one of ${kinds.join(', ')}: this one ${found}`);
    return null;
  }
  const value = node.members.get(kind) ?? node;
  if (kind === 'stock') {
    const at = node.members.get('at');
    if (at !== undefined) scope.faults.add(at, `'at' is not known for a stock: expected enter and leave only`);
    if (!value.members.has('cover')) return stock(value, scope);
    const covered = coverOf(value, scope);
    return covered === null ? null : { kind: covered, divisor: 1 };
  }
  const at = node.members.get('at');
  if (at === undefined) {
    scope.faults.add(node, `'at' is missing: expected the instant that places the measure`);
    return null;
  }
  if (kind === 'hold') return hold(value, { at, path: written.hold ?? '' }, scope);
  const instant = timeOf(at, scope);
  if (kind === 'count') return instant === null ? null : { kind: { kind, at: instant }, divisor: 1 };
  const number = numberOf(value, { ...scope, asOf: instant });
  if (instant === null || number === null) return null;
  return { kind: { kind, of: number.expression, at: instant }, divisor: number.divisor };
}

function stock(node: SourceNode, scope: Scope): What | null {
  if (read(node, openStock, scope.faults) === null) return null;
  const [enterNode, leaveNode] = [node.members.get('enter'), node.members.get('leave')];
  if (enterNode === undefined) {
    scope.faults.add(node, `'enter' is missing: expected the instant from which a record is in the stock`);
    return null;
  }
  const enter = timeOf(enterNode, scope);
  const leave = leaveNode === undefined ? null : timeOf(leaveNode, scope);
  if (enter === null || (leaveNode !== undefined && leave === null)) return null;
  return { kind: { kind: 'stock', enter, leave }, divisor: 1 };
}

function hold(
  node: SourceNode,
  { at, path }: { readonly at: SourceNode; readonly path: string },
  scope: Scope,
): What | null {
  const value = partField(scope, node, path);
  if (value === null) return null;
  const divisor = divisorOf(value.field.type);
  if (divisor === null) scope.faults.add(node, `'${path}' is of type ${value.field.type.kind}: expected a number`);
  if (typeof at.value !== 'string') {
    scope.faults.add(at, `'at' of a hold is ${JSON.stringify(at.value)}: expected an instant of the same part`);
    return null;
  }
  const name = at.value.startsWith(`${value.part.name}.`) ? at.value.slice(value.part.name.length + 1) : at.value;
  const moment = mustBeInstant(scope, at, fieldOfPart(scope, at, { part: value.part, name }));
  if (moment === null || divisor === null) return null;
  return { kind: { kind: 'hold', part: value.part.index, value: value.index, at: moment.index }, divisor };
}

/** What is placed by a period falls on its last day: nothing finer may be asked than the period is long. */
function isFineEnough(
  node: SourceNode,
  kind: MeasureKind,
  { written, scope }: { readonly written: Written; readonly scope: Scope },
): boolean {
  if (!('at' in kind) || typeof kind.at === 'number' || kind.at.kind !== 'field' || written.finest !== undefined)
    return true;
  const { field: index } = kind.at;
  const place = [...scope.fields.values()].find((one) => one.index === index);
  if (place?.field.type.kind !== 'period') return true;
  scope.faults.add(node, `'${place.field.name}' is a period: expected finest, the smallest grain that may be asked`);
  return false;
}
