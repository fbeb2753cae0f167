// Long work in one thread: it asks now and then whether it has run long enough, and lets the event loop have its turn.
import { setImmediate as turn } from 'node:timers/promises';

/** Well below what a request that waits would feel. */
const RUN_MS_MAX = 2;
/** Asking for the time is itself not free: after so many short steps, or one that is worth as many. */
export const STEPS_BETWEEN_LOOKS = 256;

export interface Turns {
  /** To be called at each step; true when it is time to await `next`. @param taken how many short steps it was worth. */
  isDue(taken?: number): boolean;
  next(): Promise<void>;
}

export function takeTurns(): Turns {
  let steps = 0;
  let since = performance.now();
  return {
    isDue: (taken = 1) => {
      steps += taken;
      if (steps < STEPS_BETWEEN_LOOKS) return false;
      steps = 0;
      return performance.now() - since > RUN_MS_MAX;
    },
    next: async () => {
      await turn();
      since = performance.now();
    },
  };
}

/** One after the other, whatever is done with each. */
export async function* eachInTurns<Item>(items: Iterable<Item>, turns: Turns): AsyncGenerator<Item> {
  for (const item of items) {
    yield item;
    if (turns.isDue(ITEM_STEPS)) await turns.next();
  }
}

/** Something is done with each of them. */
const ITEM_STEPS = 16;
