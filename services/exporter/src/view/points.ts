// The values of one series by period, with the state of each and the moment up to which it is stated: the same for what is published now
// and for what the history answers.
import {
  daysOf,
  definitionOn,
  type KpiPlan,
  type Published,
  type SeriesKey,
  type Stretch,
  stateOf,
  within,
  type Zone,
} from '@nhip/core';
import type { Point, PublishedSeries } from './values-view.ts';

export interface Shown {
  readonly zone: Zone;
  /** Local day of the last tick. */
  readonly today: number;
  /** Undefined: the catalogue has it no more. */
  readonly kpi: KpiPlan | undefined;
  /** Up to when flows of periods that go on are stated, milliseconds since 1970; stocks stand at the last midnight. */
  readonly nowMs: number;
}

/** Takes hold of the runs as they stand now: a later commit puts other runs in their place. */
export function seriesOfRuns(
  key: SeriesKey,
  runs: readonly Stretch<Published>[],
  { zone, today, kpi, nowMs }: Shown,
): PublishedSeries {
  const ongoingMs = (lastDay: number): number => {
    const hasStock = kpi !== undefined && definitionOn(kpi, lastDay)?.hasStock === true;
    return hasStock ? zone.midnight(today) : nowMs;
  };
  return {
    key,
    points: function* (first, end): Generator<Point> {
      for (const run of within(runs, { first, end })) {
        for (let period = run.first; period < run.end; period += 1) {
          const state = stateOf(run.carries, { key, period, today });
          const last = daysOf(key.grain, period).end;
          yield {
            period,
            result: run.carries.result,
            state,
            asOf: last <= today ? zone.midnight(last) : ongoingMs(last - 1),
          };
        }
      }
    },
  };
}
