// Holds on to what was published at a moment while commits go on: nothing is copied, only what each commit replaces is kept beside it.
import type { Series } from '@nhip/core';

type Runs = Series['runs'];

/** What a commit has changed, with what was shown before it. */
export type Replaced = Map<Series, Runs>;

export interface Changes {
  /** A commit that is not shown yet changes a series, which shows `before` until then. */
  staged(series: Series, before: Runs): void;
  /** The commit is shown. Gives what it has changed; more may be added to it, but nothing put in another's place. */
  shown(): Replaced;
  /** What is shown now, for as long as it is held. */
  hold(): Held;
}

export interface Held {
  runsOf(series: Series): Runs;
  release(): void;
}

export function createChanges(): Changes {
  let replaced: Replaced = new Map();
  const held = new Set<Replaced[]>();
  return {
    staged: (series, before) => {
      if (!replaced.has(series)) replaced.set(series, before);
    },
    shown: () => {
      const shown = replaced;
      replaced = new Map();
      for (const commits of held) commits.push(replaced);
      return shown;
    },
    hold: () => {
      const commits = [replaced];
      held.add(commits);
      return {
        runsOf: (series) => firstIn(commits, series) ?? series.runs,
        release: () => held.delete(commits),
      };
    },
  };
}

function firstIn(commits: readonly Replaced[], series: Series): Runs | undefined {
  for (const commit of commits) {
    const runs = commit.get(series);
    if (runs !== undefined) return runs;
  }
  return undefined;
}
