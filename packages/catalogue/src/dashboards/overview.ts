// Dashboards: what a leader looks at first: where the city stands, which programmes are behind, which units, and how it went so far.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { byProgramme, kpiTable, programmeColumn } from './kpi-table.ts';
import { badFrom, colours, fixedColour, numberProperties } from './look.ts';
import { type PanelMaker, pageOf, type Section, type Size, widthsOf } from './page.ts';
import { periodTrend } from './period-trend.ts';
import { HERE, LAG, several, shortfall } from './promql.ts';
import { hasTarget, hasTotal, indexOf, isShare, kpisInOrder, programmesOf, type Scene } from './scene.ts';
import { figure, rows } from './sources.ts';
import { table, valueField } from './table.ts';
import { figures, indexGauge } from './tiles.ts';
import { trend } from './trend.ts';
import { unitBars } from './unit-table.ts';
import { choices } from './variables.ts';

const CHOSEN = { unit: HERE, period: '$period' } as const;
const GRID_WIDTH = 24;
const INDICES_MAX = 2;
const TRENDS_MAX = 3;

export function overviewDashboard(scene: Scene): Dashboard {
  const { words, plan } = scene;
  const title = scene.language === 'vi' ? plan.title.vi : plan.title.en;
  return pageOf(scene, {
    page: 'overview',
    title: words.overview,
    description: `${title}.`,
    tags: ['nhip-leadership'],
    variables: choices(scene),
    from: 'now-90d',
    refresh: '5m',
    sections: sectionsOf(scene),
  });
}

function sectionsOf(scene: Scene): readonly Section[] {
  const { words, plan } = scene;
  const totals = kpisInOrder(plan).filter(hasTotal);
  const targeted = totals.filter(hasTarget);
  const shares = targeted.filter(isShare);
  const others = targeted.filter((kpi) => !isShare(kpi));
  const indices = programmesOf(plan)
    .flatMap((programme) => indexOf(plan, programme) ?? [])
    .slice(0, INDICES_MAX);
  return [
    { title: null, panels: headPanels(scene, indices, targeted) },
    {
      title: words.programmes,
      panels: [
        programmeTable(scene, totals, { width: 10, height: 15 }),
        ...targetTable(scene, shares, { title: words.againstTargets, shares: true, width: 14, height: 15 }),
      ],
    },
    { title: words.units, panels: unitPanels(scene, indices[0] ?? shares[0]) },
    { title: words.trend, panels: trends(scene, indices, targeted) },
    {
      title: words.otherTargetsTitle,
      panels: targetTable(scene, others, {
        title: words.otherTargetsTitle,
        shares: false,
        width: GRID_WIDTH,
        height: 7,
      }),
    },
  ];
}

function headPanels(scene: Scene, indices: readonly KpiPlan[], targeted: readonly KpiPlan[]): readonly PanelMaker[] {
  const left = indices.map((index) => indexGauge(scene, index, { width: 5, height: 6 }));
  const rest = GRID_WIDTH - left.length * 5 - 6;
  const middle = targeted.length > 0 ? [targetFigures(scene, targeted, { width: rest, height: 6 })] : [];
  const stated = statedAsOf(scene, { width: middle.length > 0 ? 6 : rest + 6, height: 6 });
  return [...left, ...middle, stated];
}

/** Of all KPIs that have a target at this unit: how many are on it. */
function targetFigures(scene: Scene, targeted: readonly KpiPlan[], size: Size): StatPanel {
  const { words } = scene;
  const missing = shortfall(targeted, CHOSEN);
  const targets = several(targeted, '_target', CHOSEN);
  return figures({
    ...size,
    title: words.targetsTitle,
    nothing: words.noValue,
    queries: [
      figure('A', `sum((${missing}) <= bool 0)`, words.met),
      figure('B', `sum((${missing}) > bool 0)`, words.behind),
      figure('C', `count((${targets}) unless on (kpi, grain) (${missing}))`, words.unknown),
    ],
  })
    .unit('none')
    .overrideByQuery('A', [fixedColour(colours.good)])
    .overrideByQuery('B', [fixedColour(colours.behind)])
    .overrideByQuery('C', [fixedColour(colours.unknown)]);
}

