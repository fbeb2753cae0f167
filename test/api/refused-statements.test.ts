// What a door says of what it refused: one record for each refused event, however often it is sent, and no more records than it has a
// bound for, whatever is sent.
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nhip/catalogue';
import { createDecoder, type DecodedEvent, decodeBatch, decodeStored } from '@nhip/events';
import { createRefusedStatements } from '@nhip/gateway';
import { expect, it } from 'vitest';
import { openQualityCity } from './quality-city.ts';

const CATALOGUE = fileURLToPath(new URL('quality', import.meta.url));
/** Refused events that a door tells apart, of one sender and record type on one day. */
const APART_MAX = 1_000;
const NOON = Date.parse('2023-06-15T12:00:00+07:00');
const DAY_MS = 86_400_000;

const bad = (no: number): object => ({
  specversion: '1.0',
  id: `bad${no}`,
  source: '/A',
  type: 'test.dossier.received',
  time: '2023-06-02T09:00:00+07:00',
  data: { dossierId: `d${no}`, receivedAt: 'never' },
});

interface Told {
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function openTelling() {
  const plan = await loadCatalogue(CATALOGUE);
  const refused = createRefusedStatements({ plan, decoder: await createDecoder(plan), door: 'door' });
  return (event: DecodedEvent, at: number, content: string | null = null): Told => {
    const receipt = { receivedAtMs: at, partitions: 1, content: () => content };
    const entry = refused?.entryOf({ kind: 'agency', agency: 'A', sources: [] }, event, receipt);
    if (entry === null || entry === undefined) throw new Error('nothing is told');
    const stored = decodeStored(entry.value);
    if (stored.kind === 'rejected' || stored.envelope.data.kind !== 'json') throw new Error('it cannot be read');
    return { key: String(entry.key), data: stored.envelope.data.value as Told['data'] };
  };
}

function eventsOf(events: readonly object[]): readonly DecodedEvent[] {
  const batch = decodeBatch(Buffer.from(JSON.stringify(events)));
  if (batch.kind !== 'batch') throw new Error('it is no batch');
  return batch.events;
}

it('is one record for each of a thousand refused events a day, and one more for all that come after them', async () => {
  const tell = await openTelling();
  const events = eventsOf(Array.from({ length: APART_MAX + 500 }, (_, no) => bad(no)));
  const first = events.map((event) => tell(event, NOON));
  expect(new Set(first.map(({ key }) => key)).size).toBe(APART_MAX + 1);
  expect(first.at(-1)?.data).toMatchObject({ sender: 'A', type: 'dossier', day: '2023-06-15', rejected: 500 });
  // Those that are told apart are so for the whole day, the others are counted by delivery.
  const again = events.map((event) => tell(event, NOON + 1000));
  expect(again.slice(0, APART_MAX).map(({ key }) => key)).toEqual(first.slice(0, APART_MAX).map(({ key }) => key));
  expect(again.at(-1)?.data).toMatchObject({ rejected: 1_000 });
  expect(again.at(-1)?.key).toBe(first.at(-1)?.key);
  // On the next day there is room again, and what is counted is another record.
  const next = events.map((event) => tell(event, NOON + DAY_MS));
  expect(next[APART_MAX - 1]?.data).toMatchObject({ rejected: 1, refusedOn: '2023-06-16' });
  expect(next.at(-1)?.data).toMatchObject({ day: '2023-06-16', rejected: 500 });
  expect(next.at(-1)?.key).not.toBe(first.at(-1)?.key);
});

it('tells events that could not be read apart by what was sent, and counts those of which nothing is known', async () => {
  const tell = await openTelling();
  const unread: DecodedEvent = { kind: 'rejected', faults: [] };
  const [one, same, other] = ['{"id":1}', '{"id":1}', '{"id":2}'].map((content) => tell(unread, NOON, content));
  expect(same?.key).toBe(one?.key);
  expect(other?.key).not.toBe(one?.key);
  expect(one?.data).toMatchObject({ type: '(none)', rejected: 1, refusedOn: '2023-06-15' });
  const unknown = [1, 2, 3].map(() => tell(unread, NOON));
  expect(new Set(unknown.map(({ key }) => key)).size).toBe(1);
  expect(unknown.map(({ data }) => data.rejected)).toEqual([1, 2, 3]);
});

it('adds up to what was refused, with what was only counted', { timeout: 60_000 }, async () => {
  const city = await openQualityCity(CATALOGUE);
  try {
    city.setNow('2023-06-15T10:00:00+07:00');
    const door = await city.openDoor();
    const events = Array.from({ length: APART_MAX + 200 }, (_, no) => bad(no));
    for (let from = 0; from < events.length; from += 600) await door.send(events.slice(from, from + 600));
    await door.send(events.slice(0, 600));
    await city.tick('2023-07-01T00:00:00+07:00');
    await expect
      .poll(() => city.answers('correct', '2023-06-15'), { timeout: 20_000 })
      .toMatchObject({ 'A dossier': `0/${APART_MAX + 200}` });
  } finally {
    await city.close();
  }
});
