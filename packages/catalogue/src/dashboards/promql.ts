// Dashboards: questions to Prometheus. They pick, compare and count values that the service has computed; none of them computes a
// value. Exporters show the same KPIs, so the same series of several of them are one (`max by`).
import type { KpiPlan } from '@nhip/core';
import { gaugeOf } from '../reference/page.ts';
import { hasTarget } from './scene.ts';

export type Family = '' | '_numerator' | '_denominator' | '_target' | '_score' | '_status';

/** Of which units and period: matchers of Prometheus, such as `unit="$unit"`. */
export interface Where {
  readonly unit: string;
  readonly period: 'current' | 'previous' | '$period';
  /** A further matcher. */
  readonly and?: string;
}

/** The unit that is looked at. */
export const HERE = 'unit="$unit"';
/** All units of the level that is ranked. */
export const RANKED = 'level="$level"';

/** How long the oldest event has been waiting, at whichever station it waits. */
export const LAG = 'max({__name__=~"nhip_(tally|evaluate|view)_lag_seconds"})';

const CHOSEN_GRAINS = ['month', 'quarter', 'year'] as const;

/** Published for each period that can be chosen. */
export function hasEveryGrain(kpi: KpiPlan): boolean {
  return offeredGrains(kpi).hasAll;
}

export interface OfferedGrains {
  /** Of those that can be chosen, from the finest on. */
  readonly has: readonly string[];
  readonly hasAll: boolean;
  /** Shown where another one is chosen. */
  readonly finest: string;
}

export function offeredGrains({ grains }: Pick<KpiPlan, 'grains'>): OfferedGrains {
  const has = CHOSEN_GRAINS.filter((grain) => grains.includes(grain));
  return { has, hasAll: has.length === CHOSEN_GRAINS.length, finest: has[0] ?? grains[0] ?? '' };
}

/** The question for the chosen grain; for one that the KPI is not published for, that for the finest one that it has. */
function forGrain(kpi: KpiPlan, ask: (grain: string) => string): string {
  const { has, hasAll, finest } = offeredGrains(kpi);
  if (hasAll) return ask('$grain');
  if (has.length < 2) return ask(finest);
  const lacking = CHOSEN_GRAINS.filter((grain) => !has.includes(grain)).map(isChosen);
  return `(${ask('$grain')} or (${ask(finest)} and on () (${lacking.join(' or ')})))`;
}

/** A vector that is empty unless this grain is chosen. */
function isChosen(grain: string): string {
  const labelledAs = (value: string): string => `label_replace(vector(1), "grain", "${value}", "", "")`;
  return `${labelledAs('$grain')} and on (grain) ${labelledAs(grain)}`;
}

/** Series of totals: whatever dimension the KPI has besides, it is absent. */
function matchersOf({ per }: KpiPlan, grain: string, { unit, period, and }: Where): string {
  const totals = per.map(({ dimension }) => `${dimension}=""`);
  const more = and === undefined ? [] : [and];
  return [unit, `grain="${grain}"`, `period="${period}"`, ...totals, ...more].join(',');
}

/** One KPI; by nothing, or by labels such as `unit`. */
export function one(kpi: KpiPlan, family: Family, where: Where & { readonly by?: string }): string {
  return forGrain(
    kpi,
    (grain) => `max by (${where.by ?? ''}) (${gaugeOf(kpi)}${family}{${matchersOf(kpi, grain, where)}})`,
  );
}

/** One KPI at the unit that is looked at, by the values of a dimension of it. */
export function byDimension(kpi: KpiPlan, family: Family, dimension: string, where: Where): string {
  const by = family === '_status' ? `${dimension}, status` : dimension;
  return forGrain(kpi, (grain) => {
    const matchers = `${where.unit},grain="${grain}",period="${where.period}",${dimension}!=""`;
    return `max by (${by}) (${gaugeOf(kpi)}${family}{${matchers}})`;
  });
}

/**
 * Several KPIs in one vector with the labels `kpi` (the name of its gauge) and `grain`, and with `status` for that family. Those that
 * differ in what they are published for are asked for apart.
 */
export function several(kpis: readonly KpiPlan[], family: Family, where: Where): string {
  const alike = Map.groupBy(kpis, (kpi) => forGrain(kpi, (grain) => matchersOf(kpi, grain, where)));
  const by = family === '_status' ? 'kpi, grain, status' : 'kpi, grain';
  const vectors = [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = same.map((kpi) => gaugeOf(kpi) + family).join('|');
    return forGrain(first, (grain) => {
      const selected = `{__name__=~"${names}",${matchersOf(first, grain, where)}}`;
      return `max by (${by}) (label_replace(${selected}, "kpi", "$1", "__name__", "(.+)${family}"))`;
    });
  });
  return vectors.join(' or ');
}

/** How much values lack to their targets, in the direction that the catalogue calls better: 0 and less is on target. */
export function shortfall(kpis: readonly KpiPlan[], where: Where): string {
  const targeted = kpis.filter(hasTarget);
  const byDirection = Map.groupBy(targeted, ({ better }) => better);
  const parts = [...byDirection].map(([better, same]) => {
    const [value, target] = [several(same, '', where), several(same, '_target', where)];
    const [left, right] = better === 'lower' ? [value, target] : [target, value];
    return `(${left}) - on (kpi, grain) (${right})`;
  });
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(' or ');
}

/** The same of one KPI, by unit. */
export function unitShortfall(kpi: KpiPlan, where: Where & { readonly by: string }): string {
  const [value, target] = [one(kpi, '', where), one(kpi, '_target', where)];
  return kpi.better === 'lower' ? `${value} - ${target}` : `${target} - ${value}`;
}

/** The same with a label more that has one value for each KPI. */
export function labelled(
  expression: string,
  label: string,
  { kpis, nameOf }: { readonly kpis: readonly KpiPlan[]; readonly nameOf: (kpi: KpiPlan) => string },
): string {
  let inner = expression;
  for (const [value, own] of Map.groupBy(kpis, nameOf)) {
    inner = `label_replace(${inner}, "${label}", "${value}", "kpi", "${own.map(gaugeOf).join('|')}")`;
  }
  return inner;
}

/** What people call units in one language is a label of the exporter's; units that are dissolved have none and drop out. */
export function named(expression: string, title: UnitTitle): string {
  return `(${expression}) * on (unit) group_left (${title}) max by (unit, ${title}) (nhip_unit_info)`;
}

export type UnitTitle = 'title_vi' | 'title_en';
