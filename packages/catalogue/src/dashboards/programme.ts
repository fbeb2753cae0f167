// Dashboards: one programme. First its index if it has one, then its KPIs in tables, then each KPI by itself in a section that is
// closed until somebody asks: over its periods and by unit.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { KpiPlan } from '@nhip/core';
import { programmePage } from './address.ts';
import { dimensionTable } from './dimension-table.ts';
import { criteriaTable, groupBars, waterfall } from './index-section.ts';
import { kpiTable } from './kpi-table.ts';
import { programmeTag } from './links.ts';
import { type PanelMaker, pageOf, type Section, widthsOf } from './page.ts';
import { periodTrend } from './period-trend.ts';
import { groupsOf, hasTarget, hasTotal, indexOf, indicesOf, isShare, qualityKpis, type Scene, say } from './scene.ts';
import { indexGauge, kpiTile } from './tiles.ts';
import { trend } from './trend.ts';
import { kpiByUnit, league } from './unit-table.ts';
import { choices } from './variables.ts';

export function programmeDashboard(scene: Scene, programme: string | null): Dashboard {
  const { plan, words } = scene;
  const kpis = plan.kpis.filter((kpi) => kpi.programme === programme);
  const title = programmeTitle(scene, programme);
  const quality = new Set(qualityKpis(plan));
  return pageOf(scene, {
    page: programmePage(programme),
    title,
    description: `${words.programme}: ${title}.`,
    tags: [programmeTag(scene.language)],
    variables: choices(scene, kpis.every((kpi) => quality.has(kpi)) ? 'current' : 'previous'),
    from: 'now-90d',
    refresh: '5m',
    sections: [
      { title: null, panels: headPanels(scene, programme, kpis) },
      { title: null, panels: tables(scene, kpis) },
      ...indexSections(scene, programme),
      ...kpis.filter(({ formula }) => formula.kind !== 'composite').map((kpi) => kpiSection(scene, kpi)),
    ],
  });
}

function programmeTitle(scene: Scene, programme: string | null): string {
  const title = programme === null ? scene.plan.title : scene.plan.titles.programmes[programme];
  return title === undefined ? (programme ?? '') : say(scene, title);
}

const TILES_MAX = 4;
const GRID_WIDTH = 24;

/** The index with its groups and its waterfall; without an index the KPIs that have a target, largest first come first. */
function headPanels(scene: Scene, programme: string | null, kpis: readonly KpiPlan[]): readonly PanelMaker[] {
  const index = indexOf(scene.plan, programme);
  if (index !== null) {
    return [
      indexGauge(scene, index, { width: 5, height: 9 }),
      groupBars(scene, index, { width: 8, height: 9 }),
      waterfall(scene, index, { width: 11, height: 9 }),
    ];
  }
  const totals = kpis.filter(hasTotal);
  const targeted = totals.filter(hasTarget);
  const shown = (targeted.length > 0 ? targeted : totals).slice(0, TILES_MAX);
  const widths = widthsOf(shown.length);
  return shown.map((kpi, place) => kpiTile(scene, kpi, { width: widths[place] ?? 0, height: 5 }));
}

function indexSections(scene: Scene, programme: string | null): readonly Section[] {
  const { plan, words } = scene;
  const [index, ...others] = indicesOf(plan, programme);
  if (index === undefined) return [];
  const widths = widthsOf(others.length);
  const beside = others.map((kpi, place) => indexGauge(scene, kpi, { width: widths[place] ?? 0, height: 6 }));
  const belowRoot = plan.levels.slice(1);
  return [
    { title: words.lost, panels: [criteriaTable(scene, index, { width: GRID_WIDTH, height: 12 })] },
    { title: words.trend, panels: trends(scene, index, 8) },
    ...(belowRoot.some((level) => index.levels.includes(level))
      ? [
          {
            title: words.league,
            panels: [league(scene, { index, others: groupsOf(plan, index), width: GRID_WIDTH, height: 12 })],
          },
        ]
      : []),
    { title: null, panels: beside },
  ];
}

const ROW_HEIGHT_MIN = 5;
const ROW_HEIGHT_MAX = 14;

/** Shares in one table, everything else in another. The points of composites stand above. */
function tables(scene: Scene, kpis: readonly KpiPlan[]): readonly PanelMaker[] {
  const { words } = scene;
  const shown = kpis.filter((kpi) => hasTotal(kpi) && kpi.formula.kind !== 'composite');
  const kinds = [
    { title: words.shares, shares: true, kpis: shown.filter(isShare) },
    { title: words.figures, shares: false, kpis: shown.filter((kpi) => !isShare(kpi)) },
  ].filter((kind) => kind.kpis.length > 0);
  return kinds.map((kind) => {
    const height = Math.min(ROW_HEIGHT_MAX, Math.max(ROW_HEIGHT_MIN, kind.kpis.length + 3));
    return kpiTable(scene, { ...kind, withProgramme: false, width: GRID_WIDTH, height });
  });
}

/** Closed, so that a page of many KPIs asks little. */
function kpiSection(scene: Scene, kpi: KpiPlan): Section {
  const belowRoot = scene.plan.levels.slice(1).some((level) => kpi.levels.includes(level));
  const panels = [
    ...(hasTotal(kpi) ? trends(scene, kpi, 9) : []),
    ...(belowRoot ? [kpiByUnit(scene, kpi, { width: GRID_WIDTH, height: 9 })] : []),
    ...kpi.per.map(({ dimension }) => dimensionTable(scene, kpi, { dimension, width: GRID_WIDTH, height: 9 })),
  ];
  return { title: say(scene, kpi.title), closed: true, panels };
}

/** Periods beside each other, and the course of the chosen one. */
function trends(scene: Scene, kpi: KpiPlan, height: number): readonly PanelMaker[] {
  const size = { width: GRID_WIDTH / 2, height };
  return [periodTrend(scene, kpi, size), trend(scene, kpi, size)];
}
