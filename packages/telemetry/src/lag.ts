// How long entries of a log wait to be read: a reader knows where it stands and where the log ends, not when each entry came. Whoever
// looks now and then knows by when each end was there, and so how long what is still unread has been waiting at least.

/** Where a reader stands. */
export interface Progress {
  /** Next offset that it reads. */
  readonly position: number;
  /** Offset after the last entry of the log. */
  readonly end: number;
}

export interface Lag {
  /**
   * Looks at the reader.
   * @param nowMs of a clock that never goes back by more than a correction of it.
   * @returns milliseconds since some look first saw an entry that is still unread; 0 when all are read.
   */
  look(progress: Progress, nowMs: number): number;
}

interface Sight {
  readonly end: number;
  readonly sinceMs: number;
}

/** Looks closer together than this tell no more. */
const APART_MS = 500;
/** So many are kept: in a long lag every second one goes, and what is left is as close as before in proportion. */
const SIGHTS_MAX = 512;

export function createLag(): Lag {
  let sights: Sight[] = [];
  return {
    look: ({ position, end }, nowMs) => {
      // An end that went back is of a log that began anew.
      sights = sights.filter((sight) => sight.end > position && sight.end <= end);
      const last = sights.at(-1);
      const isNews = end > position && end > (last?.end ?? -1);
      if (isNews && (last === undefined || nowMs - last.sinceMs >= APART_MS)) sights.push({ end, sinceMs: nowMs });
      if (sights.length > SIGHTS_MAX) sights = sights.filter((_, place) => place % 2 === 0);
      const oldest = sights[0];
      return oldest === undefined ? 0 : Math.max(0, nowMs - oldest.sinceMs);
    },
  };
}
