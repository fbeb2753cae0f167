// Long work in one thread: it asks now and then whether it has run long enough, and lets the event loop have its turn.
import { setImmediate as turn } from 'node:timers/promises';

/** Well below what a request that waits would feel. */
const RUN_MS_MAX = 5;
/** Asking for the time is itself not free: after so many short steps. */
const STEPS_BETWEEN = 256;

export interface Turns {
  /** To be called at each step; true when it is time to await `next`. @param taken how many steps it was worth. */
  isDue(taken?: number): boolean;
  next(): Promise<void>;
}

/** @param stepsBetween how many steps are done between two looks at the clock: few where each is long. */
export function takeTurns(stepsBetween = STEPS_BETWEEN): Turns {
  let steps = 0;
  let since = performance.now();
  return {
    isDue: (taken = 1) => {
      steps += taken;
      if (steps < stepsBetween) return false;
      steps = 0;
      return performance.now() - since > RUN_MS_MAX;
    },
    next: async () => {
      await turn();
      since = performance.now();
    },
  };
}
