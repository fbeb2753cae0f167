// Faults on a real broker, each during load: at the end every value is the expected one, nothing is lost, nothing counts twice, and no
// process has died that was not killed (N1, N2, N3). How long each recovery took is printed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent } from '@nhip/nhip';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, until } from '../process/nhip-process.ts';
import { readMetrics, sum } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { readCases } from '../real-data/cases.ts';
import { type Expected, expect311 } from '../real-data/expectation.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { compare, fetchPublished } from '../real-data/published.ts';
import { LAST_TICK, SPAN } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { openAgency } from './agency.ts';
import { countsOf, type KafkaCity, openKafkaCity } from './kafka-city.ts';
import { Load } from './load.ts';

const ROWS = 6_000;
const PARTITIONS = 4;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const RECOVERY_MS_MAX = 60_000;
/** So many events have to come after the fault, so that some of every partition are among them. */
const AFTER_IT = 200;
/** In quiet times an accepted event shows within this. */
const FRESH_MS = 500;
/** Longer than a session of the group. */
const STOPPED_MS = 12_500;
const TEST_MS_MAX = 180_000;

interface Setting {
  readonly durationMs: number;
  /** Dead letters that the fault makes in the tally. */
  readonly deadLetters?: number;
}

describeWith([kafkaMissing()], 'faults on Kafka', () => {
  const { next: random } = seededRandom('faults');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-faults-'));
  let kafka: Kafka;
  let events: readonly CloudEvent[];
  let expected: readonly Expected[];

  beforeAll(async () => {
    const file = join(folder, 'cases.csv.gz');
    writeFileSync(file, generateFile(ROWS, random).bytes);
    ({ events } = await readCaseEvents(file, STATED_AT));
    expected = expect311(readCases(file), SPAN);
    kafka = await startKafka();
  });
  afterAll(async () => {
    await kafka?.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a city under load through a fault, which begins when a quarter is sent, and judges the end. */
  async function through(setting: Setting, fault: (city: KafkaCity, load: Load) => Promise<void>): Promise<void> {
    const city = await openKafkaCity({ kafka, catalogue: CATALOGUE, partitions: PARTITIONS, aggregators: 2 });
    try {
      const load = new Load({ url: () => city.gateway.url, events, durationMs: setting.durationMs });
      // From here on every accepted event shows in the values.
      await city.tick(LAST_TICK);
      await load.reached(0.25);
      await Promise.race([fault(city, load), load.done().then(() => new Promise<never>(() => {}))]);
      await load.done();
      await city.tick(LAST_TICK);
      await city.caughtUp(RECOVERY_MS_MAX);
      const published = await fetchPublished(city.exporter.url, '2014-12-29', SPAN.to);
      expect(compare(published, expected).differences.slice(0, 10)).toEqual([]);
      const { deadLetters = 0 } = setting;
      const counts = await countsOf(city);
      expect(counts).toMatchObject({ counted: ROWS, superseded: 0, deadLettered: deadLetters });
      expect(counts.repeated).toBe(counts.accepted - ROWS - deadLetters);
      for (const service of [city.gateway, city.exporter, ...city.aggregators]) expectAlive(service);
    } finally {
      await city.close();
    }
  }

  it('SIGKILL of an aggregator', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 6_000 }, async (city, load) => {
      await takeOut(city).kill();
      await tellRecovery('SIGKILL of an aggregator', city, load);
    }),
  );

  it('SIGSTOP of an aggregator past its session, then SIGCONT', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: STOPPED_MS + 8_000 }, async (city, load) => {
      const stopped = takeOut(city);
      process.kill(stopped.pid, 'SIGSTOP');
      const began = performance.now();
      try {
        await tellRecovery('SIGSTOP of an aggregator past its session', city, load);
        await delay(Math.max(0, STOPPED_MS - (performance.now() - began)));
      } finally {
        process.kill(stopped.pid, 'SIGCONT');
      }
      await until('the late commit is refused', RECOVERY_MS_MAX, async () => {
        const samples = await readMetrics(stopped.url).catch(() => []);
        return sum(samples, 'nhip_tally_fenced_total') > 0;
      });
      city.aggregators.push(stopped);
      await tellRecovery('SIGCONT after it, its late commit refused', city, load);
    }),
  );

  it('two aggregators that join and leave', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 15_000 }, async (city, load) => {
      for (let round = 0; round < 3; round += 1) {
        const guests = await Promise.all([city.addAggregator(), city.addAggregator()]);
        await delay(1_500);
        for (const guest of guests) {
          city.aggregators.splice(city.aggregators.indexOf(guest), 1);
          expect(await guest.stop(), guest.output()).toBe(0);
        }
      }
      await tellRecovery('two aggregators that joined and left three times', city, load);
    }),
  );

  it('an exporter that is killed and started again', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 6_000 }, async (city) => {
      const began = performance.now();
      await city.restartExporter();
      tell('exporter killed, another one ready', began);
    }),
  );

  it('poisoned records in inbox and in events', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 6_000, deadLetters: 3 }, async (city, load) => {
      const agency = await openAgency(kafka.brokers);
      const [event] = events;
      const misplaced = { ...event, nhipagency: 'boston' };
      await agency.send(`${city.prefix}.inbox`, [
        { key: 'p', value: Buffer.alloc(64, 0xff) },
        { key: 'q', value: '{' },
      ]);
      await agency.send(`${city.prefix}.1.events`, [
        { partition: 0, value: Buffer.alloc(64, 0xff) },
        { partition: 1, value: '{"specversion":"1.0"}' },
        { partition: 2, value: JSON.stringify({ ...misplaced, type: 'org.boston.unheard-of' }) },
      ]);
      await agency.close();
      await tellRecovery('poisoned records in inbox and events', city, load);
    }),
  );

  it('transactions that are left hanging', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 12_000 }, async (city, load) => {
      const topic = `${city.prefix}.1.cells`;
      // One under the name of a tally, which is fenced by it; one under a name that nobody knows, which only time ends.
      await hang(kafka, { transactionalId: `${city.prefix}.1.nhip-tally.events.0`, topic, partition: 0 });
      await hang(kafka, { transactionalId: `stranger-${city.prefix}`, topic, partition: 1 });
      const began = performance.now();
      // What is counted behind them shows only when both have ended.
      await load.reached(0.4);
      await tellRecovery('two hanging transactions in cells', city, load, began);
    }),
  );

  it('a broker that restarts', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 8_000 }, async (city, load) => {
      await kafka.restart({ signal: 'TERM', downMs: 0 });
      await tellRecovery('broker restarted', city, load);
    }),
  );

  it('a broker that is killed and stays away for 30 seconds', { timeout: TEST_MS_MAX }, () =>
    through({ durationMs: 8_000 }, async (city, load) => {
      await kafka.restart({ signal: 'KILL', downMs: 30_000 });
      await tellRecovery('broker killed and away for 30 s', city, load);
      expect(load.refused).toBeGreaterThan(0);
    }),
  );
});

