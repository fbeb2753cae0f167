// Dashboards: an index that adds points up: where it stands, what each group brings, and the way from the most points there are down
// to those that were scored. Points that could not be scored are no points lost.

import { PanelBuilder as BarChartPanel } from '@grafana/grafana-foundation-sdk/barchart';
import { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  LegendDisplayMode,
  LegendPlacement,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { gaugeOf } from '../reference/page.ts';
import { statusColumn } from './kpi-table.ts';
import { colours, fixedColour, lookOf, mapping, numberProperties, thresholds } from './look.ts';
import type { Size } from './page.ts';
import { HERE, labelled, one, several } from './promql.ts';
import { criteriaOf, groupsOf, type Scene, say } from './scene.ts';
import { figure, PROMETHEUS, refIdAt, rows } from './sources.ts';
import { table, valueField } from './table.ts';
import { lastValue, meaningOf } from './tiles.ts';
import type { Words } from './words.ts';

const CHOSEN = { unit: HERE, period: '$period' } as const;

/** Points of each group as a bar on the scale of its own points. */
export function groupBars(scene: Scene, index: KpiPlan, size: Size): BarGaugePanel {
  const { words, plan } = scene;
  const groups = groupsOf(plan, index);
  const panel = new BarGaugePanel()
    .title(words.groups)
    .description(meaningOf(scene, index))
    .datasource(PROMETHEUS)
    .span(size.width)
    .height(size.height)
    .targets(groups.map((group, place) => figure(refIdAt(place), one(group, '_score', CHOSEN), titled(scene, group))))
    .noValue(words.noValue)
    .reduceOptions(lastValue())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .unit('none')
    .decimals(2)
    .min(0)
    .thresholds(thresholds([{ value: null, color: colours.calm }]));
  for (const [place, group] of groups.entries())
    panel.overrideByQuery(refIdAt(place), [{ id: 'max', value: group.rating.pointsMax ?? 0 }]);
  return panel;
}

/** `Openness (18)`: with the most points there are. */
function titled(scene: Scene, kpi: KpiPlan): string {
  return `${say(scene, kpi.title)} (${kpi.rating.pointsMax ?? 0})`;
}

/** Of the points that could be scored; a group of criteria tells how many these are, a criterion is scored as a whole. */
function lost(part: KpiPlan): string {
  const possible =
    part.formula.kind === 'composite' ? one(part, '_denominator', CHOSEN) : String(part.rating.pointsMax ?? 0);
  return `${possible} - ${one(part, '_score', CHOSEN)}`;
}

function step(expression: string, label: string): string {
  return `label_replace(${expression}, "step", "${label}", "", "")`;
}

/** Bars that hang from each other: the clear part below carries them. */
export function waterfall(scene: Scene, index: KpiPlan, size: Size): BarChartPanel {
  const { words } = scene;
  const panel = new BarChartPanel()
    .title(words.waterfall)
    .description(meaningOf(scene, index))
    .datasource(PROMETHEUS)
    .span(size.width)
    .height(size.height)
    .targets([...stepsOf(scene, index)])
    .noValue(words.noValue)
    .xField('step')
    .orientation(VizOrientation.Vertical)
    .stacking(StackingMode.Normal)
    .showValue(VisibilityMode.Auto)
    .barWidth(0.8)
    .groupWidth(1)
    .fillOpacity(80)
    .xTickLabelMaxLength(24)
    .legend(bottomLegend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .unit('none')
    .decimals(2)
    .min(0)
    .max(index.rating.pointsMax ?? 0)
    .overrideByName(words.pointsLeft, [
      fixedColour('transparent'),
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } },
    ])
    .overrideByName(words.points, [fixedColour(colours.calm)])
    .overrideByName(words.pointsLost, [fixedColour(colours.behind)])
    .overrideByName(words.unscored, [fixedColour(colours.unknown)]);
  for (const transformation of joinedSteps(words)) panel.withTransformation(transformation);
  return panel;
}

