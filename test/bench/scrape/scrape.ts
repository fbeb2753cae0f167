// Benchmark: scrapes of ten thousand, a hundred thousand and a million series: how long they take beside prom-client, and how
// long they hold up the event loop.
import type { Scenario } from '../embedded/scenario.ts';
import { median, plain, type Row } from '../report.ts';
import { type Scrape, type Scraped, startScraped } from './scraped.ts';

const COMPARE_RUNS = 15;
const IDLE_MS = 2_000;

export const scrapeScenario: Scenario = {
  ids: ['scrape.vs-prom-client', 'scrape.block', 'scrape.million'],
  async measure({ sizes, say }): Promise<readonly Row[]> {
    const [small, middle, large] = sizes.scrapeSamples;
    const idle: number[] = [];
    const scrapes = new Map<number, readonly Scrape[]>();
    for (const samples of [small, middle, large]) {
      const of = await withScraped(samples, async (scraped) => {
        const runs: Scrape[] = [];
        idle.push((await scraped.idle(IDLE_MS)).blockMsMax);
        for (let run = 1; run <= sizes.runs; run += 1) runs.push(await scraped.scrape({}));
        const packed = await scraped.scrape({ 'accept-encoding': 'gzip' });
        say(`${plain(samples)} series: ${runs.map(written).join('; ')}; gzip ${written(packed)}`);
        return runs;
      });
      scrapes.set(samples, of);
    }
    // In a process of its own: prom-client's gauges are a burden to the collector of garbage.
    const { oursMs, promClientMs, bytes } = await withScraped(middle, (scraped) => scraped.compare(COMPARE_RUNS));
    const note = `${plain(oursMs)} ms, prom-client ${plain(promClientMs)} ms; ${plain(middle)} series, ${plain(bytes / 1e6)} MB; the best of ${COMPARE_RUNS} each`;
    const millions = scrapes.get(large) ?? [];
    const blocks = [...scrapes].map(([samples, of]) => ({
      samples,
      ms: median(of.map(({ watched }) => watched.blockMsMax)),
      cpuMs: median(of.map(({ watched }) => watched.turnCpuMsMax)),
    }));
    const grown = median(millions.map(({ watched }) => watched.rssGrownBytes));
    const blockNote = blocks
      .map(({ samples, ms, cpuMs }) => `${plain(ms)} ms at ${plain(samples)} (${plain(cpuMs)} ms of the processor)`)
      .join(', ');
    return [
      { id: 'scrape.vs-prom-client', value: promClientMs / oursMs, note },
      {
        id: 'scrape.block',
        value: Math.max(...blocks.map(({ ms }) => ms)),
        note: `${blockNote}; medians of ${sizes.runs}; ${plain(Math.max(...idle))} ms with nothing to do`,
      },
      {
        id: 'scrape.million',
        value: median(millions.map(({ seconds }) => seconds)),
        note: `${plain(large)} series, memory grew by ${plain(grown / 1e6)} MB meanwhile; median of ${sizes.runs}`,
      },
    ];
  },
};

async function withScraped<Outcome>(
  samples: number,
  measure: (scraped: Scraped) => Promise<Outcome>,
): Promise<Outcome> {
  const scraped = await startScraped(samples);
  try {
    return await measure(scraped);
  } finally {
    await scraped.close();
  }
}

function written({ seconds, bytes, watched }: Scrape): string {
  return `${plain(seconds)} s, ${plain(bytes / 1e6)} MB, loop held up ${plain(watched.blockMsMax)} ms`;
}
