// The KPI gauges of a scrape, made from the published values each time: a value that is no longer published leaves no trace.
// A scrape shows one commit and not two; it is written piece by piece while it is sent, and is never in memory as a whole.
import type { Result, Zone } from '@nhip/core';
import { helpText, type ScrapeFormat } from '@nhip/telemetry';
import { QueryRefusal } from '../query/refusal.ts';
import { takeTurns } from '../turns.ts';
import type { ValuesView } from '../view/values-view.ts';
import { type GaugeFamily, gaugeFamilies } from './gauge-families.ts';
import { createLabelBook, type LabelBook } from './label-book.ts';
import { gaugeName } from './metric-name.ts';
import { type ScrapedPlan, type ShownKpi, samplesOf, showKpis } from './shown-kpi.ts';

export type ScrapedView = Pick<ValuesView, 'lastTick' | 'ready' | 'standings'>;

export interface KpiGaugesOptions {
  readonly view: ScrapedView;
  readonly plan: ScrapedPlan;
  readonly zone: Zone;
  /** More samples than this are refused. */
  readonly seriesMax: number;
}

export interface KpiGauges {
  /** Samples that follow. */
  readonly series: number;
  /** Pieces of some kB, of whole lines; can be gone through once. */
  texts(format: ScrapeFormat): Iterable<string>;
}

const NOTHING: KpiGauges = { series: 0, texts: () => [] };

/**
 * The gauges as they stand now, on demand; none before the first tick.
 * @throws QueryRefusal when they are more than may be.
 */
export function kpiGauges({ view, plan, zone, seriesMax }: KpiGaugesOptions): () => Promise<KpiGauges> {
  const labels = createLabelBook();
  return async () => {
    const tick = view.lastTick();
    if (tick === null || !view.ready()) return NOTHING;
    const shown = await showKpis({ plan, view, today: zone.dayOf(tick), turns: takeTurns() });
    const series = samplesOf(shown);
    if (series > seriesMax) throw tooMany(series, seriesMax);
    return { series, texts: (format) => texts(shown, { labels, format }) };
  };
}

function tooMany(series: number, seriesMax: number): QueryRefusal {
  const detail =
    `the KPIs have ${series} series, more than the ${seriesMax} that one scrape may hold: ` +
    'publish fewer grains, levels or dimensions, or raise NHIP_SCRAPE_SERIES_MAX';
  return new QueryRefusal('NHIP_SCRAPE_SERIES_TOO_MANY', detail);
}

interface Writing {
  readonly labels: LabelBook;
  readonly format: ScrapeFormat;
}

function* texts(shown: readonly ShownKpi[], writing: Writing): Generator<string> {
  for (const one of shown) {
    for (const [place, family] of gaugeFamilies.entries()) {
      // A family without a sample is not announced.
      if ((one.samples[place] ?? 0) > 0) yield* familyTexts(one, family, writing);
    }
  }
}

const PIECE_LENGTH = 16 * 1024;

function* familyTexts(
  { kpi, standing, current, previous }: ShownKpi,
  family: GaugeFamily,
  { labels, format }: Writing,
): Generator<string> {
  const name = gaugeName(kpi) + family.suffix;
  let text = `# HELP ${name} ${helpText(kpi.title.en + family.says, format)}\n# TYPE ${name} gauge\n`;
  const { label, number } = family;
  const end = (result: Result): string => (label === null ? '} ' : `${label(result)}} `);
  for (let place = 0; place < standing.size; place += 1) {
    const [now, former] = [current[place] ?? null, previous[place] ?? null];
    const value = now === null ? null : number(now);
    const formerValue = former === null ? null : number(former);
    if (value === null && formerValue === null) continue;
    const labelled = labels.of(standing, place);
    if (now !== null && value !== null) text += `${name}${labelled.current}${end(now)}${value}\n`;
    if (former !== null && formerValue !== null) text += `${name}${labelled.previous}${end(former)}${formerValue}\n`;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