/** A: what is left below a bar, B: the first and the last bar, C: what a group lost, D: what could not be scored. */
function stepsOf({ words, plan, ...scene }: Scene, index: KpiPlan): readonly DataqueryBuilder[] {
  const groups = groupsOf(plan, index);
  const most = index.rating.pointsMax ?? 0;
  const titles = [words.most, ...groups.map(({ title }) => say(scene, title)), words.unscored, words.total];
  // Labels are sorted as text.
  const digits = String(titles.length).length;
  const labels = titles.map((title, place) => `${String(place + 1).padStart(digits, '0')}. ${title}`);
  const labelAt = (place: number): string => labels.at(place) ?? '';
  const losses = groups.map((group, place) => step(lost(group), labelAt(place + 1)));
  const left = losses.map((_, place) => {
    const soFar = losses.slice(0, place + 1).join(' or ');
    return step(`${most} - sum(${soFar})`, labelAt(place + 1));
  });
  const score = one(index, '_score', CHOSEN);
  const unscored = `${most} - ${one(index, '_denominator', CHOSEN)}`;
  return [
    rows('A', [...left, step(`${score} and (${unscored} > 0)`, labelAt(-2))].join(' or ')),
    rows('B', [step(`${most} + 0 * ${score}`, labelAt(0)), step(score, labelAt(-1))].join(' or ')),
    rows('C', losses.join(' or ')),
    rows('D', step(`${unscored} > 0`, labelAt(-2))),
  ];
}

function joinedSteps(words: Words): readonly DataTransformerConfig[] {
  const titles = [words.pointsLeft, words.points, words.pointsLost, words.unscored];
  const named = titles.map((title, place) => [valueField(refIdAt(place)), title] as const);
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries([['step', 0], ...named.map(([field], place) => [field, place + 1])]),
        renameByName: Object.fromEntries(named),
      },
    },
    { id: 'sortBy', options: { fields: {}, sort: [{ field: 'step' }] } },
  ];
}

function bottomLegend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
}

/** Every criterion with what it lost, the most first. */
export function criteriaTable(scene: Scene, index: KpiPlan, size: Size): TablePanel {
  const { words, plan } = scene;
  const criteria = criteriaOf(plan, index);
  const names = mapping(Object.fromEntries(criteria.map((kpi) => [gaugeOf(kpi), { text: coded(scene, kpi) }])));
  const groups = groupsOf(plan, index);
  const groupOf = (kpi: KpiPlan): KpiPlan => groups.find((group) => criteriaOf(plan, group).includes(kpi)) ?? index;
  const groupNames = mapping(Object.fromEntries(groups.map((group) => [group.id, { text: say(scene, group.title) }])));
  const grouped = (expression: string): string =>
    labelled(expression, 'group', { kpis: criteria, nameOf: (kpi) => groupOf(kpi).id });
  const maxima = Map.groupBy(criteria, ({ rating }) => rating.pointsMax ?? 0);
  const losses = [...maxima].map(([most, same]) => `${most} - (${several(same, '_score', CHOSEN)})`).join(' or ');
  const number = (refId: string, title: string, look: Parameters<typeof numberProperties>[0]) => ({
    field: valueField(refId),
    title,
    width: 110,
    properties: numberProperties(look),
  });
  const shares = criteria.every(({ measure }) => measure === 'ratio');
  return table({
    ...size,
    title: words.lost,
    description: meaningOf(scene, index),
    queries: [
      rows('A', grouped(several(criteria, '', CHOSEN))),
      rows('B', grouped(several(criteria, '_score', CHOSEN))),
      rows('D', grouped(losses)),
      rows('E', grouped(several(criteria, '_status', CHOSEN))),
    ],
    columns: [
      { field: 'group', title: words.groups, properties: [{ id: 'mappings', value: [groupNames] }] },
      { field: 'kpi', title: words.kpi, properties: [{ id: 'mappings', value: [names] }] },
      number('A', words.value, shares ? lookOf(scene, 'ratio') : { unit: 'none' }),
      number('B', words.points, { unit: 'none', decimals: 2 }),
      {
        ...number('D', words.pointsLost, { unit: 'none', decimals: 2 }),
        properties: [
          ...numberProperties({ unit: 'none', decimals: 2 }),
          { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
          { id: 'min', value: 0 },
          { id: 'max', value: Math.max(...maxima.keys()) },
          fixedColour(colours.behind),
        ],
      },
      statusColumn(scene),
      { field: 'grain', title: null },
      { field: valueField('E'), title: null },
    ],
    sortBy: { title: words.pointsLost, descending: true },
    nothing: words.none,
  });
}

/** `766-2.1 · Hồ sơ … (20)`: reports name criteria by their codes. */
function coded(scene: Scene, kpi: KpiPlan): string {
  const title = titled(scene, kpi);
  return kpi.code === null ? title : `${kpi.code} · ${title}`;
}
