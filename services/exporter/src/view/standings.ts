// Takes hold of everything published at one moment, in a step for each KPI: series are only ever added behind the others, and what commits
// replace meanwhile is kept beside them.
import { carriedAt, type PublishedStore, type Series } from '@nhip/core';
import type { Changes, Held } from './changes.ts';
import type { Standing, Standings } from './values-view.ts';

/** @param kpis ids, in the order of the answer. Only values under the boundaries of then are taken. */
export function createStandings(
  store: Pick<PublishedStore, 'seriesOf'>,
  changes: Pick<Changes, 'hold'>,
  kpis: readonly string[],
): () => Standings {
  return () => {
    const held = changes.hold();
    return { kpis: kpis.map((kpi) => standingOf(kpi, store.seriesOf(kpi), held)), release: held.release };
  };
}

function standingOf(kpi: string, series: readonly Series[], held: Held): Standing {
  return {
    kpi,
    size: series.length,
    keyOf: (place) => at(series, place).key,
    at: (place, period) => {
      const one = at(series, place);
      if (one.key.boundaries !== 'then') return null;
      return carriedAt(held.runsOf(one), period)?.result ?? null;
    },
  };
}

function at(series: readonly Series[], place: number): Series {
  const one = series[place];
  if (one === undefined) throw new RangeError(`there is no series ${place}`);
  return one;
}
