// Dashboards: units. The league table of a level, then everything about one unit.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { KpiPlan } from '@nhip/core';
import { groupBars } from './index-section.ts';
import { kpiTable } from './kpi-table.ts';
import { type PanelMaker, pageOf, type Section, widthsOf } from './page.ts';
import { periodTrend } from './period-trend.ts';
import { hasEveryGrain } from './promql.ts';
import {
  groupsOf,
  hasTarget,
  hasTotal,
  indexOf,
  isShare,
  kpisInOrder,
  programmesOf,
  qualityKpis,
  type Scene,
} from './scene.ts';
import { figure } from './sources.ts';
import { figures, indexGauge, kpiTile } from './tiles.ts';
import { trend } from './trend.ts';
import { kpiByUnit, league, unitStates } from './unit-table.ts';
import { choices } from './variables.ts';

const GRID_WIDTH = 24;
const TILES_MAX = 3;
const HEADLINES_MAX = 2;
const TRENDS_MAX = 3;

export function unitDashboard(scene: Scene): Dashboard {
  const { words } = scene;
  return pageOf(scene, {
    page: 'unit',
    title: words.units,
    description: `${words.league}. ${words.picture}.`,
    tags: ['nhip-leadership'],
    variables: choices(scene),
    from: 'now-90d',
    refresh: '5m',
    sections: sectionsOf(scene),
  });
}

/** KPIs of units below the root. */
function ofUnits({ plan }: Scene): readonly KpiPlan[] {
  return kpisInOrder(plan).filter((kpi) => hasTotal(kpi) && kpi.levels.some((level) => level !== plan.levels[0]));
}

function sectionsOf(scene: Scene): readonly Section[] {
  const { words, plan } = scene;
  const kpis = ofUnits(scene);
  const quality = new Set(qualityKpis(plan));
  const own = kpis.filter((kpi) => kpi.formula.kind !== 'composite' && !quality.has(kpi));
  const index = programmesOf(plan)
    .flatMap((programme) => indexOf(plan, programme) ?? [])
    .find((kpi) => kpis.includes(kpi));
  const headlines = own.filter((kpi) => hasTarget(kpi) && hasEveryGrain(kpi));
  return [
    { title: words.league, panels: leaguePanels(scene, index, headlines) },
    { title: `${words.picture}: \${unit:text}`, panels: picture(scene, index, headlines) },
    {
      title: words.shares,
      panels: someTable(scene, { kpis: own.filter(isShare), shares: true, title: words.shares }),
    },
    {
      title: words.figures,
      panels: someTable(scene, { kpis: own.filter((kpi) => !isShare(kpi)), shares: false, title: words.figures }),
    },
  ];
}

function leaguePanels(scene: Scene, index: KpiPlan | undefined, headlines: readonly KpiPlan[]): readonly PanelMaker[] {
  const [first] = headlines;
  if (index === undefined)
    return first === undefined ? [] : [kpiByUnit(scene, first, { width: GRID_WIDTH, height: 12 })];
  const others = [...groupsOf(scene.plan, index), ...headlines.slice(0, HEADLINES_MAX)];
  return [
    league(scene, { index, others, width: GRID_WIDTH, height: 12 }),
    unitStates(scene, index, { width: GRID_WIDTH, height: 3 }),
  ];
}

function picture(scene: Scene, index: KpiPlan | undefined, headlines: readonly KpiPlan[]): readonly PanelMaker[] {
  const tiles = headlines.slice(0, TILES_MAX);
  const [width = 0, ...widths] = widthsOf(tiles.length + 1);
  const first = [
    lastStatement(scene, width),
    ...tiles.map((kpi, place) => kpiTile(scene, kpi, { width: widths[place] ?? 0, height: 5 })),
  ];
  if (index === undefined) return [...first, ...periodTrends(scene, headlines)];
  return [
    ...first,
    indexGauge(scene, index, { width: 5, height: 9 }),
    groupBars(scene, index, { width: 8, height: 9 }),
    trend(scene, index, { width: 11, height: 9 }),
    ...periodTrends(scene, [index, ...headlines]),
  ];
}

function periodTrends(scene: Scene, kpis: readonly KpiPlan[]): readonly PanelMaker[] {
  const first = kpis.slice(0, TRENDS_MAX);
  const widths = widthsOf(first.length);
  return first.map((kpi, place) => periodTrend(scene, kpi, { width: widths[place] ?? 0, height: 9 }));
}

/** A unit that only others speak for has sent nothing itself. */
function lastStatement({ words }: Scene, width: number) {
  return figures({
    title: words.lastStatement,
    width,
    height: 5,
    nothing: words.noStatement,
    queries: [figure('A', 'min(nhip_last_statement_age_seconds{agency="$unit"})', words.age)],
  })
    .unit('dtdurations')
    .decimals(0);
}

function someTable(
  scene: Scene,
  options: { readonly kpis: readonly KpiPlan[]; readonly shares: boolean; readonly title: string },
): readonly PanelMaker[] {
  return options.kpis.length === 0
    ? []
    : [kpiTable(scene, { ...options, withProgramme: true, width: GRID_WIDTH, height: 14 })];
}
