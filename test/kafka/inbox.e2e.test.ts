// Agencies produce to `inbox` with a client of their own: every event is counted exactly once, also when the gateway is killed over it; what
// cannot be taken in, and what was forced into a partition that is not its own, becomes a dead letter and changes no value (N1, N2).
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLog, openKafkaLog, type StoredEntry, type Topic } from '@nhip/event-log';
import type { CloudEvent } from '@nhip/nhip';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { readCases } from '../real-data/cases.ts';
import { expect311 } from '../real-data/expectation.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { compare, fetchPublished } from '../real-data/published.ts';
import { LAST_TICK, SPAN } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { type Agency, binary, openAgency, structured } from './agency.ts';
import { countsOf, type KafkaCity, openKafkaCity } from './kafka-city.ts';

const ROWS = 4_000;
const BATCH = 100;
const PARTITIONS = 4;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const KEY = 'the-key-of-boston';
const COUNTED_MS_MAX = 60_000;
/** Each agency's client has its own. */
const { None, GZIP, Snappy, LZ4, ZSTD } = kafkajs.CompressionTypes;
const COMPRESSIONS = [None, GZIP, Snappy, LZ4, ZSTD];

describeWith([kafkaMissing()], 'the inbox', () => {
  const { next: random } = seededRandom('inbox');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-inbox-'));
  const file = join(folder, 'cases.csv.gz');
  let kafka: Kafka;
  let city: KafkaCity;
  let agency: Agency;
  let log: EventLog;
  let events: readonly CloudEvent[];
  const signed = { authorization: `Bearer ${KEY}` };

  beforeAll(async () => {
    writeFileSync(file, generateFile(ROWS, random).bytes);
    ({ events } = await readCaseEvents(file, STATED_AT));
    const keys = join(folder, 'keys.json');
    const source = new URL(events[0]?.source ?? '', 'http://x').pathname;
    writeFileSync(
      keys,
      JSON.stringify([{ agency: 'boston', hash: `sha256:${hash('sha256', KEY)}`, sources: [source] }]),
    );
    kafka = await startKafka();
    city = await openKafkaCity({
      kafka,
      catalogue: CATALOGUE,
      partitions: PARTITIONS,
      gatewayEnvironment: { NHIP_KEYS: keys },
    });
    agency = await openAgency(kafka.brokers);
    log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'test', prefix: city.prefix, generation: 1 });
  });
  afterAll(async () => {
    await log?.close();
    await agency?.close();
    await city?.close();
    await kafka?.close();
    rmSync(folder, { recursive: true });
  });

  const inbox = (): string => `${city.prefix}.inbox`;
  const counted = (count: number) =>
    until(`${count} events are counted`, COUNTED_MS_MAX, async () => (await countsOf(city)).counted >= count);

  /** A broker marks the partitions of a transaction as committed one after the other. */
  const lettersReach = (count: number) =>
    until(`${count} dead letters are there`, COUNTED_MS_MAX, async () => {
      return (await entriesOf(log, 'deadletters')).length >= count;
    });

  async function expectValues(): Promise<void> {
    await city.caughtUp();
    const published = await fetchPublished(city.exporter.url, '2014-12-29', SPAN.to);
    expect(compare(published, expect311(readCases(file), SPAN)).differences.slice(0, 10)).toEqual([]);
  }

  it('takes in every event exactly once, however it is compressed, though gateways are killed over it', {
    timeout: 120_000,
  }, async () => {
    for (let start = 0; start < ROWS; start += BATCH) {
      const some = events.slice(start, start + BATCH);
      await agency.send(
        inbox(),
        some.map((event, place) => (place % 2 === 0 ? binary(event, signed) : structured(event, signed))),
        COMPRESSIONS[(start / BATCH) % COMPRESSIONS.length],
      );
      if (start === ROWS / 4 || start === ROWS / 2) await city.restartGateway();
    }
    await counted(ROWS);
    await city.tick(LAST_TICK);
    await expectValues();
    // What its client sent twice stands there twice: only that is repeated.
    const sent = (await entriesOf(log, 'inbox')).length;
    expect(await countsOf(city)).toMatchObject({
      counted: ROWS,
      repeated: sent - ROWS,
      superseded: 0,
      deadLettered: 0,
    });
  });

  it('makes a dead letter of what it cannot take in, and goes on', { timeout: 60_000 }, async () => {
    const [event] = events;
    if (event === undefined) throw new Error('no event');
    const before = (await entriesOf(log, 'deadletters')).length;
    const other = { ...event, id: 'other', source: '/elsewhere/x' };
    const again = { ...event, id: 'again' };
    await agency.send(inbox(), [
      { key: 'p', value: Buffer.from([0xff, 0x00, 0xfe]), headers: signed },
      { key: 'p', value: null, headers: signed },
      {
        key: 'p',
        value: '{"specversion": "1.0"',
        headers: { ...signed, 'content-type': 'application/cloudevents+json' },
      },
      {
        key: 'p',
        value: Buffer.alloc(900_000, 'x'),
        headers: { ...signed, 'content-type': 'application/cloudevents+json' },
      },
      { ...structured({ ...event, type: 'org.boston.unheard-of' }, signed), key: 'p' },
      { ...structured(event), key: 'p' },
      { ...binary(other, signed), key: 'p' },
      { ...structured(again, signed), key: 'p' },
    ]);
    await lettersReach(before + 7);
    const letters = (await entriesOf(log, 'deadletters')).slice(before);
    const codes = letters.map(({ headers }) => headers?.code);
    expect(codes).toEqual([
      'NHIP_EVENT_ATTRIBUTE_MISSING',
      'NHIP_EVENT_ATTRIBUTE_MISSING',
      'NHIP_EVENT_JSON_BROKEN',
      'NHIP_EVENT_JSON_BROKEN',
      'NHIP_EVENT_TYPE_UNKNOWN',
      'NHIP_AUTH_MISSING',
      'NHIP_AUTH_SOURCE_FOREIGN',
    ]);
    expect(letters[0]?.value).toEqual(Buffer.from([0xff, 0x00, 0xfe]));
    expect(letters[3]?.headers?.['cut-from-bytes']).toBe('900000');
    expect(letters.every(({ headers }) => headers?.topic === 'inbox' && headers.authorization === undefined)).toBe(
      true,
    );
    await expectValues();
  });

  it('makes a dead letter of a record that stands in a partition not its own', { timeout: 60_000 }, async () => {
    const [entry] = await entriesOf(log, 'events', 1);
    const { deadLettered } = await countsOf(city);
    const before = (await entriesOf(log, 'deadletters')).length;
    await agency.send(`${city.prefix}.1.events`, [{ partition: 2, key: null, value: Buffer.from(entry?.value ?? []) }]);
    await agency.send(`${city.prefix}.1.events`, [{ partition: 3, key: null, value: 'no event at all' }]);
    await until(
      'both are judged',
      COUNTED_MS_MAX,
      async () => (await countsOf(city)).deadLettered === deadLettered + 2,
    );
    await lettersReach(before + 2);
    const codes = (await entriesOf(log, 'deadletters')).filter(({ headers }) => headers?.topic === 'events');
    expect(codes.map(({ headers }) => headers?.code).sort()).toEqual([
      'NHIP_EVENT_JSON_BROKEN',
      'NHIP_TALLY_PARTITION',
    ]);
    await expectValues();
  });
});

async function entriesOf(log: EventLog, topic: Topic, only?: number): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (let partition = 0; partition < log.partitions(topic); partition += 1) {
    if (only !== undefined && partition !== only) continue;
    for await (const batch of log.read(topic, partition, 0)) entries.push(...batch.entries);
  }
  return entries;
}
