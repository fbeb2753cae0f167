// Benchmark: what the history costs to write, and how long it takes to be answered five years of one KPI at every unit, as published now
// and as it was published at a moment.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Scenario } from '../embedded/scenario.ts';
import { percentilesOf } from '../load/commands.ts';
import { plain, type Row } from '../report.ts';
import { type KeptCity, openKeptCity } from './kept-city.ts';

export const historyScenario: Scenario = {
  ids: ['history.query-p99', 'history.write'],
  async measure({ sizes, say }): Promise<readonly Row[]> {
    const folder = mkdtempSync(join(process.env.NHIP_BENCH_DIR ?? tmpdir(), 'nhip-history-'));
    const base = await loadCatalogue(builtInCatalogue());
    const city = await openKeptCity({ base, folder, kpis: sizes.historyKpis, days: sizes.historyDays });
    try {
      const now = await ask(city, sizes.historyRequests, () => '');
      const then = await ask(city, sizes.historyRequests, (request) => {
        const at = city.ticks[(request * 7) % city.ticks.length] ?? 0;
        return `&asof=${new Date(at).toISOString()}`;
      });
      say(`as published now ${written(now)}; as published at a moment ${written(then)}`);
      const { changes, seconds } = city.written;
      const size = `${plain(now.rows)} values of ${YEARS_TOLD}, all units`;
      return [
        {
          id: 'history.query-p99',
          value: Math.max(now.p99, then.p99),
          note: `${size}; now ${plain(now.p99)} ms, asof ${plain(then.p99)} ms; ${plain(sizes.historyRequests)} requests each`,
        },
        {
          id: 'history.write',
          value: (seconds / changes) * 1e6,
          note: `${plain(changes)} changed values in ${plain(city.ticks.length)} ticks took ${plain(seconds)} s`,
        },
      ];
    } finally {
      await city.close();
      rmSync(folder, { recursive: true });
    }
  },
};

const YEARS_TOLD = 'one KPI, months of 5 years';

interface Asked {
  readonly p50: number;
  readonly p99: number;
  readonly rows: number;
}

/** One request after the other, each read to its end. */
async function ask({ app, kpis, from }: KeptCity, requests: number, more: (request: number) => string): Promise<Asked> {
  const durations: number[] = [];
  let rows = 0;
  for (let request = 0; request < requests; request += 1) {
    const url = `/v1/kpis/${kpis[request % kpis.length]}/values?grain=month&from=${from}${more(request)}`;
    const started = performance.now();
    const answer = await app.inject({ url });
    durations.push(performance.now() - started);
    const { values } = answer.json<{ readonly values: readonly unknown[] }>();
    if (answer.statusCode !== 200 || values.length === 0) throw new Error(`${url} answers ${answer.statusCode}`);
    rows = Math.max(rows, values.length);
  }
  const { p50, p99 } = percentilesOf(durations);
  return { p50, p99, rows };
}

function written({ p50, p99 }: Asked): string {
  return `p50 ${plain(p50)} ms, p99 ${plain(p99)} ms`;
}
