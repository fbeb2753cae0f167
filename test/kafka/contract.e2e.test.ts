// The Kafka driver keeps the contract of the port, on a real broker (N3, N4).
import { randomUUID } from 'node:crypto';
import { openKafkaLog } from '@nhip/event-log';
import { describeEventLog } from '@nhip/event-log/testing/contract';
import { afterAll, beforeAll } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';

describeWith([kafkaMissing()], 'a real Kafka', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.close());

  describeEventLog('on Kafka', {
    open: () =>
      openKafkaLog({
        brokers: kafka.brokers,
        clientId: 'contract',
        prefix: `contract-${randomUUID()}`,
        generation: 1,
        partitions: 2,
        replication: 1,
      }),
  });
});
