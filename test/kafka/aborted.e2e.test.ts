// Several producers that write into one partition and give up together, as those of a killed process do: nothing of theirs is read (N3).
import { randomUUID } from 'node:crypto';
import { type EventLog, openKafkaLog } from '@nhip/event-log';
import kafkajs, { type Transaction } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';

const READ_MS_MAX = 30_000;

describeWith([kafkaMissing()], 'transactions on a real Kafka that lie in each other', () => {
  const prefix = `aborted-${randomUUID().slice(0, 8)}`;
  let kafka: Kafka;
  let log: EventLog;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    kafka = await startKafka();
    const { brokers } = kafka;
    log = await openKafkaLog({ brokers, clientId: 'test', prefix, generation: 1, partitions: 1, replication: 1 });
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await log?.close();
    await kafka?.close();
  });

  async function begin(name: string): Promise<Transaction> {
    const client = new kafkajs.Kafka({
      brokers: [...kafka.brokers],
      clientId: name,
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = client.producer({
      transactionalId: `${prefix}-${name}`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    closing.push(() => producer.disconnect());
    return producer.transaction();
  }

  it('are read as far as they were committed, in whatever order the others were ended', {
    timeout: 60_000,
  }, async () => {
    const [first, second, third] = [await begin('first'), await begin('second'), await begin('third')];
    const write = (transaction: Transaction, value: string) =>
      transaction.send({ topic: `${prefix}.1.events`, messages: [{ value, partition: 0 }] });
    await write(first, 'a');
    await write(second, 'b');
    await write(third, 'kept');
    await write(first, 'a again');
    await write(second, 'b again');
    await second.abort();
    await first.abort();
    await third.commit();
    const values: string[] = [];
    const until = AbortSignal.timeout(READ_MS_MAX);
    // A transaction is committed a moment after its client is told so.
    while (values.length === 0 && !until.aborted) {
      for await (const { entries } of log.read('events', 0, 0)) {
        values.push(...entries.map(({ value }) => Buffer.from(value).toString()));
      }
    }
    expect(values).toEqual(['kept']);
  });
});
