// Rules: what an alert on a KPI watches: which of its series, by which labels an alert is one of its own, and where it leads people.
import type { AlertPlan, Bilingual, KpiPlan, Plan } from '@nhip/core';
import { pageUrl, programmePage } from '../dashboards/address.ts';
import { measureTitles } from '../dashboards/words.ts';
import { gaugeOf, kpiPath } from '../reference/page.ts';
import type { Filling } from './filling.ts';
import { freshOnly, type Standing } from './freshness.ts';
import { camelCase, oneOf } from './promql.ts';
import type { Labels, Severity } from './rule.ts';

export interface RulesOptions {
  /** Where people's browsers reach the exporter. */
  readonly address: string;
  /** Where they reach Grafana. */
  readonly grafana: string;
}

export type Watching = Pick<AlertPlan, 'windowDays' | 'levels' | 'perDimension'>;

export interface Watched {
  readonly plan: Plan;
  readonly kpi: KpiPlan;
  readonly watching: Watching;
}

/** Labels by which an alert is one of its own. */
export function byOf({ perDimension }: Watching): string {
  return ['unit', 'level', ...(perDimension === null ? [] : [perDimension])].join(', ');
}

export type Family = '' | '_denominator';

export function selectorOf({ kpi, watching }: Watched, family: Family): string {
  const { windowDays, levels, perDimension } = watching;
  const totals = kpi.per.map(({ dimension }) => `${dimension}=""`);
  const dimensions = perDimension === null ? totals : [`${perDimension}!=""`];
  const matchers = [`grain="P${windowDays}D"`, `period="current"`, oneOf('level', levels), ...dimensions];
  return `${gaugeOf(kpi)}${family}{${matchers.join(',')}}`;
}

/** The values that are news. */
export function freshValues(watched: Watched, family: Family = ''): string {
  return `max by (${byOf(watched.watching)}) (${freshOnly(selectorOf(watched, family))})`;
}

/**
 * `KpiOnlineDossierRateBelow`, for values of a dimension `KpiOnlineDossierRateBelowByChannel`. Only a warning has nothing more to its
 * name.
 */
export function breachName({ kpi, watching }: Watched, bound: 'Below' | 'Above', severity: Severity): string {
  return `Kpi${camelCase(kpi.id)}${bound}${byDimension(watching)}${severity === 'warning' ? '' : camelCase(severity)}`;
}

/** `KpiOnlineDossierRateNoData`; only the usual window is not named. */
export function noDataName({ kpi, watching }: Watched): string {
  const { windowDays } = watching;
  const window = windowDays === USUAL_DAYS ? '' : `In${windowDays}Days`;
  return `Kpi${camelCase(kpi.id)}NoData${byDimension(watching)}${window}`;
}

const USUAL_DAYS = 30;

function byDimension({ perDimension }: Watching): string {
  return perDimension === null ? '' : `By${camelCase(perDimension)}`;
}

/** Whoever answers for a KPI now is the last one named. */
export function kpiLabels({ kpi, watching }: Watched): Labels {
  const { windowDays, perDimension } = watching;
  const owner = kpi.owners.at(-1)?.unit;
  return {
    kpi: kpi.id,
    window: `${windowDays}d`,
    ...(kpi.programme === null ? {} : { programme: kpi.programme }),
    ...(owner === undefined ? {} : { owner }),
    ...(perDimension === null ? {} : { dimension: perDimension, member: `{{ $labels.${perDimension} }}` }),
  };
}

/** The alerts of a rule as Prometheus keeps them. */
export function standingOf(name: string, { kpi, watching }: Watched, severity: Severity): Standing {
  return {
    labels: { alertname: name, kpi: kpi.id, severity },
    by: byOf(watching),
    dimension: watching.perDimension,
  };
}

export function kpiLinks({ kpi, watching }: Watched, options: RulesOptions, filling: Filling): Labels {
  const unit = filling.encoded('unit');
  const page = (language: 'vi' | 'en'): string =>
    `${options.grafana}${pageUrl(language, programmePage(kpi.programme))}?var-unit=${unit}`;
  const values = `${options.address}/v1/kpis/${kpi.id}/values?unit=${unit}&grain=P${watching.windowDays}D`;
  return {
    dashboard_vi: page('vi'),
    dashboard_en: page('en'),
    reference: `${options.address}/reference/${kpiPath(kpi).replace(/\.md$/, '')}`,
    values,
  };
}

/** Whose value it is: a unit, and of it one of the dimension's. */
export function whose({ perDimension }: Watching, filling: Filling): Bilingual {
  const { vi, en } = filling.unit('unit');
  if (perDimension === null) return { vi, en };
  const member = `${perDimension} ${filling.label(perDimension)}`;
  return { vi: `${vi}, ${member}`, en: `${en}, ${member}` };
}

export function isShare({ measure }: KpiPlan): boolean {
  return measure === 'ratio';
}

const WITHOUT_WORD: ReadonlySet<string> = new Set(['ratio', 'count', 'index']);

/** A number with the word of its unit of measure. */
export function withUnit({ measure }: KpiPlan, number: string): Bilingual {
  const word = WITHOUT_WORD.has(measure) ? null : (measureTitles[measure] ?? { vi: measure, en: measure });
  return { vi: word === null ? number : `${number} ${word.vi}`, en: word === null ? number : `${number} ${word.en}` };
}
