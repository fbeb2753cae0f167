// What messages tell, until it is shown: a commit that is read with pauses is seen whole or not at all.
import type { PackedSeries } from './packing.ts';
import type { PublishedMeta } from './store.ts';

type Staged = Partial<Pick<PackedSeries, 'runs' | 'revised'>>;

export interface Staging<S extends PackedSeries> {
  meta: PublishedMeta | null;
  /** As it will be shown. */
  runsOf(series: S): S['runs'];
  stage(series: S, what: Staged): void;
  /**
   * Puts everything in its place, at once.
   * @param shown told of each series whose runs were staged, with those it had before.
   */
  show(shown: (series: S, before: S['runs']) => void): void;
}

export function createStaging<S extends PackedSeries>(): Staging<S> {
  let staged = new Map<S, Staged>();
  const staging: Staging<S> = {
    meta: null,
    runsOf: (series) => staged.get(series)?.runs ?? series.runs,
    stage: (series, what) => staged.set(series, { ...staged.get(series), ...what }),
    show: (shown) => {
      const showing = staged;
      staged = new Map();
      staging.meta = null;
      for (const [series, { runs, revised }] of showing) {
        if (revised !== undefined) series.revised = revised;
        if (runs === undefined) continue;
        const before = series.runs;
        series.runs = runs;
        shown(series, before);
      }
    },
  };
  return staging;
}
