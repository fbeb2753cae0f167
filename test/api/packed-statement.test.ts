// What the door made of an event goes beside it to the tally, which counts by it as long as both have the same catalogue.
import { type Aggregator, startAggregator } from '@nhip/aggregator';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog, type EventLog, type Placed } from '@nhip/event-log';
import { createDecoder, decodeStructured, encodeStored } from '@nhip/events';
import { createMetrics } from '@nhip/telemetry';
import { expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';

const AGENCY = 'so-xay-dung';
const NOW = Date.parse('2024-03-05T12:00:00+07:00');
const COUNTED_MS_MAX = 10_000;

const plan = await loadCatalogue(builtInCatalogue());

/** A dossier as the door of a service with this catalogue appends it. */
async function entryOf(
  dossierId: string,
  of: Plan,
  type = 'vn.nhip.dossier.received',
): Promise<Required<Omit<Placed, 'headers'>>> {
  const data = { dossierId, procedure: '1.004227', channel: 'online', receivedAt: '2024-03-04T08:55:00+07:00' };
  const attributes = {
    specversion: '1.0',
    id: dossierId,
    source: `/${AGENCY}/desk`,
    time: '2024-03-04T09:00:00+07:00',
  };
  const text = JSON.stringify({ ...attributes, type, data });
  const event = decodeStructured(Buffer.from(text));
  if (event.kind === 'rejected') throw new Error(text);
  const decoder = await createDecoder(of);
  const decoded = decoder.decode(event.envelope, AGENCY, NOW);
  if (decoded.kind === 'rejected') throw new Error(decoded.faults[0]?.message);
  const { statement } = decoded;
  const value = encodeStored(event.envelope, AGENCY);
  return { partition: 0, key: statement.identity, value, packed: decoder.codec.pack(statement) };
}

interface Counted {
  readonly records: number;
  readonly deadLetters: number;
}

/** Counts what is in the log, to its end. */
async function counted(log: EventLog): Promise<Counted> {
  const metrics = createMetrics();
  const failed = (error: unknown): never => {
    throw error;
  };
  const aggregator: Aggregator = await startAggregator({
    log,
    plan,
    metrics,
    now: () => NOW,
    steadyNow: () => performance.now(),
    failed,
  });
  const numberOf = (scrape: string, name: string): number =>
    Number(new RegExp(`^${name}\\{partition="0"\\} (\\S+)$`, 'm').exec(scrape)?.[1]);
  try {
    let scrape = '';
    await until('everything is counted', COUNTED_MS_MAX, async () => {
      scrape = await metrics.scrape();
      return numberOf(scrape, 'nhip_tally_pending_events') === 0;
    });
    return { records: numberOf(scrape, 'nhip_tally_records'), deadLetters: (await log.range('deadletters', 0)).end };
  } finally {
    await aggregator.close();
  }
}

it('is counted by it, without a look at the event', async () => {
  const log = createMemoryLog({ partitions: 1, now: () => NOW });
  const entry = await entryOf('A', plan);
  await log.append('events', [{ ...entry, value: Buffer.from('{"broken') }]);
  expect(await counted(log)).toEqual({ records: 1, deadLetters: 0 });
});

it('is counted by the event where the door had another catalogue', async () => {
  const other: Plan = { ...plan, title: { vi: 'Khác', en: 'Other' } };
  const good = await entryOf('A', other);
  const broken = await entryOf('B', other);
  const log = createMemoryLog({ partitions: 1, now: () => NOW });
  await log.append('events', [good, { ...broken, value: Buffer.from('{"broken') }]);
  expect(await counted(log)).toEqual({ records: 1, deadLetters: 1 });
});

it('is the same record however it was read', async () => {
  const log = createMemoryLog({ partitions: 1, now: () => NOW });
  const { packed, ...bare } = await entryOf('A', plan);
  await log.append('events', [{ ...bare, packed }, bare, { ...bare, key: null }]);
  expect(await counted(log)).toEqual({ records: 1, deadLetters: 0 });
});

it('is a dead letter where the door already had an event type that this catalogue does not', async () => {
  const newer = JSON.parse(
    JSON.stringify(plan).replaceAll('vn.nhip.dossier.received', 'vn.nhip.dossier.taken'),
  ) as Plan;
  const log = createMemoryLog({ partitions: 1, now: () => NOW });
  await log.append('events', [await entryOf('A', newer, 'vn.nhip.dossier.taken'), await entryOf('B', plan)]);
  expect(await counted(log)).toEqual({ records: 1, deadLetters: 1 });
  for await (const { entries } of log.read('deadletters', 0, 0)) {
    expect(entries.map(({ headers }) => headers?.code)).toEqual(['NHIP_EVENT_TYPE_UNKNOWN']);
  }
});
