// What messages tell, until it is shown: a commit that is read with pauses is seen whole or not at all.
import type { ShownCommits, StagedSeries } from './staged-series.ts';
import type { PublishedMeta, Series } from './store.ts';

export interface Staging<S extends StagedSeries> {
  readonly commits: ShownCommits;
  meta: PublishedMeta | null;
  stage(series: S, what: Partial<Pick<Series, 'runs' | 'revised'>>): void;
  /** Puts everything in its place, in one step. */
  show(): void;
  /** Lets go of what earlier commits have replaced; others may have their turn in between. */
  forgetting(): Generator<void>;
}

/** Few enough that nobody waits for them. */
const FORGOTTEN_AT_ONCE = 1_000;

/** @param staging hears of a series when its runs are staged, with those that are seen until then: once or more in a commit. */
export function createStaging<S extends StagedSeries>(
  staging: (series: S, before: Series['runs']) => void,
): Staging<S> {
  const commits: ShownCommits = { count: 0 };
  let staged: S[] = [];
  let replaced: S[] = [];
  const open: Staging<S> = {
    commits,
    meta: null,
    stage: (series, what) => {
      if (what.runs !== undefined) staging(series, series.runs);
      series.stage(what);
      staged.push(series);
    },
    show: () => {
      commits.count += 1;
      open.meta = null;
      replaced = replaced.length === 0 ? staged : replaced.concat(staged);
      staged = [];
    },
    forgetting: function* () {
      while (replaced.length > 0) {
        for (const series of replaced.splice(-FORGOTTEN_AT_ONCE)) series.forget();
        yield;
      }
    },
  };
  return open;
}
