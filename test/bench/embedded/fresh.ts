// Benchmark: how long after its 202 an event is in the value that /metrics shows, at a steady pace, on a service that holds
// the records of the batch run.
import { startCity } from '../city.ts';
import { median, plain, type Row } from '../report.ts';
import { counters, type Setting } from '../setting.ts';
import { feedFresh } from './feed.ts';
import type { Scenario } from './scenario.ts';

/** Of the pace that was asked for; slower, and the figure would not be about it. */
const PACE_SHARE_MIN = 0.98;
const SCRAPE_EVERY_MS = 10;

export const freshScenario: Scenario = {
  ids: ['embedded.fresh-p99'],
  async measure({ load, sizes, say, setting }): Promise<readonly Row[]> {
    const city = await startCity(setting);
    const slowest: number[] = [];
    const paces: number[] = [];
    try {
      await feedFresh({ city, load, sizes }, sizes.batchRecords);
      const count = sizes.freshSeconds * sizes.freshEventsPerSecond;
      for (let run = 1; run <= sizes.runs; run += 1) {
        const nowMs = Date.now();
        await load.encode({
          stretch: { kind: 'today', first: 0, count, records: count, nowMs, codes: setting.codes },
          batch: sizes.freshBatch,
        });
        const options = {
          port: city.port,
          metricsPort: city.port,
          eventsPerSecond: sizes.freshEventsPerSecond,
          batch: sizes.freshBatch,
          metric: metricOf(setting),
          scrapeEveryMs: SCRAPE_EVERY_MS,
        };
        const { events, seconds, freshMs, scrapeMs } = await load.pace(options);
        slowest.push(freshMs.p99);
        paces.push(events / seconds);
        say(
          `fresh run ${run}: p50 ${plain(freshMs.p50)} ms, p99 ${plain(freshMs.p99)} ms at ${plain(events / seconds)} events/s; ` +
            `a scrape takes ${plain(scrapeMs.p50)} ms`,
        );
      }
    } finally {
      await city.close();
    }
    const pace = median(paces);
    const kept = pace >= PACE_SHARE_MIN * sizes.freshEventsPerSecond;
    const note = `median of ${sizes.runs}; over ${plain(sizes.batchRecords)} records, ${plain(pace)} events/s`;
    return [
      {
        id: 'embedded.fresh-p99',
        value: kept ? median(slowest) : null,
        note: kept ? note : `${note}: the pace was not kept`,
      },
    ];
  },
};

/** The sample of today's dossiers, as it stands in /metrics. */
export function metricOf({ plan }: Setting): string {
  const labels = `unit="${plan.root}",level="${plan.levels[0]}",grain="day",period="current"`;
  return `kpi_${counters.received.replaceAll('-', '_')}_count{${labels}}`;
}
