// What the history needs of the view: everything published as it stands, and word of each commit.
import type { PublishedMeta, Series } from '@nhip/core';
import type { Replaced } from './changes.ts';

/** Hears of one commit after the other, as soon as it is shown. */
export interface CommitListener {
  /** @param replaced the series that the commit may have changed, with the runs they had before; more may be added to it. */
  committed(meta: PublishedMeta, replaced: Replaced): void;
}

export interface WatchedView {
  meta(): PublishedMeta;
  /** Series are the same objects for ever, only their runs change. */
  all(): readonly Series[];
  /** There is one listener at most; null: nobody any more. */
  watch(listener: CommitListener | null): void;
}
