// The inbox on a log in memory: what an agency produced itself becomes statements, as through the front door.
import { createMemoryLog, type EventLog } from '@nhip/event-log';
import { createDecoder, decodeStored } from '@nhip/events';
import { alsoPlan } from '@nhip/events/testing';
import { expect, it, vi } from 'vitest';
import { openInbox } from './inbox.ts';
import { defaultLimits } from './limits.ts';
import { event, NOW_MS } from './testing/open-door.ts';

async function storedIn(log: EventLog): Promise<readonly unknown[]> {
  const stored: unknown[] = [];
  for (let partition = 0; partition < log.partitions('events'); partition++) {
    for await (const { entries } of log.read('events', partition, 0)) {
      for (const { value } of entries) stored.push(decodeStored(value));
    }
  }
  return stored;
}

it('makes two entries and one commit of an event that is a statement about a second record too', async () => {
  const log = createMemoryLog({ partitions: 3, now: () => NOW_MS });
  let accepted = 0;
  const member = await openInbox({
    log,
    decoder: await createDecoder(alsoPlan),
    keys: null,
    limits: defaultLimits,
    meter: {
      accepted: (statements) => {
        accepted += statements;
      },
      rejected: () => {},
      appended: () => {},
    },
    now: () => NOW_MS,
    steadyNow: () => 0,
    failed: (error) => {
      throw error;
    },
  });
  const data = { dossierId: 'A-1', receivedAt: '2023-06-14', procedure: '1.001', dueAt: '2023-06-14' };
  const value = Buffer.from(JSON.stringify(event({ data })));
  const headers = { 'content-type': 'application/cloudevents+json' };
  await log.append('inbox', [{ partition: 0, key: null, value, headers }]);
  await vi.waitFor(() => expect(accepted).toBe(2), { timeout: 10_000 });
  const stored = await storedIn(log);
  expect(stored).toHaveLength(2);
  expect(stored).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ agency: 'ba-dinh', envelope: expect.objectContaining({ id: 'e1' }) }),
      expect.objectContaining({ agency: 'ba-dinh', envelope: expect.objectContaining({ id: 'e1~also' }) }),
    ]),
  );
  await member.close();
});
