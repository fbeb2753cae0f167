// Dashboards: large figures. The value of one KPI with its target, coloured by whether it is on target, behind it, or where the
// catalogue would alert. The comparison is asked for, so that the target is the one of the period's year.

import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as GaugePanel } from '@grafana/grafana-foundation-sdk/gauge';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { KpiPlan } from '@nhip/core';
import { kpiLinks } from './links.ts';
import { bandThresholds, colours, fixedColour, lookOf, mapping, onlyPlain } from './look.ts';
import type { Size } from './page.ts';
import { HERE, one } from './promql.ts';
import { hasTarget, type Scene, say } from './scene.ts';
import { figure, PROMETHEUS, type Query } from './sources.ts';
import type { Words } from './words.ts';

/** The period that is chosen, in words. */
const PERIOD = `\${period:text}`;
const CHOSEN = { unit: HERE, period: '$period' } as const;

export interface FiguresOptions extends Size {
  readonly title: string;
  readonly description?: string;
  readonly queries: readonly Query[];
  readonly nothing: string;
}

/** Figures beside each other, each with its name. */
export function figures({ title, description, queries, nothing, width, height }: FiguresOptions): StatPanel {
  const panel = new StatPanel()
    .title(title)
    .datasource(PROMETHEUS)
    .span(width)
    .height(height)
    .targets([...queries])
    .noValue(nothing)
    .reduceOptions(lastValue())
    .textMode(BigValueTextMode.ValueAndName)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .orientation(VizOrientation.Auto)
    .wideLayout(true)
    .thresholds(onlyPlain);
  return description === undefined ? panel : panel.description(description);
}

export function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);
}

/** Value of the chosen period, and the target of that time. */
export function kpiTile(scene: Scene, kpi: KpiPlan, size: Size): StatPanel {
  const { words } = scene;
  const { unit, decimals } = lookOf(scene, kpi.measure);
  const panel = figures({
    ...size,
    title: say(scene, kpi.title),
    description: meaningOf(scene, kpi),
    nothing: words.noValue,
    queries: [
      ...judged(kpi).map(({ refId, expression }) => figure(refId, expression, PERIOD)),
      figure('S', statusOf(kpi), '{{status}}'),
      ...(hasTarget(kpi) ? [figure('T', one(kpi, '_target', CHOSEN), words.target)] : []),
    ],
  });
  for (const { refId, colour } of judged(kpi)) panel.overrideByQuery(refId, [fixedColour(colour)]);
  for (const [status, text] of unusual(words)) panel.overrideByName(status, [...shownAs(text)]);
  if (decimals !== undefined) panel.decimals(decimals);
  return panel.unit(unit).links([...kpiLinks(scene, kpi)]);
}

/** Told only where it is out of the ordinary. */
function statusOf(kpi: KpiPlan): string {
  return one(kpi, '_status', { ...CHOSEN, by: 'status', and: 'status!="ok"' });
}

function unusual(words: Words): readonly (readonly [status: string, text: string])[] {
  return (['no-value', 'not-reporting', 'not-applicable', 'not-rated'] as const).map((status) => [
    status,
    words[status],
  ]);
}

/** The name says it all; the number behind it means nothing. */
function shownAs(text: string): readonly DynamicConfigValue[] {
  return [
    { id: 'displayName', value: text },
    { id: 'mappings', value: [mapping({ 1: { text: '–' } })] },
    fixedColour(colours.unknown),
  ];
}

interface Judged {
  readonly refId: string;
  readonly expression: string;
  readonly colour: string;
}

/** Exactly one of them has the value. */
function judged(kpi: KpiPlan): readonly Judged[] {
  const value = one(kpi, '', CHOSEN);
  const target = one(kpi, '_target', CHOSEN);
  const [reached, missed] = kpi.better === 'lower' ? ['<=', '>'] : ['>=', '<'];
  const alarms = alarmsOf(kpi);
  const calm = alarms.length === 0 ? value : `(${value} unless (${alarms.join(' or ')}))`;
  const alarming = alarms.length === 0 ? [] : [{ refId: 'C', expression: alarms.join(' or '), colour: colours.bad }];
  if (!hasTarget(kpi)) return [{ refId: 'A', expression: calm, colour: colours.plain }, ...alarming];
  return [
    { refId: 'A', expression: `${calm} ${reached} ${target}`, colour: colours.good },
    { refId: 'B', expression: `${calm} ${missed} ${target}`, colour: colours.behind },
    ...alarming,
  ];
}

/** The value where it is past a bound of the catalogue's alerts; these themselves watch windows of their own. */
function alarmsOf(kpi: KpiPlan): readonly string[] {
  const ofTotals = kpi.alerts.filter(({ perDimension }) => perDimension === null);
  const alarms = ofTotals.map(({ below, above, levels }) => {
    const watched = one(kpi, '', { ...CHOSEN, and: `level=~"${levels.join('|')}"` });
    return below === null ? `${watched} > ${above}` : `${watched} < ${below}`;
  });
  return [...new Set(alarms)];
}

/** An index on its scale, coloured by its bands once all of it is scored. */
export function indexGauge(scene: Scene, index: KpiPlan, size: Size): GaugePanel {
  const { words } = scene;
  const value = one(index, '', CHOSEN);
  const possible = one(index, '_denominator', CHOSEN);
  const most = index.rating.pointsMax;
  const whole = `${possible} == ${most}`;
  const queries =
    most === null || index.rating.bands.length === 0
      ? [figure('A', value, words.total)]
      : [figure('A', `${value} and (${whole})`, words.total), figure('B', `${value} unless (${whole})`, words.partial)];
  const { unit, decimals } = lookOf(scene, index.measure);
  const panel = new GaugePanel()
    .title(say(scene, index.title))
    .description(meaningOf(scene, index))
    .datasource(PROMETHEUS)
    .span(size.width)
    .height(size.height)
    .targets(queries)
    .noValue(words.noValue)
    .reduceOptions(lastValue())
    .unit(unit)
    .min(0)
    .max(scaleOf(index))
    .thresholds(bandThresholds(index))
    .showThresholdLabels(false)
    .showThresholdMarkers(index.rating.bands.length > 0)
    .links([...kpiLinks(scene, index)]);
  if (queries.length > 1) panel.overrideByQuery('B', [fixedColour(colours.unknown)]);
  return decimals === undefined ? panel : panel.decimals(decimals);
}

/** Points up to all of them; what is divided goes up to 1. */
export function scaleOf({ rating, formula }: KpiPlan): number {
  const most = rating.pointsMax ?? 1;
  return formula.kind === 'composite' ? most / formula.divide : most;
}

/** What a KPI means and where that stands, for the panel's question mark. */
export function meaningOf(scene: Scene, kpi: KpiPlan): string {
  const { words } = scene;
  const meaning = kpi.description === null ? [] : [say(scene, kpi.description)];
  return [...meaning, `**${words.basis}:** ${kpi.basis}`].join('\n\n');
}
