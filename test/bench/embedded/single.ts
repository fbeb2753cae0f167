// Benchmark: single events, one POST each, on 64 connections in a closed loop.
import { startCity } from '../city.ts';
import { median, plain, type Row } from '../report.ts';
import type { Scenario } from './scenario.ts';

export const singleScenario: Scenario = {
  ids: ['embedded.single', 'embedded.single-p99'],
  async measure({ load, sizes, say, setting }): Promise<readonly Row[]> {
    const speeds: number[] = [];
    const slowest: number[] = [];
    for (let run = 1; run <= sizes.runs; run += 1) {
      const records = sizes.singleEvents / 2;
      await load.encode({
        stretch: { kind: 'fresh', first: 0, count: 2 * records, records, nowMs: Date.now(), codes: setting.codes },
        batch: 1,
      });
      const city = await startCity(setting);
      try {
        const options = { port: city.port, connections: sizes.singleConnections, msMax: sizes.singleMsMax };
        const { requests, seconds, latencyMs } = await load.send(options);
        speeds.push(requests / seconds);
        slowest.push(latencyMs.p99);
        say(
          `single run ${run}: ${plain(requests / seconds)} requests/s, p50 ${plain(latencyMs.p50)} ms, p99 ${plain(latencyMs.p99)} ms`,
        );
      } finally {
        await city.close();
      }
    }
    const note = `median of ${sizes.runs}`;
    return [
      { id: 'embedded.single', value: median(speeds), note },
      { id: 'embedded.single-p99', value: median(slowest), note },
    ];
  },
};
