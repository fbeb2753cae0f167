// What a scrape shows of each KPI: the results of two periods of every series, the current one (a rolling window: the one that
// ends today) and the one before it, found before the first line is written, so that the samples are counted beforehand.
import { type Grain, type KpiPlan, periodEnding, type Result } from '@nhip/core';
import type { Turns } from '../turns.ts';
import type { Standing, ValuesView } from '../view/values-view.ts';
import { gaugeFamilies } from './gauge-families.ts';

/** What a scrape needs to know of the catalogue. */
export interface ScrapedPlan {
  readonly kpis: readonly ScrapedKpi[];
}

export type ScrapedKpi = Pick<KpiPlan, 'id' | 'measure' | 'title'>;

export interface ShownKpi {
  readonly kpi: ScrapedKpi;
  readonly standing: Standing;
  /** By the place of the series. */
  readonly current: readonly (Result | null)[];
  readonly previous: readonly (Result | null)[];
  /** Samples of each family, in their order. */
  readonly samples: readonly number[];
}

export interface ShowOptions {
  readonly plan: ScrapedPlan;
  readonly view: Pick<ValuesView, 'standings'>;
  /** Days since 1970-01-01. */
  readonly today: number;
  readonly turns: Turns;
}

/** In the order of the catalogue. All are taken hold of at one moment: a commit that comes meanwhile is for the next scrape. */
export async function showKpis({ plan, view, today, turns }: ShowOptions): Promise<readonly ShownKpi[]> {
  const standings = view.standings();
  try {
    const byKpi = new Map(standings.kpis.map((standing) => [standing.kpi, standing]));
    const currentOf = periodsOf(today);
    const shown: ShownKpi[] = [];
    for (const kpi of plan.kpis) {
      const standing = byKpi.get(kpi.id);
      if (standing !== undefined && standing.size > 0) shown.push(await showKpi(kpi, standing, { currentOf, turns }));
    }
    return shown;
  } finally {
    standings.release();
  }
}

export function samplesOf(shown: readonly ShownKpi[]): number {
  return shown.reduce((sum, { samples }) => sum + samples.reduce((of, count) => of + count, 0), 0);
}

interface Finding {
  readonly currentOf: (grain: Grain) => number;
  readonly turns: Turns;
}

async function showKpi(kpi: ScrapedKpi, standing: Standing, { currentOf, turns }: Finding): Promise<ShownKpi> {
  const current: (Result | null)[] = [];
  const previous: (Result | null)[] = [];
  const samples = gaugeFamilies.map(() => 0);
  for (let place = 0; place < standing.size; place += 1) {
    const period = currentOf(standing.keyOf(place).grain);
    const [now, former] = [standing.at(place, period), standing.at(place, period - 1)];
    current.push(now);
    previous.push(former);
    countSamples(samples, now);
    countSamples(samples, former);
    if (turns.isDue()) await turns.next();
  }
  return { kpi, standing, current, previous, samples };
}

function countSamples(samples: number[], result: Result | null): void {
  if (result === null) return;
  for (let place = 0; place < gaugeFamilies.length; place += 1) {
    const isSample = gaugeFamilies[place]?.number(result) !== null;
    if (isSample) samples[place] = (samples[place] ?? 0) + 1;
  }
}

/** The current period of each grain, found once a scrape. */
function periodsOf(today: number): (grain: Grain) => number {
  const periods = new Map<Grain, number>();
  return (grain) => {
    let period = periods.get(grain);
    if (period === undefined) {
      period = periodEnding(grain, today);
      periods.set(grain, period);
    }
    return period;
  };
}
