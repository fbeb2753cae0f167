// Benchmark: fills the topic `events` with a stretch.
import type { Plan } from '@nhip/core';
import { openKafkaLog, type Placed } from '@nhip/event-log';
import type { Stretch } from '../stream.ts';
import type { LogSettings } from './commands.ts';
import { storedEvents } from './stored-events.ts';

const BATCH = 4_000;

export interface Fill {
  readonly settings: LogSettings;
  readonly plan: Plan;
  readonly stretch: Stretch;
}

/** Gives the bytes of the events as they are stored. */
export async function fill({ settings, plan, stretch }: Fill): Promise<number> {
  const log = await openKafkaLog(settings);
  try {
    const make = await storedEvents(plan, stretch, log.partitions('events'));
    const end = stretch.first + stretch.count;
    let bytes = 0;
    let appending: Promise<void> = Promise.resolve();
    for (let first = stretch.first; first < end; first += BATCH) {
      const entries: Placed[] = [];
      for (let index = first; index < Math.min(end, first + BATCH); index += 1) entries.push(make(index));
      bytes += entries.reduce((sum, { value }) => sum + value.length, 0);
      await appending;
      appending = log.append('events', entries);
    }
    await appending;
    return bytes;
  } finally {
    await log.close();
  }
}
