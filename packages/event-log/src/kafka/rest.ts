// How long a partition that was read to its end rests before it is asked for again: what comes meanwhile is given together. Partitions of
// one reader end their rests together, so that one request asks for all of them.

export interface Taken {
  /** When the entries were given, and when they had been taken in: milliseconds of a steady clock. */
  readonly givenMs: number;
  readonly takenMs: number;
}

/** From giving to giving, so many times what taking in takes: on a busy machine or broker more is taken in at once, and less often. */
const REST_FOR_TAKING = 4;
/** Nothing waits for much longer because something went slowly once. */
const STEPS_MAX = 5;

/** When the rest ends, by the clock of `taken`, at a multiple of `restMs`; 0 for `restMs`: it is over. */
export function restEndMs({ givenMs, takenMs }: Taken, restMs: number): number {
  if (restMs === 0) return takenMs;
  const wantedMs = Math.max(restMs, REST_FOR_TAKING * (takenMs - givenMs));
  const end = Math.floor((givenMs + Math.min(wantedMs, STEPS_MAX * restMs)) / restMs) * restMs;
  return Math.max(end, takenMs);
}
