// Dashboards: the values of a KPI period by period, as they stand today: event time, from the history in PostgreSQL. What has changed
// since a period ended is in them; the period that still goes on stands apart, since it compares with no whole one.

import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { KpiPlan } from '@nhip/core';
import { byPeriod } from './history-sql.ts';
import { colours, fixedColour } from './look.ts';
import type { Size } from './page.ts';
import { hasTarget, type Scene, say } from './scene.ts';
import { HISTORY, periods } from './sources.ts';
import { kpiOverTime } from './trend.ts';

/** Periods are told further back than anybody looks at the course of one. */
const SPAN = '5y';

export function periodTrend(scene: Scene, kpi: KpiPlan, size: Size): PanelBuilder {
  const { words } = scene;
  const names = { ended: words.value, open: words.current, target: hasTarget(kpi) ? words.target : null };
  return kpiOverTime(scene, kpi, size)
    .title(`${words.periodTrend}: ${say(scene, kpi.title)}`)
    .datasource(HISTORY)
    .targets([periods('A', byPeriod(kpi, names))])
    .timeFrom(SPAN)
    .showPoints(VisibilityMode.Always)
    .overrideByName(words.value, [fixedColour(colours.calm), { id: 'custom.lineWidth', value: 2 }])
    .overrideByName(words.current, [fixedColour(colours.unknown)]);
}
