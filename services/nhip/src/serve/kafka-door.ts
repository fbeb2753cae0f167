// What the door appends on Kafka: by a thread of its own, since the client takes as much time to encode what is sent as the door takes to
// judge it. Where there is one processor, two threads would only take turns on it.
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { EventLog, KafkaSettings } from '@nhip/event-log';
import type { ScrapedThread } from '@nhip/exporter';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { appendThrough } from './append-port.ts';
import { scrapedThreads, startStationWorkers } from './station-worker.ts';

export interface KafkaDoorOptions {
  readonly kafka: KafkaEnvironment;
  readonly settings: Pick<KafkaSettings, 'generation'>;
  readonly log: EventLog;
  /** Called once when the thread cannot go on. */
  readonly failed: (error: unknown) => void;
}

export interface KafkaDoor {
  readonly log: Pick<EventLog, 'append' | 'partitions'>;
  readonly threads: readonly ScrapedThread[];
  close(): Promise<void>;
}

/** Resolves when it may be appended. */
export async function openKafkaDoor({ kafka, settings, log, failed }: KafkaDoorOptions): Promise<KafkaDoor> {
  if (availableParallelism() === 1) return { log, threads: [], close: async () => {} };
  const { port1, port2 } = new MessageChannel();
  const { generation } = settings;
  const thread = {
    name: 'append',
    station: { kind: 'append', appends: port2 },
    log: { kind: 'kafka', kafka, generation },
  } as const;
  const workers = await startStationWorkers([thread], failed);
  const { append, close } = appendThrough(port1);
  return {
    log: { append, partitions: (topic) => log.partitions(topic) },
    threads: scrapedThreads(workers),
    close: async () => {
      for (const worker of workers) await worker.stop();
      close();
    },
  };
}
