// The last tick that stands in the topic `clock` and is to be believed.
import { type EventLog, ingestTimeOf } from '@nhip/event-log';
import { isAhead, readClockEntry } from './clock-entry.ts';

/** Milliseconds since 1970; null: there is none. */
export async function readLastTick(log: Pick<EventLog, 'range' | 'read'>): Promise<number | null> {
  const { start } = await log.range('clock', 0);
  let last: number | null = null;
  for await (const { entries } of log.read('clock', 0, start)) {
    for (const entry of entries) {
      const clock = readClockEntry(entry.value);
      if (clock?.kind !== 'tick' || isAhead(clock, ingestTimeOf(entry))) continue;
      last = Math.max(last ?? clock.at, clock.at);
    }
  }
  return last;
}
