// Dashboards: tables and bars of the units of a level. A unit of which nothing is known is not ranked last: it is not ranked.

import { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { statusColumn } from './kpi-table.ts';
import { kpiLinks, unitLink } from './links.ts';
import { bandThresholds, lookOf, numberProperties, shortfallProperties, statusColours } from './look.ts';
import type { Size } from './page.ts';
import { named, one, RANKED, type UnitTitle, unitShortfall } from './promql.ts';
import { hasTarget, isShare, type Scene, say } from './scene.ts';
import { figure, PROMETHEUS, rows } from './sources.ts';
import { type Column, table, valueField } from './table.ts';
import { figures, lastValue, meaningOf, scaleOf } from './tiles.ts';

const CHOSEN = { unit: RANKED, period: '$period', by: 'unit' } as const;
const CURRENT = { unit: RANKED, period: 'current', by: 'unit' } as const;
const PREVIOUS = { unit: RANKED, period: 'previous', by: 'unit' } as const;
const NUMBER_WIDTH = 115;

function titleOf({ language }: Scene): UnitTitle {
  return `title_${language}`;
}

/** Name of the unit, leading to its own page. */
export function unitColumns(scene: Scene): readonly Column[] {
  const links = [{ id: 'links', value: [unitLink(scene)] }];
  return [
    { field: titleOf(scene), title: scene.words.unit, properties: links },
    { field: 'unit', title: null },
  ];
}

/** All that is known of one KPI for each unit that reports, the largest value first. */
export function kpiByUnit(scene: Scene, kpi: KpiPlan, size: Size): PanelBuilder {
  const { words } = scene;
  const name = (expression: string): string => named(expression, titleOf(scene));
  const reporting = 'status!~"not-reporting|not-applicable"';
  const judged = hasTarget(kpi);
  const look = numberProperties(lookOf(scene, kpi.measure));
  const counts = numberProperties({ unit: 'locale' });
  const number = (refId: string, title: string, properties: readonly DynamicConfigValue[]): Column => ({
    field: valueField(refId),
    title,
    width: NUMBER_WIDTH,
    properties,
  });
  const queries = [
    rows('A', name(one(kpi, '', CURRENT))),
    rows('B', name(one(kpi, '', PREVIOUS))),
    ...(judged ? [rows('D', name(unitShortfall(kpi, CHOSEN)))] : []),
    ...(isShare(kpi) ? [rows('F', name(one(kpi, '_numerator', CHOSEN)))] : []),
    ...(isShare(kpi) ? [rows('G', name(one(kpi, '_denominator', CHOSEN)))] : []),
    rows('E', name(one(kpi, '_status', { ...CHOSEN, by: 'unit, status', and: reporting }))),
  ];
  const columns = [
    ...unitColumns(scene),
    number('A', words.now, look),
    number('B', words.before, look),
    ...(judged ? [number('D', words.short, [...look, ...shortfallProperties(scene)])] : []),
    ...(isShare(kpi) ? [number('F', words.numerator, counts), number('G', words.denominator, counts)] : []),
    statusColumn(scene),
    { field: valueField('E'), title: null },
  ];
  return table({
    ...size,
    title: `${words.byUnit}: ${say(scene, kpi.title)}`,
    description: meaningOf(scene, kpi),
    queries,
    columns,
    // Those without a value are last that way.
    sortBy: { title: words.before, descending: true },
    nothing: words.none,
  }).links([...kpiLinks(scene, kpi)]);
}

export interface LeagueOptions extends Size {
  readonly index: KpiPlan;
  /** Columns behind the total, each with its own unit of measure. */
  readonly others: readonly KpiPlan[];
}

/** Units by their points; beside them of how many points that is, so that half a score is not taken for a bad one. */
export function league(scene: Scene, { index, others, ...size }: LeagueOptions): PanelBuilder {
  const { words } = scene;
  const name = (expression: string): string => named(expression, titleOf(scene));
  const total = one(index, '', CHOSEN);
  const placed = others.map((kpi, place) => ({ kpi, refId: `K${place}` }));
  return table({
    ...size,
    title: `${words.league}: ${say(scene, index.title)}`,
    description: meaningOf(scene, index),
    queries: [
      rows('A', name(total)),
      rows('B', name(`${one(index, '_denominator', CHOSEN)} and on (unit) ${total}`)),
      ...placed.map(({ kpi, refId }) => rows(refId, name(`${one(kpi, '', CHOSEN)} and on (unit) ${total}`))),
    ],
    columns: [
      ...unitColumns(scene),
      { field: valueField('A'), title: words.total, width: NUMBER_WIDTH, properties: totalLook(scene, index) },
      {
        field: valueField('B'),
        title: words.pointsPossible,
        width: NUMBER_WIDTH,
        properties: numberProperties({ unit: 'none' }),
      },
      ...placed.map(({ kpi, refId }) => ({
        field: valueField(refId),
        title: say(scene, kpi.title),
        properties: numberProperties(lookOf(scene, kpi.measure)),
      })),
    ],
    sortBy: { title: words.total, descending: true },
    nothing: words.none,
  });
}

function totalLook(scene: Scene, index: KpiPlan): readonly DynamicConfigValue[] {
  return [
    ...numberProperties(lookOf(scene, index.measure)),
    { id: 'min', value: 0 },
    { id: 'max', value: scaleOf(index) },
    { id: 'thresholds', value: bandThresholds(index).build() },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}

/** How many units of the level have which status. */
export function unitStates(scene: Scene, index: KpiPlan, size: Size): StatPanel {
  const { words } = scene;
  const status = one(index, '_status', { ...CHOSEN, by: 'unit, status' });
  const panel = figures({
    ...size,
    title: words.leagueStates,
    queries: [figure('A', `count by (status) (${status})`, '{{status}}')],
    nothing: words.noValue,
  }).unit('none');
  for (const [name, { text, color }] of Object.entries(statusColours(words)))
    panel.overrideByName(name, [
      { id: 'displayName', value: text },
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    ]);
  return panel;
}

export interface BarsOptions extends Size {
  readonly kpi: KpiPlan;
  readonly which: 'lowest' | 'highest';
  readonly title: string;
}

const UNITS_SHOWN = 10;

/** A few units at one end of the table, as bars on the scale of the KPI. */
export function unitBars(scene: Scene, { kpi, which, title, ...size }: BarsOptions): BarGaugePanel {
  const [pick, order] = which === 'lowest' ? ['bottomk', 'sort'] : ['topk', 'sort_desc'];
  const values = named(one(kpi, '', CHOSEN), titleOf(scene));
  const { unit, decimals } = lookOf(scene, kpi.measure);
  const panel = new BarGaugePanel()
    .title(`${title}: ${say(scene, kpi.title)}`)
    .description(meaningOf(scene, kpi))
    .datasource(PROMETHEUS)
    .span(size.width)
    .height(size.height)
    .targets([figure('A', `${order}(${pick}(${UNITS_SHOWN}, ${values}))`, `{{title_${scene.language}}}`)])
    .noValue(scene.words.noValue)
    .reduceOptions(lastValue())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .unit(unit)
    .min(0)
    .max(scaleOf(kpi))
    .thresholds(bandThresholds(kpi));
  return decimals === undefined ? panel : panel.decimals(decimals);
}
