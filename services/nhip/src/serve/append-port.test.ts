// Appends through another thread: what arrives is what was given, and what the log says comes back, also when the thread is gone.
import { MessageChannel } from 'node:worker_threads';
import { type EventLog, LogError, type Placed } from '@nhip/event-log';
import { afterEach, describe, expect, it } from 'vitest';
import { appendThrough, serveAppends } from './append-port.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const entries: readonly Placed[] = [
  { partition: 7, key: bytes('a'), value: bytes('one') },
  { partition: 0, key: null, value: bytes('') },
  { partition: 7, key: bytes(''), value: bytes('ba'), headers: { traceparent: '00-1-2-01' } },
];

type Appended = Parameters<EventLog['append']>;

let opened: (() => void) | null = null;
afterEach(() => opened?.());

function open(append: EventLog['append']) {
  const { port1, port2 } = new MessageChannel();
  const appends = appendThrough(port1);
  const served = serveAppends(port2, { append });
  opened = () => appends.close();
  return { appends, served };
}

describe('appends through another thread', () => {
  it('arrive as they were given, in their order', async () => {
    const taken: Appended[] = [];
    const { appends } = open(async (...call) => void taken.push(structuredClone(call)));
    await Promise.all([appends.append('events', entries), appends.append('clock', entries.slice(0, 1))]);
    expect(taken).toEqual([
      ['events', entries],
      ['clock', [entries[0]]],
    ]);
  });

  it('arrive as they were given when what others were packed into is filled anew, also of refused ones', async () => {
    const taken: string[][] = [];
    const { appends } = open(async (_, given) => {
      taken.push(given.map(({ value }) => Buffer.from(value).toString()));
      if (taken.length % 3 === 0) throw new LogError('NHIP_LOG_APPEND_FAILED', 'append');
    });
    const texts = Array.from({ length: 30 }, (_, place) => `${place}`.repeat(1 + ((place * 7919) % 3_000)));
    const sent: string[][] = [];
    for (let first = 0; first < texts.length; first += 5) {
      const together = Array.from({ length: 5 }, (_, nth) => texts.slice(first + nth).slice(0, 3));
      sent.push(...together);
      await Promise.allSettled(
        together.map((some) =>
          appends.append(
            'events',
            some.map((text) => ({ partition: 0, key: null, value: bytes(text) })),
          ),
        ),
      );
    }
    expect(taken).toEqual(sent);
  });

  it('are told only after the log has said so', async () => {
    const durable = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { appends } = open(() => {
      reached.resolve();
      return durable.promise;
    });
    let isTold = false;
    const told = appends.append('events', entries).then(() => {
      isTold = true;
    });
    await reached.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTold).toBe(false);
    durable.resolve();
    await told;
  });

  it('are refused with the code of the log and its reason', async () => {
    const cause = new Error('no broker answers');
    const { appends } = open(() => Promise.reject(new LogError('NHIP_LOG_FULL', 'append', { cause })));
    const refused: unknown = await appends.append('events', entries).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LogError);
    expect(refused).toMatchObject({ code: 'NHIP_LOG_FULL', message: 'NHIP_LOG_FULL: append 3 entries' });
    expect((refused as LogError).cause).toMatchObject({ message: 'NHIP_LOG_FULL: append: no broker answers' });
  });

  it('are finished before the thread closes, and refused afterwards', async () => {
    const durable = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { appends, served } = open(() => {
      reached.resolve();
      return durable.promise;
    });
    const told = appends.append('events', entries);
    await reached.promise;
    const closed = served.close();
    durable.resolve();
    await Promise.all([told, closed]);
    await expect(appends.append('events', entries)).rejects.toMatchObject({ code: 'NHIP_LOG_UNAVAILABLE' });
  });

  it('that wait when the thread is gone are refused, since nobody will say how they ended', async () => {
    const { port1, port2 } = new MessageChannel();
    const appends = appendThrough(port1);
    const waiting = appends.append('events', entries);
    port2.close();
    await expect(waiting).rejects.toMatchObject({ code: 'NHIP_LOG_UNAVAILABLE' });
  });
});
