// Oracle: what is written in a KPI, found in the YAML: its measures, and its value from rolled-up measures.
import type { Catalogue, Kpi } from './catalogue.ts';
import type { Measure } from './facts.ts';
import { measureUse, members, readSlice } from './measure-use.ts';
import type { Value } from './value.ts';
import { isMap, itemsOf, listOf, type MapNode, mapOf, mapOrEmpty, type Node, numberOf, textOf } from './yaml-node.ts';

/** Dimension -> value. */
export type Slice = Readonly<Record<string, string>>;

export interface MeasureUse {
  readonly measure: Measure;
  readonly slice: Slice;
}

/** How measures read at the node and period asked for. */
export interface Reader {
  read(use: MeasureUse): number;
  /** Every value of a sketch measure. */
  list(use: MeasureUse): readonly number[];
  /** How many members pass all tests. */
  members(asked: MembersAsked): number;
}

export interface MembersAsked {
  readonly set: string;
  readonly level: string | null;
  readonly tests: readonly MemberTest[];
  readonly columns: readonly ColumnTest[];
  /** What is fixed around them. */
  readonly slice: Slice;
}

export interface MemberTest extends MeasureUse {
  readonly passes: (value: number) => boolean;
}

/** A test of what the table of the members' domain says of one. */
export interface ColumnTest {
  readonly column: string;
  readonly passes: (cell: Value) => boolean;
}

export interface Outcome {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** How far the value may be off: sketches are within 1 %. */
  readonly tolerance: number;
}

/** What formulas read. */
export interface Sources {
  readonly reader: Reader;
  /** The points of another KPI at the node and period asked for, as the definition reads them that asks. */
  points(id: string, asking: Kpi | null): number | null;
}

export interface FormulaContext extends Sources {
  readonly catalogue: Catalogue;
  /** What flags read: nothing of it is told of the value. */
  readonly forFlags: Sources;
  readonly slice: Slice;
  /** The grain that is asked for. */
  readonly grain: string;
  /** The same for the other days that a shift or window leads to; null: there are none. */
  elsewhere(step: MapNode, byMonth: boolean): Elsewhere | null;
  /** A flow in the formula that nobody may ask for less than a month of: its cells know no more. */
  countsByMonth(of: Node, slice: Slice): boolean;
  raise(flag: string): void;
  /** The definition whose formula is computed; null: only a part of a formula is looked at. */
  readonly definition: Kpi | null;
  /** Definitions of a KPI that are asked in these days: the one that is valid on the last of them. */
  definitionsOf(id: string): readonly Kpi[];
  /** The day lies among these days, and is not the first. */
  spans(day: number): boolean;
  /** Also looks at branches that are not asked. */
  readonly looksEverywhere?: boolean;
}

/** What depends on the days that are read. */
export type Elsewhere = Sources & Pick<FormulaContext, 'forFlags' | 'elsewhere' | 'definitionsOf' | 'spans'>;

const FORMS = [
  'ratio',
  'quantile',
  'value',
  'add',
  'minus',
  'times',
  'max',
  'first',
  'members',
  'score_of',
  'shift',
  'growth',
  'by_grain',
] as const;

/** The formula of a KPI document: the part of it that says how to compute. */
export function formulaOf({ body }: Kpi): MapNode {
  const form = FORMS.find((name) => name in body);
  if (isComposite(body)) return { composite: body.composite };
  if (form === undefined) throw new RangeError(`the oracle finds no formula in ${String(body.kpi)}`);
  const extras = Object.fromEntries(
    ['having', 'level', 'empty'].flatMap((name) => (name in body ? [[name, body[name]]] : [])),
  );
  return { [form]: body[form], ...extras };
}

export function isComposite(body: MapNode): boolean {
  return 'composite' in body;
}

/** Ids of the KPIs whose points a composite adds up. */
export function partsOf({ body }: Kpi): readonly string[] {
  return listOf(mapOf(body.composite).parts).map(textOf);
}

export function sliceOf({ body }: Kpi): Slice {
  return readSlice(body.slice);
}

