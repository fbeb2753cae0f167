// A KPI as the evaluator sees it: its formula compiled for the total or for one kept dimension, and one value of it at one place.
import type { Grain, KpiPlan, Validity } from '../plan/kpi.ts';
import type { Result } from '../published/value.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { daysOf } from '../time/period.ts';
import type { LensedUse } from './compiling.ts';
import { definitionsOf, isAlways, isValidOn, keptDimensions, overlaps } from './definitions.ts';
import { type CompiledFormula, compileFormula } from './formula.ts';
import { createSight, type Lens, type Sight, seenFrom } from './lens.ts';
import type { View } from './measure-use.ts';
import type { Judged, Part } from './part.ts';
import { type Asked, newFlags, type Place, type Window } from './place.ts';
import { ratedBy } from './rating.ts';
import { type Unconfirmed, unconfirmedOf } from './unconfirmed.ts';

export interface KpiView extends Part {
  /** One definition of it, as a KPI that was never defined otherwise. */
  readonly kpi: KpiPlan;
  readonly formula: CompiledFormula;
  /** Null: the total. */
  readonly dimension: string | null;
  readonly levels: ReadonlySet<string>;
  /** Every measure that a change has to be looked for in. */
  readonly uses: readonly LensedUse[];
  /** The lenses of these. */
  readonly lenses: readonly Lens[];
  /** Beside these, the ways to members that no measure tests. */
  readonly looks: readonly Lens[];
  readonly unconfirmed: Unconfirmed;
  /** The same KPI at the unit above, from where some units have their points; nobody is told how that comes about. */
  judgeAbove(at: Asked): Judged | null;
}

/** One value with the level its unit has then; null: nothing is published for the period. */
export interface Evaluated {
  readonly level: string;
  readonly result: Result;
}

export interface SeriesPlace {
  readonly node: string;
  /** Value of the kept dimension, '' for a total. */
  readonly value: string;
  readonly grain: Grain;
}

type Base = Omit<View, 'dimension'>;

/** Of each definition, for the total and for each dimension that it keeps. */
export function kpiViews(kpi: KpiPlan, base: Base): readonly KpiView[] {
  return [null, ...keptDimensions(kpi)].flatMap((dimension) => viewsOf(kpi, dimension, base));
}

function viewsOf(kpi: KpiPlan, dimension: string | null, base: Base): readonly KpiView[] {
  const kept = definitionsOf(kpi).filter(
    ({ per }) => dimension === null || per.some((one) => one.dimension === dimension),
  );
  return kept.map((definition) => openView(definition, dimension, base));
}

/** @param kpi one of its definitions. */
export function openView(kpi: KpiPlan, dimension: string | null, base: Base): KpiView {
  const part = (index: number, valid: Validity): Part => {
    const other = base.plan.kpis[index];
    if (other === undefined) throw new RangeError(`the plan has no KPI ${index}`);
    // What it says is told as a whole: how it came about is asked of itself.
    const views = viewsOf(other, dimension, { ...base, witness: undefined });
    return partOf(views.filter((one) => overlaps(one.kpi.valid, valid)));
  };
  const formula = compileFormula({ ...base, dimension, part }, kpi);
  const levels = dimension === null ? kpi.levels : kpi.per.find((kept) => kept.dimension === dimension)?.levels;
  const uses = [...formula.uses, ...formula.watched];
  let quiet: KpiView | null = null;
  const view: KpiView = {
    kpi,
    dimension,
    levels: new Set(levels),
    formula,
    formulas: [formula],
    uses,
    lenses: [...new Set(uses.map(({ lens }) => lens))],
    looks: formula.looks,
    unconfirmed: unconfirmedOf(kpi, base.plan),
    judge: (at) => judgeAt(view, at, base.rollup.tree),
    judgeAbove: (at) => {
      quiet ??= base.witness === undefined ? view : openView(kpi, dimension, { ...base, witness: undefined });
      return quiet.judge(at);
    },
  };
  return view;
}

/** As it is published: by the definition that is valid on the last day of the period that is asked for. */
function partOf(definitions: readonly KpiView[]): Part {
  const [only] = definitions;
  if (only !== undefined && definitions.length === 1 && isAlways(only.kpi.valid)) return only;
  return {
    formulas: definitions.flatMap(({ formulas }) => formulas),
    judge: (at) => {
      const lastDay = at.window.periodEnd - 1;
      return definitions.find(({ kpi }) => isValidOn(kpi.valid, lastDay))?.judge(at) ?? null;
    },
  };
}

/** With a stock: everything up to a local midnight, the end of the period or the beginning of today. Without: up to now. */
export function windowOf(
  kpi: Pick<KpiPlan, 'hasStock'>,
  { grain, period }: { grain: Grain; period: number },
  today: number,
): Window {
  const { first, end } = daysOf(grain, period);
  return { first, end: Math.min(end, kpi.hasStock ? today : today + 1), grain, period, periodEnd: end, today };
}

/** What a lens shows of each period on a day. Parts of a composite are read as far as each of them is by itself. */
export function sightOf({
  lens,
  grain,
  today,
}: {
  readonly lens: Lens;
  readonly grain: Grain;
  readonly today: number;
}): Sight {
  return createSight(lens, grain, {
    longest: (period) => windowOf({ hasStock: false }, { grain, period }, today),
    shortest: (period) => windowOf({ hasStock: true }, { grain, period }, today),
  });
}

