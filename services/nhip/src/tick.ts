// Command line: `nhip tick`, which gives a service with a manual clock its next moment.
import { openZone, type Plan, parseDay } from '@nhip/core';
import { parseMomentMs } from '@nhip/events';
import { CommandFailure } from './failure.ts';
import { openSender } from './import/sender.ts';

export interface TickTarget {
  readonly url: string;
  readonly key: string | null;
  /** Its time zone says when a date begins. */
  readonly plan: Plan;
}

/** Gives the moment it sent. @throws CommandFailure when it is no time or the service does not take ticks. */
export async function sendTick(time: string, { url, key, plan }: TickTarget): Promise<string> {
  const day = parseDay(time);
  const ms = day === null ? parseMomentMs(time) : openZone(plan.timeZone).midnight(day);
  if (Number.isNaN(ms)) {
    throw new CommandFailure(`'${time}' is not a time: write it like 2026-03-31T17:00:00+07:00, or 2026-04-01`);
  }
  const at = new Date(ms).toISOString();
  await openSender({ url, key, attemptsMax: 1 }).post('/v1/clock/tick', { at });
  return at;
}
