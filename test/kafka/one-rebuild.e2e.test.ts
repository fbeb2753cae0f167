// One rebuild of a city at a time: whoever begins another one is told so, and one that has lost its turn can switch nothing.
import { randomUUID } from 'node:crypto';
import { openKafkaGenerations, openKafkaLog } from '@nhip/event-log';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runNhip } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';

const TEST_MS_MAX = 120_000;

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
    await next.close();
    await one.close();
    await other.close();
  });

  it('close a generation on which a service can be started all the same', { timeout: TEST_MS_MAX }, async () => {
    const settings = { ...settingsOf('one', `city-${randomUUID().slice(0, 8)}`), generation: 1, partitions: 1 };
    const generations = await openKafkaGenerations(settings);
    const log = await openKafkaLog(settings);
    await generations.seal(log, 1);
    const entry = { partition: 0, key: null, value: Buffer.from('{}') };
    const started = await openKafkaLog(settings);
    await expect(started.append('events', [entry])).rejects.toMatchObject({ code: 'NHIP_LOG_APPEND_FAILED' });
    await generations.unseal(1);
    await started.close();
    await log.close();
    await generations.close();
  });
});