export function outcomeOf(node: Node, context: FormulaContext): Outcome {
  if (isMap(node)) {
    if ('ratio' in node) return ratio(mapOf(node.ratio), context);
    if ('quantile' in node) return quantile(mapOf(node.quantile), context);
    if ('times' in node) return times(listOf(node.times), context);
    if ('value' in node) return outcomeOf(node.value, context);
    if ('kpi' in node) return otherKpi(textOf(node.kpi), context);
    if ('composite' in node) return sumOfPoints(mapOf(node.composite), context);
    if ('first' in node) return firstBranch(node, context);
    if ('shift' in node) return elsewhere(node, mapOf(node.shift).of, context);
    if ('window' in node) return elsewhere(node, node.of, context);
    if ('growth' in node) return growth(node, context);
    if ('by_grain' in node) return plain(byGrain(mapOf(node.by_grain), context));
  }
  return plain(numberFrom(node, context));
}

function plain(value: number | null): Outcome {
  return { value, numerator: value, denominator: null, tolerance: 0 };
}

const NOTHING: Outcome = { value: null, numerator: null, denominator: null, tolerance: 0 };

function elsewhere(step: MapNode, of: Node, context: FormulaContext): Outcome {
  const other = context.elsewhere(step, context.countsByMonth(of, context.slice));
  if (other === null) return NOTHING;
  tellChange({ ...context, ...other });
  return outcomeOf(of, { ...context, ...other });
}

/** Days before and after the one on which the definition begins are read as one. */
function tellChange({ definition, spans, raise }: FormulaContext): void {
  if (definition !== null && spans(definition.from)) raise('DEFINITION_CHANGED');
}

/** What it is now over what it was. */
function growth(node: MapNode, context: FormulaContext): Outcome {
  const { of } = mapOf(node.growth);
  const now = outcomeOf(of, context);
  const then = elsewhere(node, of, context);
  const parts = { numerator: now.value, denominator: then.value };
  if (now.value === null || then.value === null || then.value === 0) return { ...parts, value: null, tolerance: 0 };
  const value = now.value / then.value - 1;
  const off = now.tolerance + then.tolerance;
  if (off === 0) return { ...parts, value, tolerance: 0 };
  // Sketches: the quotient may be off by both.
  const most =
    (Math.abs(now.value) + now.tolerance) / Math.max(Math.abs(then.value) - then.tolerance, Number.MIN_VALUE);
  return { ...parts, value, tolerance: most - Math.abs(now.value / then.value) };
}

/** `1/12`, or a number. */
function byGrain(values: MapNode, { grain }: FormulaContext): number | null {
  const written = Object.entries(values).find(([name]) => name.replace(/^(\d+)d$/, 'P$1D') === grain)?.[1];
  if (written === undefined) return null;
  const [above, below] = String(written).split('/').map(Number);
  return (above ?? 0) / (below ?? 1);
}

function otherKpi(id: string, context: FormulaContext): Outcome {
  const outcomes = context.definitionsOf(id).map((kpi) => outcomeOfKpi(kpi, context));
  return outcomes.at(-1) ?? NOTHING;
}

/** The formula of a KPI, with the value it gives where there is nothing to divide, and the flags it declares. */
export function outcomeOfKpi(kpi: Kpi, around: FormulaContext): Outcome {
  const context = { ...around, slice: { ...around.slice, ...sliceOf(kpi) }, definition: kpi };
  tellChange(context);
  const outcome = outcomeOf(formulaOf(kpi), context);
  for (const [flag, node] of Object.entries(mapOrEmpty(kpi.body.flags))) {
    const value = numberFrom(node, { ...context, ...context.forFlags, raise: () => undefined });
    if (value !== null && value !== 0) context.raise(flag);
  }
  const { zero } = kpi.body;
  if (!isMap(zero) || outcome.value !== null || outcome.denominator !== 0) return outcome;
  if (typeof zero.flag === 'string') context.raise(zero.flag);
  return { ...outcome, value: numberOf(zero.value) };
}

function ratio({ of, over }: MapNode, context: FormulaContext): Outcome {
  const numerator = numberFrom(of, context);
  const denominator = numberFrom(over, context);
  const value = numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator;
  return { value, numerator, denominator, tolerance: 0 };
}

/** Numerator and denominator are those of the first factor; the others stand beside it. */
function times(factors: readonly Node[], context: FormulaContext): Outcome {
  const outcomes = factors.map((factor) => outcomeOf(factor, context));
  const numbers = outcomes.map(({ value }) => value);
  const value = numbers.some((number) => number === null)
    ? null
    : numbers.reduce<number>((all, number) => all * (number ?? 0), 1);
  const tolerance = productOf(outcomes, (each) => each.tolerance) - productOf(outcomes, () => 0);
  const inner = outcomes.find(({ denominator }) => denominator !== null);
  if (inner !== undefined) return { ...inner, value, tolerance };
  return { value, numerator: value, denominator: null, tolerance };
}

