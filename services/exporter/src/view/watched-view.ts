// What the history needs of the view: everything published as it stands, and word of each commit.
import type { PublishedMeta, Series } from '@nhip/core';

/** Hears of one commit after the other; all calls for a commit come in one turn of the event loop. */
export interface CommitListener {
  /** The runs of a series may have changed; `before` is what it had before this message. */
  touched(series: Series, before: Series['runs']): void;
  committed(meta: PublishedMeta): void;
}

export interface WatchedView {
  meta(): PublishedMeta;
  /** Series are the same objects for ever, only their runs change. */
  all(): readonly Series[];
  /** There is one listener at most; null: nobody any more. */
  watch(listener: CommitListener | null): void;
}
