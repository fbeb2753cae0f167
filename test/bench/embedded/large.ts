// Benchmark: large states: memory of 5 million records, restart with 1 million, and whether the cost of an event grows.
import { type City, startCity } from '../city.ts';
import { median, plain, type Row } from '../report.ts';
import type { Setting } from '../setting.ts';
import type { Stretch } from '../stream.ts';
import { feed, feedFresh, type Timed } from './feed.ts';
import type { Bench, Scenario } from './scenario.ts';

export const memoryScenario: Scenario = {
  ids: ['embedded.bytes-per-record'],
  measure: ({ load, sizes, say, setting }) =>
    withCity(setting, async (city) => {
      await feedFresh({ city, load, sizes }, sizes.memoryRecords);
      const { now, peak } = city.resident();
      say(`memory: ${plain(now / 1e6)} MB resident, ${plain(peak / 1e6)} MB at the most`);
      const note = `${plain(peak / 1e9)} GB at the most, ${plain(now / 1e9)} GB at the end, ${plain(sizes.memoryRecords)} records`;
      return [{ id: 'embedded.bytes-per-record', value: peak / sizes.memoryRecords, note }];
    }),
};

export const restartScenario: Scenario = {
  ids: ['embedded.restart'],
  measure: ({ load, sizes, say, setting }) =>
    withCity(setting, async (city) => {
      await feedFresh({ city, load, sizes }, sizes.restartRecords);
      const times: number[] = [];
      for (let run = 1; run <= sizes.runs; run += 1) times.push(await city.restart());
      say(`restart: ${times.map(plain).join(', ')} s`);
      const note = `median of ${sizes.runs}; ${plain(sizes.restartRecords)} records`;
      return [{ id: 'embedded.restart', value: median(times), note }];
    }),
};

export const slopeScenario: Scenario = {
  ids: ['embedded.slope'],
  measure: (bench) =>
    withCity(bench.setting, async (city) => {
      const timed = await feedAgain(bench, city);
      const costs = timed.map(({ seconds, events }) => (seconds / events) * 1e6);
      bench.say(`slope: ${costs.map(plain).join(', ')} µs an event, million by million`);
      const [, early = Number.NaN] = costs;
      const late = costs.at(-1) ?? Number.NaN;
      const note = `${plain(late)} µs after ${plain(bench.sizes.slopeEvents)} events, ${plain(early)} µs after the first tenth`;
      return [{ id: 'embedded.slope', value: late / early, note }];
    }),
};

/** Each record is received once; then newer statements, over and over, each of which moves its record's contribution. */
async function feedAgain({ load, sizes, setting }: Bench, city: City): Promise<readonly Timed[]> {
  const records = sizes.slopeRecords;
  const feeding = { city, load, sizes };
  const base = { records, count: records, nowMs: Date.now(), codes: setting.codes };
  const timed = [await feed(feeding, { ...base, kind: 'received', first: 0 })];
  for (let sent = records; sent < sizes.slopeEvents; sent += records) {
    const stretch: Stretch = { ...base, kind: 'again', first: sent - records };
    timed.push(await feed(feeding, stretch));
  }
  return timed;
}

async function withCity(setting: Setting, measure: (city: City) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const city = await startCity(setting);
  try {
    return await measure(city);
  } finally {
    await city.close();
  }
}
