// One rebuild of a city at a time: whoever begins another one is told so, and one that has lost its turn can switch nothing. While one has
// closed the door, that is told.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaLog, LogError, openKafkaGenerations, openKafkaLog } from '@nhip/event-log';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postTick } from '../process/door.ts';
import { freePort, runNhip, spawnNhip, startService, until } from '../process/nhip-process.ts';
import { readMetrics, sum } from '../process/own-metrics.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { LAST_TICK } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';

const TEST_MS_MAX = 120_000;
const TOLD_MS_MAX = 10_000;
const CLOSED_MS_MAX = 30_000;
const OPEN_MS_MAX = 10_000;
/** As large as statements are at least. */
const ENTRY = { partition: 0, key: null, value: Buffer.from(JSON.stringify([randomUUID(), randomUUID()])) };

describeWith([kafkaMissing()], 'rebuilds of one city on Kafka', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.close());

  const settingsOf = (clientId: string, prefix: string) => ({ brokers: kafka.brokers, clientId, prefix });

  it('have their turns one after the other', { timeout: TEST_MS_MAX }, async () => {
    const prefix = `city-${randomUUID().slice(0, 8)}`;
    const one = await openKafkaGenerations(settingsOf('one', prefix));
    const other = await openKafkaGenerations(settingsOf('other', prefix));
    const turn = await one.takeTurn();
    const environment = {
      NHIP_KAFKA_BROKERS: kafka.brokers.join(','),
      NHIP_KAFKA_PREFIX: prefix,
      NHIP_CATALOGUE: CATALOGUE,
    };
    const [refused] = await Promise.all([
      runNhip(['rebuild'], environment),
      expect(other.takeTurn()).rejects.toMatchObject({ code: 'NHIP_LOG_IN_USE' }),
    ]);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('another rebuild of this city') });
    turn.check();
    await turn.close();
    expect(() => turn.check()).toThrow('NHIP_LOG_FENCED');

    const next = await other.takeTurn();
    await expect(turn.switchTo(7)).rejects.toMatchObject({ code: 'NHIP_LOG_FENCED' });
    expect(await one.current()).toBe(1);
    await next.switchTo(2);
    expect(await one.current()).toBe(2);
    // Whoever has asked before the switch, and begins to watch after it, is told of it.
    const told: number[] = [];
    const watching = await one.watch(1, (generation) => told.push(generation));
    await until('the switch is told', TOLD_MS_MAX, async () => told.length > 0);
    expect(await next.claim()).toBe(3);
    await next.close();
    const last = await one.takeTurn();
    // The former one may still be at work on its own.
    expect(await last.claim()).toBe(4);
    await last.switchTo(4);
    await until('the next switch is told', TOLD_MS_MAX, async () => told.length > 1);
    expect(told).toEqual([2, 4]);
    await last.close();
    await watching.close();
    await one.close();
    await other.close();
  });

  it('leave alone what another one has made while one of them stood still', { timeout: TEST_MS_MAX }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 1 };
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    const tick = Buffer.from(JSON.stringify({ kind: 'tick', at: Date.parse('2016-01-15T12:00:00Z') }));
    await log.append('clock', [{ partition: 0, key: null, value: tick }]);
    const environment = {
      NHIP_KAFKA_BROKERS: kafka.brokers.join(','),
      NHIP_KAFKA_PREFIX: settings.prefix,
      NHIP_CATALOGUE: CATALOGUE,
    };
    const standing = spawnNhip(['rebuild'], environment);
    const ended = once(standing, 'close');
    let said = '';
    standing.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    standing.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    try {
      await until('the generation is closed', CLOSED_MS_MAX, async () => said.includes('is closed now'));
      standing.kill('SIGSTOP');
      const other = await runNhip(['rebuild'], environment);
      expect(other, other.output).toMatchObject({ code: 0, output: expect.stringContaining('is in force') });
      standing.kill('SIGCONT');
      await ended;
    } finally {
      standing.kill('SIGKILL');
    }
    const now = await openKafkaLog({ ...settingsOf('one', settings.prefix), generation: await generations.current() });
    expect(await now.range('clock', 0)).toEqual({ start: 0, end: 1 });
    await now.append('events', [ENTRY]);
    // Nobody looks there any more.
    await expect(log.append('events', [ENTRY])).rejects.toMatchObject({ code: 'NHIP_LOG_REBUILDING' });
    expect({ code: standing.exitCode, said }).toEqual({ code: 1, said: expect.stringContaining('has begun since') });
    await now.close();
    await log.close();
    await generations.close();
  });

  it('say at the door and in the scrape that one of them has closed it, and what to do', {
    timeout: TEST_MS_MAX,
  }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 1 };
    const data = mkdtempSync(join(tmpdir(), 'nhip-closed-'));
    const gateway = await startService({
      port: await freePort(),
      data,
      catalogue: CATALOGUE,
      environment: {
        NHIP_KAFKA_BROKERS: kafka.brokers.join(','),
        NHIP_KAFKA_PREFIX: settings.prefix,
        NHIP_KAFKA_PARTITIONS: '1',
      },
      arguments: ['gateway', '--clock', 'manual'],
    });
    const isClosed = async (): Promise<number> => sum(await readMetrics(gateway.url), 'nhip_door_closed');
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    try {
      expect(await isClosed()).toBe(0);
      await generations.seal(log, 1);
      const refused = await fetch(new URL('/v1/clock/tick', gateway.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ at: LAST_TICK }),
      });
      expect([refused.status, refused.headers.get('retry-after') === null]).toEqual([503, false]);
      const said = { code: 'NHIP_LOG_REBUILDING', detail: expect.stringContaining('run `nhip rebuild` again') };
      expect(await refused.json()).toMatchObject(said);
      expect(gateway.output()).toContain('run `nhip rebuild` again');
      await until('the scrape tells it', OPEN_MS_MAX, async () => (await isClosed()) === 1);
      await generations.unseal(1);
      await until('the door is open', OPEN_MS_MAX, async () => (await isClosed()) === 0);
      await postTick(gateway.url, LAST_TICK);
    } finally {
      await gateway.stop();
      await log.close();
      await generations.close();
      rmSync(data, { recursive: true });
    }
  });

  it('have closed a generation only when each partition refuses, not where a broker does not answer', {
    timeout: TEST_MS_MAX,
  }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 2 };
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    const refused = new Set<string>();
    let asked = 0;
    const unsteady: KafkaLog = {
      ...log,
      partitions: (topic) => log.partitions(topic),
      settled: (topic) => log.settled(topic),
      append: async (topic, entries) => {
        asked += 1;
        if (asked % 2 === 1) throw new LogError('NHIP_LOG_APPEND_FAILED', 'append', { cause: new Error('no answer') });
        await log.append(topic, entries).catch((error: unknown) => {
          refused.add(`${topic}/${entries[0]?.partition}`);
          throw error;
        });
      },
    };
    await generations.seal(unsteady, 1);
    expect(refused).toEqual(new Set(['events/0', 'events/1', 'clock/0']));
    await log.close();
    await generations.close();
  });

  it('carry over what was being committed while the generation was closed', { timeout: TEST_MS_MAX }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 1 };
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    const client = new kafkajs.Kafka({ brokers: [...kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
    // As a gateway takes in what came through `inbox`.
    const producer = client.producer({
      transactionalId: `${settings.prefix}-inbox`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    const value = 'taken in';
    await transaction.send({ topic: `${settings.prefix}.1.events`, messages: [{ value, partition: 0 }] });
    const closing = generations.seal(log, 1);
    await until('it is closed', OPEN_MS_MAX, () => log.isClosed());
    await transaction.commit();
    await closing;
    const found: string[] = [];
    for await (const { entries } of log.read('events', 0, 0)) {
      found.push(...entries.map((entry) => Buffer.from(entry.value).toString()));
    }
    expect(found).toContain(value);
    await producer.disconnect();
    await log.close();
    await generations.close();
  });

  it('close a generation on which a service can be started all the same', { timeout: TEST_MS_MAX }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 1 };
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    await generations.seal(log, 1);
    const started = await openKafkaLog(settings);
    await expect(started.append('events', [ENTRY])).rejects.toMatchObject({ code: 'NHIP_LOG_REBUILDING' });
    expect(await started.isClosed()).toBe(true);
    await generations.unseal(1);
    await until('it is open', OPEN_MS_MAX, async () => !(await started.isClosed()));
    await started.append('events', [ENTRY]);
    await started.close();
    await log.close();
    await generations.close();
  });
});
