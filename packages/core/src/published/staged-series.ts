// One series of a store, with what a commit tells of it that is read but not shown yet. Which of the two is seen depends on how many
// commits are shown, so that showing one is a single step, however many series it tells of.
import type { Stretch } from './run-list.ts';
import type { Revised, Series } from './store.ts';
import type { Published, SeriesKey } from './value.ts';

/** One for all series of a store. */
export interface ShownCommits {
  count: number;
}

interface Said {
  readonly runs: readonly Stretch<Published>[];
  readonly revised: readonly Stretch<Revised>[];
}

export class StagedSeries implements Series {
  key: SeriesKey;
  readonly id: number;
  readonly #commits: ShownCommits;
  #latest: Said = NOTHING;
  /** What is seen until the commit is shown that told the latest. */
  #former: Said = NOTHING;
  #toldBy = 0;

  constructor(key: SeriesKey, id: number, commits: ShownCommits) {
    this.key = key;
    this.id = id;
    this.#commits = commits;
  }

  get runs(): Said['runs'] {
    return this.#shown().runs;
  }

  get revised(): Said['revised'] {
    return this.#shown().revised;
  }

  /** As they will be shown. */
  get stagedRuns(): Said['runs'] {
    return this.#latest.runs;
  }

  /** Seen at once. */
  set(what: Partial<Said>): void {
    this.#latest = { ...this.#latest, ...what };
  }

  /** Seen with the next commit that is shown. */
  stage(what: Partial<Said>): void {
    if (this.#isShown()) this.#former = this.#latest;
    this.#toldBy = this.#commits.count + 1;
    this.#latest = { ...this.#latest, ...what };
  }

  /** What was seen before the latest is not held any longer, once that is shown. */
  forget(): void {
    if (this.#isShown()) this.#former = NOTHING;
  }

  #shown(): Said {
    return this.#isShown() ? this.#latest : this.#former;
  }

  #isShown(): boolean {
    return this.#toldBy <= this.#commits.count;
  }
}

const NOTHING: Said = { runs: [], revised: [] };