const LATE_SECONDS = 15 * 60;

/** Up to when the calendar is counted, and how long the oldest event has been waiting to be shown. */
function statedAsOf({ words }: Scene, size: Size): StatPanel {
  return figures({
    ...size,
    title: words.asOf,
    nothing: words.noValue,
    queries: [
      figure('A', '(time() - max(nhip_view_tick_age_seconds)) * 1000', words.byCalendar),
      figure('B', LAG, words.longestWait),
      figure('C', 'max(nhip_view_tick_overdue_seconds) > 0', words.tickMissing),
    ],
  })
    .unit('dtdurations')
    .decimals(0)
    .overrideByQuery('A', [{ id: 'unit', value: 'dateTimeAsIso' }])
    .overrideByQuery('B', [{ id: 'thresholds', value: badFrom(LATE_SECONDS).build() }])
    .overrideByQuery('C', [fixedColour(colours.bad)]);
}

/** One row a programme: how many of its KPIs have data, and how many of those with a target are on it. */
function programmeTable(scene: Scene, kpis: readonly KpiPlan[], size: Size): TablePanel {
  const { words } = scene;
  const targeted = kpis.filter(hasTarget);
  const by = (expression: string, of: readonly KpiPlan[]): string => byProgramme(scene, of, expression);
  const missing = `(${shortfall(targeted, CHOSEN)})`;
  const status = several(kpis, '_status', CHOSEN);
  const stated = several(kpis, '_status', { ...CHOSEN, and: 'status=~"ok|not-rated"' });
  const number = (refId: string, title: string, colour: string) => ({
    field: valueField(refId),
    title,
    width: 95,
    properties: [
      ...numberProperties({ unit: 'none', decimals: 0 }),
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      fixedColour(colour),
    ],
  });
  const queries = [
    rows('A', `count by (programme) (${by(status, kpis)})`),
    rows('B', `count by (programme) (${by(stated, kpis)})`),
    ...(targeted.length === 0
      ? []
      : [
          rows('C', `sum by (programme) (${by(`${missing} <= bool 0`, targeted)})`),
          rows('D', `sum by (programme) (${by(`${missing} > bool 0`, targeted)})`),
        ]),
  ];
  return table({
    ...size,
    title: words.programmes,
    queries,
    columns: [
      programmeColumn(scene),
      number('A', words.kpis, colours.plain),
      number('B', words.withValue, colours.plain),
      ...(targeted.length === 0
        ? []
        : [number('C', words.met, colours.good), number('D', words.behind, colours.behind)]),
    ],
    sortBy: { title: targeted.length === 0 ? words.kpis : words.behind, descending: true },
    nothing: words.none,
  });
}

function targetTable(
  scene: Scene,
  kpis: readonly KpiPlan[],
  options: Size & { readonly title: string; readonly shares: boolean },
): readonly TablePanel[] {
  return kpis.length === 0 ? [] : [kpiTable(scene, { ...options, kpis, withProgramme: true })];
}

function unitPanels(scene: Scene, kpi: KpiPlan | undefined): readonly PanelMaker[] {
  if (kpi === undefined) return [];
  const { words } = scene;
  const size = { width: GRID_WIDTH / 2, height: 10 };
  return [
    unitBars(scene, { ...size, kpi, which: 'lowest', title: words.lastUnits }),
    unitBars(scene, { ...size, kpi, which: 'highest', title: words.firstUnits }),
  ];
}

/** The first index, then the first KPIs that have a target: their periods beside each other, and the course of the chosen one. */
function trends(scene: Scene, indices: readonly KpiPlan[], targeted: readonly KpiPlan[]): readonly PanelMaker[] {
  const first = [...indices.slice(0, 1), ...targeted.filter(isShare)].slice(0, TRENDS_MAX);
  const widths = widthsOf(first.length);
  return [periodTrend, trend].flatMap((panelOf) =>
    first.map((kpi, place) => panelOf(scene, kpi, { width: widths[place] ?? 0, height: 8 })),
  );
}
