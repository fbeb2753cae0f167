// Dashboards: how the value of the chosen period went, with its target as a broken line. Prometheus knows when a value was scraped,
// so this is the course of one period and no comparison of periods; those stand beside each other in period-trend.ts.

import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { KpiPlan } from '@nhip/core';
import { kpiLinks } from './links.ts';
import { colours, fixedColour, lookOf } from './look.ts';
import type { Size } from './page.ts';
import { HERE, one } from './promql.ts';
import { hasTarget, isShare, type Scene, say } from './scene.ts';
import { line, PROMETHEUS } from './sources.ts';
import { meaningOf, scaleOf } from './tiles.ts';

const CHOSEN = { unit: HERE, period: '$period' } as const;

export function trend(scene: Scene, kpi: KpiPlan, size: Size): PanelBuilder {
  const { words } = scene;
  return kpiOverTime(scene, kpi, size)
    .title(`${words.trend}: ${say(scene, kpi.title)}`)
    .datasource(PROMETHEUS)
    .targets([
      line('A', one(kpi, '', CHOSEN), words.value),
      ...(hasTarget(kpi) ? [line('T', one(kpi, '_target', CHOSEN), words.target)] : []),
    ])
    .showPoints(VisibilityMode.Auto)
    .overrideByName(words.value, [fixedColour(colours.calm), { id: 'custom.lineWidth', value: 2 }]);
}

/** A graph of one KPI, whoever answers it: its unit of measure and scale, and its target as a broken line. */
export function kpiOverTime(scene: Scene, kpi: KpiPlan, size: Size): PanelBuilder {
  const { words } = scene;
  const { unit, decimals } = lookOf(scene, kpi.measure);
  const panel = overTime(size)
    .description(meaningOf(scene, kpi))
    .noValue(words.noValue)
    .unit(unit)
    // Time without a value is a gap, not a bridge.
    .spanNulls(false)
    .links([...kpiLinks(scene, kpi)])
    .overrideByName(words.target, [
      fixedColour(colours.good),
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
      { id: 'custom.showPoints', value: 'never' },
      { id: 'custom.lineInterpolation', value: LineInterpolation.StepAfter },
    ]);
  if (decimals !== undefined) panel.decimals(decimals);
  if (kpi.rating.pointsMax !== null && !isShare(kpi)) panel.min(0).max(scaleOf(kpi));
  return panel;
}

/** A graph over time as all of them look. */
export function overTime({ width, height }: Size): PanelBuilder {
  return new PanelBuilder()
    .span(width)
    .height(height)
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.Linear)
    .lineWidth(1)
    .fillOpacity(0)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}
