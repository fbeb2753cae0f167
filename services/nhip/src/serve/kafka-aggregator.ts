// The aggregator over Kafka: threads that count, each a member of the group like any other process's, and one for the evaluator, which
// has something to do wherever the partition of the clock falls to it. They meet on the log alone.
import { availableParallelism } from 'node:os';
import type { Plan } from '@nhip/core';
import type { KafkaSettings } from '@nhip/event-log';
import type { ScrapedThread } from '@nhip/exporter';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import type { ThreadLog, ThreadSettings } from './station-thread.ts';
import { scrapedThreads, startStationWorkers } from './station-worker.ts';

export interface KafkaAggregatorOptions {
  readonly kafka: KafkaEnvironment;
  readonly settings: Pick<KafkaSettings, 'generation'>;
  readonly plan: Plan;
  /** Partitions of `events`. */
  readonly partitions: number;
  readonly manualClock: boolean;
  /** Called once when a thread cannot go on. */
  readonly failed: (error: unknown) => void;
}

export interface KafkaAggregator {
  readonly threads: readonly ScrapedThread[];
  close(): Promise<void>;
}

/** More of them would each have less to do, and cost a heap. */
const TALLY_THREADS_MAX = 2;

/** Resolves when every thread has joined its group. */
export async function startKafkaAggregator(options: KafkaAggregatorOptions): Promise<KafkaAggregator> {
  const { kafka, settings, plan, partitions, manualClock, failed } = options;
  const { generation } = settings;
  const log: ThreadLog = { kind: 'kafka', kafka, generation };
  const wanted = kafka.tallyThreads ?? Math.min(TALLY_THREADS_MAX, availableParallelism());
  const tallies = Array.from({ length: Math.min(wanted, partitions) }, (_, index): ThreadSettings => {
    return { name: `aggregator-${index + 1}`, station: { kind: 'tally', plan }, log };
  });
  // Whoever evaluates also writes the ticks, so that one process does, wherever it is.
  const station: ThreadSettings['station'] = { kind: 'evaluator', plan, writesTicks: !manualClock };
  const evaluator: ThreadSettings = { name: 'evaluator', station, log };
  const workers = await startStationWorkers([...tallies, evaluator], failed);
  return {
    threads: scrapedThreads(workers),
    // All at once: a partition that one of them leaves is not to be taken over by another that is about to leave.
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
