// Rules: the series that tests of alerts on KPIs are made of: one unit of the catalogue, as an exporter would show it.
import type { Bilingual, Plan } from '@nhip/core';
import { gaugeOf } from '../reference/page.ts';
import { PROCESS } from './freshness.ts';
import type { InputSeries, Labels, Stretch } from './rule.ts';
import type { Family, Watched, Watching } from './watched.ts';

export interface SampleUnit {
  readonly code: string;
  readonly level: string;
  readonly title: Bilingual;
}

/** A unit that is watched, one that is in force for ever if there is any. */
export function sampleUnit({ units }: Pick<Plan, 'units'>, { levels }: Watching): SampleUnit {
  const watched = units.filter(({ level }) => levels.includes(level));
  const unit = watched.find(({ until }) => until === null) ?? watched[0];
  return unit ?? { code: 'u', level: levels[0] ?? '', title: { vi: 'U', en: 'U' } };
}

const MEMBER = 'm';

/** The labels of one series that is watched. */
export function ownLabels({ code, level }: SampleUnit, { perDimension }: Watching): Labels {
  return { unit: code, level, ...(perDimension === null ? {} : { [perDimension]: MEMBER }) };
}

export interface Sampled {
  readonly family: Family;
  readonly own: Labels;
  readonly stretches: readonly Stretch[];
  /** Default: that of the window. */
  readonly grain?: string;
  readonly period?: 'current' | 'previous';
}

export function kpiSeries({ kpi, watching }: Watched, sampled: Sampled): InputSeries {
  const { family, own, stretches, grain = `P${watching.windowDays}D`, period = 'current' } = sampled;
  return { name: gaugeOf(kpi) + family, labels: { ...own, grain, period, ...PROCESS }, stretches };
}

/** What the unit is called, as long as it is in force. */
export function announced({ code, level, title }: SampleUnit, stretches: readonly Stretch[]): InputSeries {
  const labels = { unit: code, level, title_vi: title.vi, title_en: title.en, ...PROCESS };
  return { name: 'nhip_unit_info', labels, stretches: presence(stretches) };
}

/** 1 as long as there is something. */
export function presence(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.map(([value, steps]) => [value === null ? null : 1, steps]);
}

/** Labels of an alert: of the series, and over them those of the rule with the templates in them filled in. */
export function filledLabels(labels: Labels, own: Labels): Labels {
  const filled = Object.entries(labels).map(([name, text]) => [
    name,
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => own[label] ?? ''),
  ]);
  return { ...own, ...Object.fromEntries(filled) };
}

/** Short steps, but for alerts that wait long: less than the time in which Prometheus forgets an alert. */
export function stepMinutesOf(forSeconds: number): number {
  return forSeconds > 2 * 3600 ? 4 : 1;
}
