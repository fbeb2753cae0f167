// Benchmark: the same events of dossiers with the whole built-in catalogue and with dossiers alone, one after the other in each run;
// and how long the whole catalogue takes to compile.
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { startCity } from './city.ts';
import { feedFresh } from './embedded/feed.ts';
import type { Bench, Scenario } from './embedded/scenario.ts';
import { median, plain, type Row } from './report.ts';
import { openSetting, type Setting } from './setting.ts';

const COMPILATIONS = 5;

export const wholeCatalogueScenario: Scenario = {
  ids: ['catalogue.compile', 'catalogue.cost-vs-dossiers'],
  async measure(bench): Promise<readonly Row[]> {
    const seconds: number[] = [];
    for (let run = 0; run < COMPILATIONS; run += 1) {
      const started = performance.now();
      await loadCatalogue(builtInCatalogue());
      seconds.push((performance.now() - started) / 1000);
    }
    const whole = await openSetting('whole');
    try {
      return [
        { id: 'catalogue.compile', value: median(seconds), note: `median of ${COMPILATIONS}; ${counted(whole)}` },
        await measureCost(bench, whole),
      ];
    } finally {
      whole.close();
    }
  },
};

function counted({ plan: { records, kpis } }: Setting): string {
  const measures = records.reduce((sum, record) => sum + record.measures.length, 0);
  return `${records.length} record types, ${measures} measures, ${kpis.length} KPIs`;
}

async function measureCost(bench: Bench, whole: Setting): Promise<Row> {
  const { sizes, setting, say } = bench;
  const ratios: number[] = [];
  const speeds: number[] = [];
  for (let run = 1; run <= sizes.runs; run += 1) {
    const alone = await speedOf(bench, setting);
    const all = await speedOf(bench, whole);
    ratios.push(alone / all);
    speeds.push(all);
    say(`whole catalogue run ${run}: ${plain(all)} events/s, dossiers alone ${plain(alone)} events/s`);
  }
  return {
    id: 'catalogue.cost-vs-dossiers',
    value: median(ratios),
    note: `median of ${sizes.runs}; ${plain(median(speeds))} events/s with the whole catalogue`,
  };
}

/** Events per second, durable and counted in KPIs. */
async function speedOf({ load, sizes }: Bench, setting: Setting): Promise<number> {
  const city = await startCity(setting);
  try {
    const timed = await feedFresh({ city, load, sizes }, sizes.batchRecords);
    const events = timed.reduce((sum, one) => sum + one.events, 0);
    return events / timed.reduce((sum, one) => sum + one.seconds, 0);
  } finally {
    await city.close();
  }
}
