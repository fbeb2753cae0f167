// Benchmark: one broker for a measurement, with topics of its own, and the processes that work beside it.
import { randomUUID } from 'node:crypto';
import { openKafkaLog } from '@nhip/event-log';
import { kafkaMissing, startKafka } from '../../support/kafka.ts';
import type { Setting } from '../setting.ts';
import type { Source } from './commands.ts';
import { type NhipService, type Role, startNhip } from './nhip-service.ts';
import { startWorker, type Worker } from './worker.ts';

const PARTITIONS = 8;

export interface Cluster {
  readonly brokers: readonly string[];
  /** Where processes find the log and the catalogue. */
  readonly source: Source;
  /** A process that ends with the cluster at the latest. */
  worker(): Worker;
  /** A service that ends with the cluster at the latest. */
  nhip(role: Role): Promise<NhipService>;
  /** Does one thing in a process that nobody else uses. */
  once<Result>(deed: (worker: Worker) => Promise<Result>): Promise<Result>;
  /** Writes a tick: from here on values are stated up to that moment. */
  tick(atMs: number): Promise<void>;
  /** Entries of the topic `events`: on a slow machine an append is tried again, and an event may stand there twice. */
  stored(): Promise<number>;
  close(): Promise<void>;
}

/** @throws Error where there is no Kafka to be had. */
export async function startCluster({ catalogue }: Setting): Promise<Cluster> {
  const missing = kafkaMissing();
  if (missing !== null) throw new Error(missing);
  const kafka = await startKafka();
  const workers = new Set<Worker>();
  const services: NhipService[] = [];
  const settings = {
    brokers: kafka.brokers,
    clientId: 'bench',
    prefix: `bench-${randomUUID()}`,
    generation: 1,
    partitions: PARTITIONS,
    replication: 1,
  };
  const worker = (): Worker => {
    const started = startWorker();
    workers.add(started);
    return started;
  };
  return {
    brokers: kafka.brokers,
    source: { settings, catalogue },
    worker,
    async nhip(role) {
      const one = await startNhip(role, { settings, catalogue });
      services.push(one);
      return one;
    },
    async once(deed) {
      const one = worker();
      try {
        return await deed(one);
      } finally {
        await one.close();
        workers.delete(one);
      }
    },
    async tick(atMs) {
      const log = await openKafkaLog(settings);
      const value = Buffer.from(JSON.stringify({ kind: 'tick', at: atMs }));
      await log.append('clock', [{ partition: 0, key: null, value }]);
      await log.close();
    },
    async stored() {
      const log = await openKafkaLog(settings);
      let entries = 0;
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const { start, end } = await log.range('events', partition);
        entries += end - start;
      }
      await log.close();
      return entries;
    },
    async close() {
      await Promise.all([...workers, ...services].map((one) => one.kill()));
      await kafka.close();
    },
  };
}
