// Partitions that one process follows share their requests: what goes wrong with one of them is not to be told of the others.
import { randomUUID } from 'node:crypto';
import { type EventLog, openKafkaLog } from '@nhip/event-log';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';

const MS_MAX = 20_000;

describeWith([kafkaMissing()], 'partitions that are followed on a real Kafka', () => {
  const seen: string[][] = [[], []];
  const failures: (readonly [partition: number, error: unknown])[] = [];
  let kafka: Kafka;
  let log: EventLog;

  beforeAll(async () => {
    kafka = await startKafka();
    const prefix = `followed-${randomUUID().slice(0, 8)}`;
    const { brokers } = kafka;
    log = await openKafkaLog({ brokers, clientId: 'test', prefix, generation: 1, partitions: 2, replication: 1 });
  });
  afterAll(async () => {
    await log?.close();
    await kafka?.close();
  });

  const append = (partition: number, texts: readonly string[]): Promise<void> =>
    log.append(
      'cells',
      texts.map((text) => ({ partition, key: null, value: Buffer.from(text) })),
    );
  const follow = (partition: number, from: number) =>
    log.follow({
      topic: 'cells',
      partition,
      from,
      take: ({ entries }) => {
        seen[partition]?.push(...entries.map(({ value }) => Buffer.from(value).toString()));
      },
      failed: (error) => failures.push([partition, error]),
    });

  it('go on when one of them was truncated under its feet, and that one alone is told so', {
    timeout: 60_000,
  }, async () => {
    await append(0, ['a', 'b', 'c']);
    await append(1, ['A']);
    await log.truncate('cells', 0, 2);
    await follow(1, 0);
    await until('the other is read', MS_MAX, async () => seen[1]?.length === 1);
    const truncated = await follow(0, 0);
    await until('the truncated one has failed', MS_MAX, async () => failures.length > 0);
    await append(1, ['B']);
    await until('the other is read on', MS_MAX, async () => seen[1]?.length === 2);
    await truncated.close();
    expect(failures).toEqual([[0, expect.objectContaining({ code: 'NHIP_LOG_UNAVAILABLE' })]]);
    await follow(0, 2);
    await until('what is left is read', MS_MAX, async () => seen[0]?.length === 1);
    expect(seen).toEqual([['c'], ['A', 'B']]);
  });
});
