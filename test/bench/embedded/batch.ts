// Benchmark: batches of 500 until they are durable and counted, beside the floor of the same run; and what that writes.
import { startCity } from '../city.ts';
import { runFloor } from '../floor.ts';
import { median, plain, type Row } from '../report.ts';
import { feedFresh } from './feed.ts';
import type { Scenario } from './scenario.ts';

const STATE_TOPICS = ['records', 'cells', 'kpis'];

export const batchScenario: Scenario = {
  ids: ['embedded.batch', 'embedded.batch-vs-floor', 'embedded.write-ratio'],
  async measure({ load, sizes, say, setting }): Promise<readonly Row[]> {
    const records = sizes.batchRecords;
    const floors: number[] = [];
    const speeds: number[] = [];
    const ratios: number[] = [];
    for (let run = 1; run <= sizes.runs; run += 1) {
      const stretch = {
        kind: 'fresh',
        first: 0,
        count: 2 * records,
        records,
        nowMs: Date.now(),
        codes: setting.codes,
      } as const;
      floors.push(await runFloor(setting, stretch, sizes.batch));
      const city = await startCity(setting);
      try {
        const timed = await feedFresh({ city, load, sizes }, records);
        const sum = (part: 'events' | 'seconds' | 'eventBytes') => timed.reduce((total, one) => total + one[part], 0);
        speeds.push(sum('events') / sum('seconds'));
        ratios.push(city.written(STATE_TOPICS) / sum('eventBytes'));
      } finally {
        await city.close();
      }
      say(`batch run ${run}: ${plain(speeds.at(-1) ?? 0)} events/s, floor ${plain(floors.at(-1) ?? 0)} events/s`);
    }
    const floor = median(floors);
    const shares = speeds.map((speed, run) => speed / (floors[run] ?? Number.NaN));
    const note = `median of ${sizes.runs}; floor ${plain(floor)} events/s`;
    return [
      { id: 'embedded.batch', value: median(speeds), note },
      { id: 'embedded.batch-vs-floor', value: median(shares), note },
      { id: 'embedded.write-ratio', value: median(ratios), note: `median of ${sizes.runs}` },
    ];
  },
};