/** A total is published for every unit in force; a value of a dimension only where somebody reports it. */
export function evaluateAt(view: KpiView, { node, value }: SeriesPlace, at: At): Evaluated | null {
  const judged = view.judge({ node, value, ...at });
  return judged === null || (view.dimension !== null && !judged.reports) ? null : judged;
}

export type At = Pick<Place, 'window' | 'epoch'>;

/** As of the KPI's own midnight or now, whoever asks. */
function judgeAt(view: KpiView, { node, value, window: asked, epoch }: Asked, tree: UnitTree): Judged | null {
  const { kpi, formula } = view;
  const window = windowOf(kpi, asked, asked.today);
  const stands = standsIn(tree, node, { window, hasStock: kpi.hasStock, epoch });
  const level = stands === null ? null : tree.levelIn(node, stands);
  if (stands === null || level === null || !view.levels.has(level)) return null;
  const place: Place = { node, value, member: '', window, asked: window, epoch, flags: newFlags() };
  const { notApplicable } = kpi.rating;
  if (notApplicable?.score === 'above' && notApplicable.levels.includes(level)) {
    const above = tree.aboveIn(node, stands, notApplicable.levels);
    const judged = above === null ? null : view.judgeAbove({ node: above, value, window: asked, epoch });
    return { ...inherited(judged, targetIn(kpi, window.periodEnd - 1)), level, reports: reports(view, place, tree) };
  }
  const outcome = kpi.formula.kind === 'composite' || reports(view, place, tree) ? formula.at(place) : null;
  const { result, showsFlags, ...rated } = ratedBy(kpi.rating, { outcome, level });
  const { value: number, numerator, denominator, score, status } = result;
  const target = targetIn(kpi, window.periodEnd - 1);
  const flags = showsFlags ? flagsOf(view, place, outcome?.sum === undefined) : NO_FLAGS;
  return { ...rated, level, result: { value: number, numerator, denominator, score, target, status, flags } };
}

const NO_FLAGS: readonly string[] = [];

/** The points of the unit above, with what is said of them there. */
function inherited(judged: Judged | null, target: number | null): Omit<Judged, 'level' | 'reports'> {
  const { score = null, flags = NO_FLAGS } = judged?.result ?? {};
  const nothing = { value: null, numerator: null, denominator: null };
  return {
    result: { ...nothing, score, target, status: 'not-applicable', flags },
    possible: judged?.possible ?? 0,
    isWhole: judged?.isWhole ?? false,
  };
}

const SUCCESSION: readonly (readonly string[])[] = [
  NO_FLAGS,
  ['PARTIAL_UNITS'],
  ['UNIT_SUCCESSOR'],
  ['PARTIAL_UNITS', 'UNIT_SUCCESSOR'],
];
/** Made once, since nearly every value has one of them. */
const flagLists = [...SUCCESSION, ...SUCCESSION.map((flags) => ['CALENDAR_UNCONFIRMED', ...flags])];

/** Sorted, each once. A composite has those of its parts, and none for what they read. */
function flagsOf({ kpi, formula, lenses, unconfirmed }: KpiView, place: Place, isOwn: boolean): readonly string[] {
  const { isRedirected, raised } = place.flags;
  const isPartial = isOwn && kpi.hasStock && formula.uses.some((use) => isPartialIn(use, place));
  const isUnconfirmed = isOwn && lenses.some((lens) => isWithin(unconfirmed, seenFrom(place.window, lens)));
  const common = flagLists[(isPartial ? 1 : 0) + (isRedirected ? 2 : 0) + (isUnconfirmed ? 4 : 0)] ?? NO_FLAGS;
  return raised.length === 0 ? common : [...new Set([...common, ...raised])].sort();
}

/** Some reading is missing on the day on which the measure is read. */
function isPartialIn(use: LensedUse, place: Place): boolean {
  const window = seenFrom(place.window, use.lens);
  return window !== null && use.isPartial(window === place.window ? place : { ...place, window });
}

function isWithin(unconfirmed: Unconfirmed, window: Window | null): boolean {
  return window !== null && unconfirmed.within(window);
}

interface Standing {
  readonly window: Window;
  readonly hasStock: boolean;
  readonly epoch: number | null;
}

/** The epoch that holds the last day on which the unit is in force; a stock asks for the day before its midnight only. */
function standsIn(tree: UnitTree, node: string, { window, hasStock, epoch }: Standing): number | null {
  if (epoch !== null) return epoch;
  const first = hasStock ? window.end - 1 : window.first;
  const day = tree.lastDayInForce(node, first, window.end);
  return day === null ? null : tree.epochOf(day);
}

/** Some record type of the formula has records below the node. */
function reports({ kpi, formula }: KpiView, { node, value, window, epoch }: Asked, tree: UnitTree): boolean {
  if (epoch !== null) return formula.uses.some(({ standing }) => standing.reports(node, value, [epoch]));
  const last = tree.epochOf(window.end - 1);
  const first = kpi.hasStock ? last : Math.min(last, tree.epochOf(window.first));
  const epochs = first === last ? [last] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return formula.uses.some(({ standing }) => standing.reports(node, value, epochs));
}

/** The target of the last listed year up to that of the period's last day. */
function targetIn({ targets }: KpiPlan, lastDay: number): number | null {
  if (targets.length === 0) return null;
  let target: number | null = null;
  for (const { year, value } of targets) if (daysOf('year', year).first <= lastDay) target = value;
  return target;
}
