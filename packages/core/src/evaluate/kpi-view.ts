// A KPI as the evaluator sees it: its formula compiled for the total or for one kept dimension, and one value of it at one place.
import type { Grain, KpiPlan } from '../plan/kpi.ts';
import type { Result } from '../published/value.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { daysOf } from '../time/period.ts';
import { type CompiledFormula, compileFormula } from './formula.ts';
import type { View } from './measure-use.ts';
import type { Flags, Place, Window } from './place.ts';
import { type Unconfirmed, unconfirmedOf } from './unconfirmed.ts';

export interface KpiView {
  readonly kpi: KpiPlan;
  /** Null: the total. */
  readonly dimension: string | null;
  readonly levels: ReadonlySet<string>;
  readonly formula: CompiledFormula;
  readonly unconfirmed: Unconfirmed;
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

export function kpiViews(kpi: KpiPlan, base: Omit<View, 'dimension'>): readonly KpiView[] {
  const view = (dimension: string | null, levels: readonly string[]): KpiView => ({
    kpi,
    dimension,
    levels: new Set(levels),
    formula: compileFormula({ ...base, dimension }, kpi),
    unconfirmed: unconfirmedOf(kpi, base.plan),
  });
  return [view(null, kpi.levels), ...kpi.per.map(({ dimension, levels }) => view(dimension, levels))];
}

/** With a stock: everything up to a local midnight, the end of the period or the beginning of today. Without: up to now. */
export function windowOf(kpi: KpiPlan, { grain, period }: { grain: Grain; period: number }, today: number): Window {
  const { first, end } = daysOf(grain, period);
  return { first, end: Math.min(end, kpi.hasStock ? today : today + 1), grain, period, periodEnd: end };
}

export function evaluateAt(view: KpiView, series: SeriesPlace, at: At): Evaluated | null {
  const { tree, window, epoch } = at;
  const level =
    epoch === null
      ? levelThen(tree, series.node, { window, hasStock: view.kpi.hasStock })
      : tree.levelIn(series.node, epoch);
  if (level === null || !view.levels.has(level)) return null;
  const target = targetIn(view.kpi, window.periodEnd - 1);
  if (!reports(view, series, at)) {
    return view.dimension === null ? { level, result: notReporting(target) } : null;
  }
  const flags: Flags = { isRedirected: false };
  const place: Place = { node: series.node, value: series.value, member: '', window, epoch, flags };
  const outcome = view.formula.at(place);
  const isPartial = view.kpi.hasStock && view.formula.uses.some((use) => use.isPartial(place));
  const status = outcome.value === null ? 'no-value' : 'ok';
  const raised = (isPartial ? 1 : 0) + (flags.isRedirected ? 2 : 0) + (view.unconfirmed.within(window) ? 4 : 0);
  return { level, result: { ...outcome, score: null, target, status, flags: flagLists[raised] ?? [] } };
}

export interface At {
  readonly tree: UnitTree;
  readonly window: Window;
  /** The epoch whose tree says where everything counts; null: that of each day. */
  readonly epoch: number | null;
}

const SUCCESSION: readonly (readonly string[])[] = [
  [],
  ['PARTIAL_UNITS'],
  ['UNIT_SUCCESSOR'],
  ['PARTIAL_UNITS', 'UNIT_SUCCESSOR'],
];
/** Made once, since nearly every value has one of them. */
const flagLists = [...SUCCESSION, ...SUCCESSION.map((flags) => ['CALENDAR_UNCONFIRMED', ...flags])];

function notReporting(target: number | null): Result {
  return {
    value: null,
    numerator: null,
    denominator: null,
    score: null,
    target,
    status: 'not-reporting',
    flags: [],
  };
}

/** The level on the last day on which the unit is in force; a stock asks for the day before its midnight only. */
function levelThen(
  tree: UnitTree,
  node: string,
  { window, hasStock }: { window: Window; hasStock: boolean },
): string | null {
  const first = hasStock ? window.end - 1 : window.first;
  const day = tree.lastDayInForce(node, first, window.end);
  return day === null ? null : (tree.spanOn(node, day)?.level ?? null);
}

/** Some record type of the formula has records below the node. */
function reports({ kpi, formula }: KpiView, { node, value }: SeriesPlace, { tree, window, epoch }: At): boolean {
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