/** An aggregator, no longer among those of the city. */
function takeOut(city: KafkaCity): Service {
  const service = city.aggregators.shift();
  if (service === undefined) throw new Error('there is no aggregator');
  return service;
}

/** Recovered: all that was accepted a moment ago is counted, evaluated and shown by those that live. */
async function tellRecovery(what: string, city: KafkaCity, load: Load, began = performance.now()): Promise<void> {
  const least = Math.min(ROWS, load.accepted + AFTER_IT);
  await until(`recovery from ${what}`, RECOVERY_MS_MAX, async () => {
    const { accepted } = load;
    if (accepted < least) return false;
    await delay(FRESH_MS);
    return (await shownOf(city.exporter)) >= accepted;
  });
  tell(what, began);
}

/** How many cases the exporter shows in all. */
async function shownOf({ url }: Service): Promise<number> {
  const response = await fetch(`${url}/v1/kpis/received/values?unit=boston&grain=year`);
  const { values } = (await response.json()) as { readonly values: readonly { readonly numerator: number | null }[] };
  return values.reduce((total, { numerator }) => total + (numerator ?? 0), 0);
}

function tell(what: string, began: number): void {
  process.stdout.write(`recovery: ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

function expectAlive({ pid, output }: Service): void {
  expect(() => process.kill(pid, 0), output()).not.toThrow();
}

interface Hanging {
  readonly transactionalId: string;
  readonly topic: string;
  readonly partition: number;
}

const HANGING_MS = 5_000;

/** Begins a transaction, writes, and never ends it. */
async function hang({ brokers }: Kafka, { transactionalId, topic, partition }: Hanging): Promise<void> {
  const client = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'hanging', logLevel: kafkajs.logLevel.NOTHING });
  const producer = client.producer({
    transactionalId,
    transactionTimeout: HANGING_MS,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ partition, value: 'never committed' }] });
  await producer.disconnect();
}
