// Benchmark: the aggregator as it is run, `nhip serve aggregator` in a process of its own, and what its metrics tell.
import { tmpdir } from 'node:os';
import { freePort, type Service, startService } from '../../process/nhip-process.ts';
import { readMetrics, sum } from '../../process/own-metrics.ts';
import type { Source } from './commands.ts';

export interface AggregatorService {
  look(): Promise<Look>;
  /** SIGKILL, and nothing of it is left. */
  kill(): Promise<void>;
}

/** Moments are milliseconds since 1970, with fractions. */
export interface Look {
  /** Events with a verdict in committed batches. */
  readonly events: number;
  /** Counted events do not show in the published values yet. */
  readonly isWaiting: boolean;
  /** Bytes of keys and values given to commits, by topic. */
  readonly written: Readonly<Record<'records' | 'cells' | 'kpis', number>>;
  readonly partitions: readonly PartitionLook[];
}

export interface PartitionLook {
  readonly assignedAtMs: number;
  readonly restoredAtMs: number;
  /** Of the last commit, null before the first one. Too late by what the answer took at most. */
  readonly committedAtMs: number | null;
}

export async function startAggregatorService({ settings, catalogue }: Source): Promise<AggregatorService> {
  const service: Service = await startService({
    port: await freePort(),
    // An aggregator keeps nothing there.
    data: tmpdir(),
    catalogue,
    environment: {
      NHIP_KAFKA_BROKERS: settings.brokers.join(','),
      NHIP_KAFKA_PREFIX: settings.prefix,
      NHIP_KAFKA_PARTITIONS: String(settings.partitions),
    },
    arguments: ['aggregator', '--clock', 'manual'],
  });
  return { look: () => look(service.url), kill: service.kill };
}

async function look(url: string): Promise<Look> {
  const samples = await readMetrics(url);
  const nowMs = Date.now();
  const of = (name: string): ReadonlyMap<string, number> =>
    new Map(samples.filter(([found]) => found === name).map(([, labels, value]) => [labels, value]));
  const written = (topic: string): number => sum(samples, 'nhip_log_written_bytes_total', `topic="${topic}"`);
  const restoreSeconds = of('nhip_tally_restore_seconds');
  const ageSeconds = of('nhip_last_commit_age_seconds');
  return {
    events: sum(samples, 'nhip_tally_judged_total'),
    // The evaluator may not be there yet.
    isWaiting: of('nhip_evaluate_waiting').get('') !== 0,
    written: { records: written('records'), cells: written('cells'), kpis: written('kpis') },
    partitions: [...of('nhip_tally_restored_time_seconds')].map(([partition, atSeconds]) => {
      const restoredAtMs = atSeconds * 1000;
      const age = ageSeconds.get(partition);
      return {
        assignedAtMs: restoredAtMs - (restoreSeconds.get(partition) ?? 0) * 1000,
        restoredAtMs,
        committedAtMs: age === undefined ? null : nowMs - age * 1000,
      };
    }),
  };
}
