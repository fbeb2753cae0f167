// A rebuild and the events that come meanwhile: they are carried over until few are left, or until it is plain that they become no fewer.
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog, type EventLog, type Placed } from '@nhip/event-log';
import { behaving } from '@nhip/event-log/testing/behaving';
import { createDecoder } from '@nhip/events';
import { expect, it } from 'vitest';
import { copyUntilFew } from './copy-events.ts';

/** More than few. */
const MANY = 6_000;

function entries(count: number): readonly Placed[] {
  return Array.from({ length: count }, (_, place) => ({ partition: 0, key: null, value: Buffer.from(String(place)) }));
}

/** A log that takes so many more events each time when it has been read. */
function busy(log: EventLog, arrivals: number[]): EventLog {
  return behaving(log, {
    async *read(topic, partition, from, options) {
      yield* log.read(topic, partition, from, options);
      await log.append('events', entries(arrivals.shift() ?? 0));
    },
  });
}

it.each([
  ['few are left', [MANY, 10, 10], 3 * MANY + 10],
  ['they become no fewer', [MANY + 2_000, MANY + 1_000, MANY + 1_000, MANY, 10], 5 * MANY + 4_000],
])('carries over what comes in until %s', async (_, arrivals, copied) => {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  await log.append('events', entries(2 * MANY));
  const decoder = await createDecoder(await loadCatalogue(builtInCatalogue()));
  const to = createMemoryLog({ partitions: 1, now: () => 0 });
  const positions = new Map<number, number>();
  const copying = { from: busy(log, [...arrivals]), to, decoder, progress: () => {}, positions };
  expect(await copyUntilFew(copying)).toBe(copied);
  expect((await to.range('events', 0)).end).toBe(copied);
});
