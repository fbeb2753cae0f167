// Explanations read much, so they are made one after the other: whoever asks while others wait waits too, up to a number.
import { QueryRefusal } from '../query/refusal.ts';

export interface Queue {
  /** @throws QueryRefusal when as many wait as may. */
  inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

const RETRY_AFTER_SECONDS = '5';

export function createQueue(waitingMax: number): Queue {
  let turn: Promise<unknown> = Promise.resolve();
  let inside = 0;
  return {
    inTurn: async (work) => {
      if (inside > waitingMax) {
        const detail = `${waitingMax} explanations wait for another one`;
        throw new QueryRefusal('NHIP_EXPLAIN_BUSY', detail, { 'retry-after': RETRY_AFTER_SECONDS });
      }
      inside += 1;
      const done = turn.then(work).finally(() => {
        inside -= 1;
      });
      turn = done.catch(() => undefined);
      return done;
    },
  };
}
