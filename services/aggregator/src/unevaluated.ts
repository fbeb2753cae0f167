// What was counted and was not evaluated yet, wherever the evaluator hears of it: that there is something, since when, and what of.
import type { PublishedStore, SeriesPatch } from '@nhip/core';
import { CAUSES_MAX, type TraceHeaders } from '@nhip/telemetry';
import type { Gathered } from './cell-source.ts';

export class Unevaluated {
  #isQuiet = false;
  #oldestIngestTime: number | null = null;
  #causes: readonly TraceHeaders[] = [];

  /** Nothing changed since it was gathered. */
  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** Milliseconds since 1970; null: nothing waits, or nobody said since when. */
  get oldestIngestTime(): number | null {
    return this.#oldestIngestTime;
  }

  /** A commit changed something. @param causes what names it; empty: nobody traces. */
  committed(oldestIngestTime: number | null, causes: readonly TraceHeaders[]): void {
    this.#isQuiet = false;
    this.#oldestIngestTime ??= oldestIngestTime;
    this.#causes = [...this.#causes, ...causes].slice(0, CAUSES_MAX);
  }

  /** Partitions came, or their cells have to be read anew. */
  disturbed(): void {
    this.#isQuiet = false;
  }

  /** Gives all of it, which is about to be evaluated. */
  gathered(): Gathered {
    const gathered = { oldestIngestTime: this.#oldestIngestTime, causes: this.#causes };
    this.#isQuiet = true;
    this.#oldestIngestTime = null;
    this.#causes = [];
    return gathered;
  }
}

/** @param isWhole the patches are all there is: what stood in the store before is gone. */
export function publishInto(store: PublishedStore, patches: IterableIterator<SeriesPatch>, isWhole: boolean): void {
  if (isWhole) store.replaceAll(patches);
  else for (const patch of patches) store.patch(patch);
}
