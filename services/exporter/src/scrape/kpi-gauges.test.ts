// The KPI gauges of a scrape as exact text, for series as small as can be.
import { openZone, type Result, type SeriesKey } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { QueryRefusal } from '../query/refusal.ts';
import type { Standing } from '../view/values-view.ts';
import { kpiGauges, type ScrapedView } from './kpi-gauges.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const TICK = Date.parse('2023-06-14T09:00:00+07:00');
/** Months are counted from year 0. */
const JUNE = 2023 * 12 + 5;
const kpis = [
  {
    id: 'online-share',
    measure: 'ratio',
    title: { vi: 'Tỷ lệ', en: 'Share of "online"\nand \\ more' },
  },
];

const share: Result = {
  value: 0.625,
  numerator: 25,
  denominator: 40,
  score: 62.5,
  target: 0.6,
  status: 'ok',
  flags: [],
};
const nothing: Result = { ...share, value: null, numerator: 0, denominator: 0, score: null, status: 'no-value' };

interface Told {
  readonly key: Omit<SeriesKey, 'kpi' | 'level'>;
  readonly results: ReadonlyMap<number, Result>;
}

function told(unit: string, results: readonly (readonly [number, Result])[], dimensions = {}): Told {
  return { key: { unit, dimensions, grain: 'month', boundaries: 'then' }, results: new Map(results) };
}

function viewOf(series: readonly Told[], lastTick: number | null = TICK): ScrapedView {
  const standing: Standing = {
    kpi: 'online-share',
    size: series.length,
    keyOf: (place) => ({ ...(series[place] ?? fail()).key, kpi: 'online-share', level: 'city' }),
    at: (place, period) => (series[place] ?? fail()).results.get(period) ?? null,
  };
  return { lastTick: () => lastTick, ready: () => true, standings: () => ({ kpis: [standing], release: () => {} }) };
}

function fail(): never {
  throw new RangeError('no such series');
}

async function scrape(view: ScrapedView, format: 'text' | 'openmetrics' = 'text'): Promise<string> {
  const gauges = await kpiGauges({ view, plan: { kpis }, zone, seriesMax: 100 })();
  return [...gauges.texts(format)].join('');
}

describe('the gauges of a KPI', () => {
  it('are its value and what goes with it, each a family, for the current and the previous period', async () => {
    const view = viewOf([
      told('hanoi', [
        [JUNE, share],
        [JUNE - 1, nothing],
        [JUNE - 2, share],
      ]),
    ]);
    const labels = '{unit="hanoi",level="city",grain="month",period=';
    const head = (suffix: string, says: string): string =>
      `# HELP kpi_online_share_ratio${suffix} Share of "online"\\nand \\\\ more${says}\n# TYPE kpi_online_share_ratio${suffix} gauge\n`;
    expect(await scrape(view)).toBe(
      `${head('', '')}kpi_online_share_ratio${labels}"current"} 0.625\n` +
        `${head('_numerator', ' (numerator)')}kpi_online_share_ratio_numerator${labels}"current"} 25\n` +
        `kpi_online_share_ratio_numerator${labels}"previous"} 0\n` +
        `${head('_denominator', ' (denominator)')}kpi_online_share_ratio_denominator${labels}"current"} 40\n` +
        `kpi_online_share_ratio_denominator${labels}"previous"} 0\n` +
        `${head('_target', ' (target)')}kpi_online_share_ratio_target${labels}"current"} 0.6\n` +
        `kpi_online_share_ratio_target${labels}"previous"} 0.6\n` +
        `${head('_score', ' (points of its score)')}kpi_online_share_ratio_score${labels}"current"} 62.5\n` +
        `${head('_status', ' (1 at the status that holds)')}` +
        `kpi_online_share_ratio_status${labels}"current",status="ok"} 1\n` +
        `kpi_online_share_ratio_status${labels}"previous",status="no-value"} 1\n`,
    );
  });

  it('carry the values of dimensions, escaped', async () => {
    const view = viewOf([told('hanoi', [[JUNE, share]], { procedure: 'a\\b "c"\nd' })]);
    expect(await scrape(view)).toContain(
      'kpi_online_share_ratio{unit="hanoi",level="city",grain="month",period="current",procedure="a\\\\b \\"c\\"\\nd"} 0.625\n',
    );
  });

  it('escape quotes in the help in OpenMetrics', async () => {
    const view = viewOf([told('hanoi', [[JUNE, share]])]);
    expect(await scrape(view, 'openmetrics')).toContain(
      '# HELP kpi_online_share_ratio Share of \\"online\\"\\nand \\\\ more\n',
    );
  });

  it('do not announce a family without samples', async () => {
    const view = viewOf([told('hanoi', [[JUNE, { ...nothing, numerator: null, denominator: null, target: null }]])]);
    expect(await scrape(view)).toBe(
      '# HELP kpi_online_share_ratio_status Share of "online"\\nand \\\\ more (1 at the status that holds)\n' +
        '# TYPE kpi_online_share_ratio_status gauge\n' +
        'kpi_online_share_ratio_status{unit="hanoi",level="city",grain="month",period="current",status="no-value"} 1\n',
    );
  });

  it('are none before the first tick, and none of periods that are over for long', async () => {
    expect(await scrape(viewOf([told('hanoi', [[JUNE, share]])], null))).toBe('');
    expect(await scrape(viewOf([told('hanoi', [[JUNE - 2, share]])]))).toBe('');
  });

  it('are those of the moment of the scrape, whatever is published while it is sent', async () => {
    const results = new Map([[JUNE, share]]);
    const key = { unit: 'hanoi', dimensions: {}, grain: 'month', boundaries: 'then' } as const;
    const gauges = await kpiGauges({ view: viewOf([{ key, results }]), plan: { kpis }, zone, seriesMax: 100 })();
    results.set(JUNE, { ...share, value: 0.9 });
    expect([...gauges.texts('text')].join('')).toContain('period="current"} 0.625\n');
  });
});

describe('the number of series', () => {
  const view = viewOf(Array.from({ length: 3 }, (_, unit) => told(`u${unit}`, [[JUNE, share]])));
  const gauges = (seriesMax: number) => kpiGauges({ view, plan: { kpis }, zone, seriesMax })();

  it('is that of the samples', async () => {
    const { series, texts } = await gauges(18);
    expect(series).toBe(18);
    const lines = [...texts('text')].join('').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toHaveLength(18);
  });

  it('is refused above the limit, with both numbers and the name of the limit', async () => {
    const refusal = await gauges(17).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(QueryRefusal);
    expect(refusal).toMatchObject({
      code: 'NHIP_SCRAPE_SERIES_TOO_MANY',
      detail: expect.stringMatching(/18 series.*the 17 that.*NHIP_SCRAPE_SERIES_MAX/),
    });
  });
});