/** The largest product of the values there can be, each being off by so much. */
function productOf(outcomes: readonly Outcome[], off: (outcome: Outcome) => number): number {
  return outcomes.reduce((product, each) => product * (Math.abs(each.value ?? 0) + off(each)), 1);
}

/** Interpolated between ranks. */
function quantile({ of, q }: MapNode, context: FormulaContext): Outcome {
  const values = [...context.reader.list(measureUse(of, context))].sort((left, right) => left - right);
  if (values.length === 0) return { value: null, numerator: null, denominator: 0, tolerance: 0 };
  const rank = numberOf(q) * (values.length - 1);
  const below = values[Math.floor(rank)] ?? 0;
  const above = values[Math.ceil(rank)] ?? 0;
  const value = below + (above - below) * (rank - Math.floor(rank));
  const tolerance = 0.01 * Math.max(Math.abs(below), Math.abs(above)) + 1e-9;
  return { value, numerator: null, denominator: values.length, tolerance };
}

function numberFrom(node: Node, context: FormulaContext): number | null {
  if (typeof node === 'number') return node;
  if (typeof node === 'string') return context.reader.read(measureUse(node, context));
  const map = mapOf(node);
  const each = (nodes: Node): readonly (number | null)[] => listOf(nodes).map((item) => numberFrom(item, context));
  if ('add' in map) return whenAll(each(map.add), (numbers) => numbers.reduce((sum, number) => sum + number, 0));
  if ('minus' in map)
    return whenAll(each(map.minus), ([head = 0, ...rest]) => rest.reduce((left, number) => left - number, head));
  if ('max' in map) return greatest(each(map.max));
  if ('members' in map) return members(map, context);
  if ('score_of' in map) return context.points(textOf(map.score_of), context.definition);
  if ('measure' in map) return context.reader.read(measureUse(map, context));
  return outcomeOf(map, context).value;
}

/** `first: [a, b]`, or `first: { of: [a, b], empty: [none, 0] }`. */
function branchesOf(first: Node): Node {
  return isMap(first) ? first.of : first;
}

function emptyOf({ first, empty }: MapNode): readonly unknown[] {
  return itemsOf(isMap(first) ? (first.empty ?? empty) : empty);
}

function whenAll(numbers: readonly (number | null)[], then: (numbers: readonly number[]) => number): number | null {
  const present = numbers.filter((number) => number !== null);
  return present.length === numbers.length ? then(present) : null;
}

function greatest(numbers: readonly (number | null)[]): number | null {
  const present = numbers.filter((number) => number !== null);
  return present.length === 0 ? null : Math.max(...present);
}

/**
 * Branches behind the one that answers are not looked at, and what those before it would have said is not said: neither raises a
 * flag. The last one answers whatever it says.
 */
function firstBranch(map: MapNode, context: FormulaContext): Outcome {
  const zeroIsEmpty = emptyOf(map).includes(0);
  const branches = listOf(branchesOf(map.first));
  let found: Outcome | null = null;
  for (const [place, branch] of branches.entries()) {
    if (found !== null && context.looksEverywhere !== true) break;
    const { of, flag } = isMap(branch) && 'flag' in branch ? branch : { of: branch, flag: null };
    const raised: string[] = [];
    const outcome = outcomeOf(of, { ...context, raise: (name) => raised.push(name) });
    const isEmpty = outcome.value === null || (zeroIsEmpty && outcome.value === 0);
    if (found !== null || (isEmpty && place < branches.length - 1)) continue;
    found = outcome;
    for (const name of raised) context.raise(name);
    if (typeof flag === 'string' && outcome.value !== null) context.raise(flag);
  }
  return found ?? NOTHING;
}

/** Only what is read of a composite is of interest here; its points are added up where they are judged. */
function sumOfPoints({ parts }: MapNode, context: FormulaContext): Outcome {
  for (const part of listOf(parts)) context.points(textOf(part), context.definition);
  return { value: null, numerator: null, denominator: null, tolerance: 0 };
}
