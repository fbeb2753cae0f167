// Benchmark: gateway, aggregator and exporter as they are run, `nhip serve` with one role in a process of its own, and what their metrics tell.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Service, startService } from '../../process/nhip-process.ts';
import { readMetrics, sum } from '../../process/own-metrics.ts';
import type { Source } from './commands.ts';

export type Role = 'gateway' | 'aggregator' | 'exporter';

export interface NhipService {
  readonly port: number;
  /** What an aggregator tells. */
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

export async function startNhip(role: Role, { settings, catalogue }: Source): Promise<NhipService> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'nhip-bench-'));
  const service: Service = await startService({
    port,
    data,
    catalogue,
    environment: {
      NHIP_KAFKA_BROKERS: settings.brokers.join(','),
      NHIP_KAFKA_PREFIX: settings.prefix,
      NHIP_KAFKA_PARTITIONS: String(settings.partitions),
    },
    arguments: [role, '--clock', 'manual'],
  });
  const kill = async (): Promise<void> => {
    await service.kill();
    rmSync(data, { recursive: true, force: true });
  };
  return { port, look: () => look(service.url), kill };
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
