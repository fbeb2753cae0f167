// The clock of a city whose evaluator may move between processes: it runs where the evaluator is, and nowhere else. A broker that
// is away only delays a tick; missed midnights are made up in order.
import type { Zone } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import type { Logger, Trouble } from '@nhip/telemetry';
import { type Clock, openClock } from './clock.ts';

export interface OwnedClock {
  /** The evaluator is here now, or here no more. */
  own(isHere: boolean): void;
  close(): Promise<void>;
}

export interface OwnedClockOptions {
  readonly log: EventLog;
  readonly zone: Zone;
  readonly logger: Pick<Logger, 'warn'>;
  readonly trouble: Trouble;
}

const AGAIN_MS = 5_000;

export function openOwnedClock({ log, zone, logger, trouble }: OwnedClockOptions): OwnedClock {
  let wanted = 0;
  let isOwned = false;
  let clock: Clock | null = null;
  let timer: NodeJS.Timeout | null = null;
  let opening: Promise<void> = Promise.resolve();

  const stop = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const former = clock;
    clock = null;
    await former?.close();
  };
  const start = async (turn: number): Promise<void> => {
    await stop();
    if (turn !== wanted || !isOwned) return;
    const failed = (error: unknown): void => {
      logger.warn({ err: error }, 'a tick could not be written; it is written later');
      if (turn !== wanted) return;
      timer = setTimeout(() => {
        opening = start(turn);
      }, AGAIN_MS);
    };
    try {
      clock = await openClock({ log, zone, trouble, failed });
    } catch (error) {
      failed(error);
    }
  };
  const own = (isHere: boolean): void => {
    wanted += 1;
    isOwned = isHere;
    if (!isHere) trouble.left(0);
    const turn = wanted;
    opening = opening.then(() => start(turn));
  };
  return {
    own,
    close: async () => {
      own(false);
      await opening;
    },
  };
}
