// Takes hold of everything published at one moment, in so few steps that nobody waits for it: runs are never changed but replaced, so
// that one reference for each series is enough. Series are only ever added behind the others, so what is known of them is kept.
import { carriedAt, type PublishedStore, type Series, type SeriesKey } from '@nhip/core';
import type { Standing } from './values-view.ts';

interface Known {
  /** Series of the KPI that were looked at, of all boundaries. */
  seen: number;
  readonly series: Series[];
  readonly keys: SeriesKey[];
}

/** @param kpis ids, in the order of the answer. Only values under the boundaries of then are taken. */
export function createStandings(store: PublishedStore, kpis: readonly string[]): () => readonly Standing[] {
  const known = new Map<string, Known>(kpis.map((kpi) => [kpi, { seen: 0, series: [], keys: [] }]));
  return () => [...known].map(([kpi, ofKpi]) => standingOf(kpi, ofKpi, store));
}

function standingOf(kpi: string, known: Known, store: PublishedStore): Standing {
  let place = 0;
  for (const series of store.seriesOf(kpi)) {
    if (place >= known.seen && series.key.boundaries === 'then') {
      known.series.push(series);
      known.keys.push(series.key);
    }
    place += 1;
  }
  known.seen = place;
  const runs = known.series.map((series) => series.runs);
  return {
    kpi,
    keys: known.keys.slice(),
    at: (one, period) => carriedAt(runs[one] ?? NO_RUNS, period)?.result ?? null,
  };
}

const NO_RUNS: Series['runs'] = [];
