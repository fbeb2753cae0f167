// The KPI gauges of a scrape, made from the published values each time: a value that is no longer published leaves no trace.
// Two periods of every grain: the current one (a rolling window: the one that ends today) and the one before it.
// No value is no sample, never 0 and never NaN; numerator and denominator stand wherever they are known, also under no value.
import { type KpiPlan, type Plan, periodEnding, type Result, type SeriesKey, type Zone } from '@nhip/core';
import type { PublishedSeries, ValuesView } from '../view/values-view.ts';
import { gaugeName } from './metric-name.ts';

export interface KpiGaugesOptions {
  readonly view: ValuesView;
  readonly plan: Plan;
  readonly zone: Zone;
}

const parts = [
  { suffix: '', part: 'value', says: '' },
  { suffix: '_numerator', part: 'numerator', says: ' (numerator)' },
  { suffix: '_denominator', part: 'denominator', says: ' (denominator)' },
  { suffix: '_target', part: 'target', says: ' (target)' },
] as const satisfies readonly { readonly suffix: string; readonly part: keyof Result; readonly says: string }[];

/** Lines of the Prometheus text format, each with its line break; nothing before the first tick. */
export function* kpiGauges({ view, plan, zone }: KpiGaugesOptions): Generator<string> {
  const tick = view.lastTick();
  if (tick === null || !view.ready()) return;
  const today = zone.dayOf(tick);
  // All series are taken before the first line is sent, so that a scrape shows one commit and not two.
  const kpis = plan.kpis.map((kpi) => ({ kpi, shown: kpi.grains.length === 0 ? [] : seriesOf(view, kpi) }));
  for (const { kpi, shown } of kpis) {
    const name = gaugeName(kpi);
    for (const { suffix, part, says } of parts) {
      let head = `# HELP ${name}${suffix} ${helpText(kpi.title.en + says)}\n# TYPE ${name}${suffix} gauge\n`;
      for (const series of shown) {
        for (const sample of samplesOf(series, today, part)) {
          yield `${head}${name}${suffix}${sample}`;
          head = '';
        }
      }
    }
  }
}

function seriesOf(view: ValuesView, { id, grains, per }: KpiPlan): readonly PublishedSeries[] {
  const dimensions = [null, ...per.map(({ dimension }) => ({ name: dimension, value: null }))];
  return dimensions.flatMap((dimension) => view.series({ kpi: id, unit: null, grains, dimension }));
}

function* samplesOf(
  series: PublishedSeries,
  today: number,
  part: 'value' | 'numerator' | 'denominator' | 'target',
): Generator<string> {
  const current = periodEnding(series.key.grain, today);
  const value = series.at(current)?.[part] ?? null;
  const former = series.at(current - 1)?.[part] ?? null;
  if (value !== null) yield `{${labelsOf(series.key, 'current')}} ${value}\n`;
  if (former !== null) yield `{${labelsOf(series.key, 'previous')}} ${former}\n`;
}

function labelsOf({ unit, level, grain, dimensions }: SeriesKey, period: 'current' | 'previous'): string {
  let text = `unit="${labelText(unit)}",level="${labelText(level)}",grain="${grain}",period="${period}"`;
  for (const name in dimensions) text += `,${name}="${labelText(dimensions[name] ?? '')}"`;
  return text;
}

function labelText(text: string): string {
  return /[\\"\n]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : text;
}

function helpText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
