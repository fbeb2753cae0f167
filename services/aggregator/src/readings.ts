// The aggregator's own metrics: counted as it works, or read from its state at each scrape.
import type { VerdictCounts } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import { createLag, type Lag, type Metrics } from '@nhip/telemetry';
import type { Wrote } from './commit.ts';
import type { Evaluation } from './evaluate-task.ts';
import type { Tally, TallyCommit, TallyListener } from './tally-task.ts';

export interface TallyReadingsOptions {
  readonly log: EventLog;
  readonly metrics: Metrics;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

export interface EvaluateReadingsOptions {
  readonly metrics: Metrics;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Events do not show in the values yet; null: another process evaluates. */
  readonly isWaiting: () => Promise<boolean | null>;
  /** When the log took in the oldest event that does not show in the values yet; null: there is none here. */
  readonly oldestWaiting: () => number | null;
}

/** The verdicts as they are labelled. */
const verdicts = [
  ['counted', 'counted'],
  ['superseded', 'superseded'],
  ['repeated', 'repeated'],
  ['dead_lettered', 'deadLettered'],
] as const;

export function createTallyReadings(options: TallyReadingsOptions): TallyListener {
  const { metrics, now } = options;
  const tallies = new Map<number, Tally>();
  const restores = new Map<number, Restore>();
  const commits = new Map<number, number>();

  const look = looker(options.log, tallies);
  readCounts(metrics, look);
  metrics.read('nhip_last_statement_age_seconds', () =>
    [...lastHeard(tallies)].map(([agency, ingestTime]) => ({
      labels: { agency },
      value: Math.max(0, now() - ingestTime) / 1000,
    })),
  );
  readProgress(options, look);
  metrics.read('nhip_tally_restore_seconds', () => byPartition(restores, ({ durationMs }) => durationMs / 1000));
  metrics.read('nhip_tally_restored_time_seconds', () => byPartition(restores, ({ endedMs }) => endedMs / 1000));
  metrics.read('nhip_last_commit_age_seconds', () => byPartition(commits, (ms) => (now() - ms) / 1000));
  metrics.read('nhip_tally_records', () => byPartition(tallies, ({ state }) => state.size().records));
  metrics.read('nhip_tally_cells', () => byPartition(tallies, ({ state }) => state.size().cells));
  return {
    assigned: (tally, restoreMs) => {
      tallies.set(tally.partition, tally);
      restores.set(tally.partition, { durationMs: restoreMs, endedMs: now() });
    },
    committed: ({ partition }, { commitMs, deadLetterCodes }: TallyCommit) => {
      commits.set(partition, now());
      for (const code of deadLetterCodes) metrics.count('nhip_dead_letters_total', { code });
      metrics.observe('nhip_tally_commit_seconds', {}, commitMs / 1000);
    },
    fenced: () => metrics.count('nhip_tally_fenced_total', {}),
    revoked: (partition) => {
      for (const gone of [tallies, restores, commits]) gone.delete(partition);
    },
  };
}

/** To be told of each evaluation. */
export function createEvaluateReadings(options: EvaluateReadingsOptions): (evaluation: Evaluation) => void {
  const { metrics, now } = options;
  let last: Evaluation | null = null;
  metrics.read('nhip_last_tick_age_seconds', () =>
    last === null ? [] : [{ labels: {}, value: (now() - last.lastTick) / 1000 }],
  );
  readWaiting(options);
  metrics.read('nhip_evaluate_series', () => [{ labels: {}, value: last?.series ?? 0 }]);
  return (evaluation) => {
    last = evaluation;
    metrics.observe('nhip_evaluate_seconds', {}, evaluation.durationMs / 1000);
    if (evaluation.oldestIngestTime === null) return;
    metrics.observe('nhip_event_to_kpi_seconds', {}, Math.max(0, now() - evaluation.oldestIngestTime) / 1000);
  };
}

/** To be told of each commit. */
export function countWritten(metrics: Metrics): Wrote {
  return (outputs) => {
    for (const [topic, ofTopic] of Map.groupBy(outputs, (output) => output.topic)) {
      const bytes = ofTopic.reduce((sum, { key, value }) => sum + value.length + (key?.length ?? 0), 0);
      metrics.count('nhip_log_written_bytes_total', { topic }, bytes);
    }
  };
}

interface Restore {
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly endedMs: number;
}

/** What one scrape tells of a partition, seen at one moment, so that what was accepted adds up (N2). */
interface Look {
  readonly tally: Tally;
  readonly position: number;
  readonly counts: Tally['counts'];
  /** Where `events` ends; null while the log cannot be asked. */
  readonly end: number | null;
}

type Looker = () => Promise<readonly Look[]>;

/** Whoever asks while a look is under way gets the same. */
function looker(log: EventLog, tallies: ReadonlyMap<number, Tally>): Looker {
  let running: Promise<readonly Look[]> | null = null;
  const look = async (): Promise<readonly Look[]> => {
    const ends = await endsOf(log, tallies);
    return [...tallies.values()].map((tally) => {
      const { position, counts } = tally;
      const end = ends.get(tally.partition);
      // It may have been counted on since the log was asked.
      return { tally, position, counts, end: end === undefined ? null : Math.max(end, position) };
    });
  };
  return () => {
    running ??= look().finally(() => {
      running = null;
    });
    return running;
  };
}

/** Where `events` ends now in each partition counted here; none while the log cannot be asked, since a scrape must not wait for it. */
async function endsOf(log: EventLog, tallies: ReadonlyMap<number, Tally>): Promise<ReadonlyMap<number, number>> {
  const asked = [...tallies.keys()].map(
    async (partition) => [partition, (await log.range('events', partition)).end] as const,
  );
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('the log does not answer')), ANSWER_MS_MAX).unref();
  });
  return new Map(await Promise.race([Promise.all(asked), late]).catch(() => []));
}

const ANSWER_MS_MAX = 2_000;

/** How far each partition is counted, and how long what is not counted yet has been waiting. */
function readProgress({ log, metrics, now }: TallyReadingsOptions, look: Looker): void {
  metrics.read('nhip_tally_partition_info', () =>
    Array.from({ length: log.partitions('events') }, (_, partition) => ({
      labels: { partition: String(partition) },
      value: 1,
    })),
  );
  // A partition that left and came back is another tally: it waits since then, as far as this process knows.
  const lags = new WeakMap<Tally, Lag>();
  const lagOf = (tally: Tally): Lag => {
    const lag = lags.get(tally) ?? createLag();
    lags.set(tally, lag);
    return lag;
  };
  const read = (tell: (look: Look, end: number) => number) => async () =>
    (await look()).flatMap((one) => {
      if (one.end === null) return [];
      return [{ labels: { partition: String(one.tally.partition) }, value: tell(one, one.end) }];
    });
  metrics.read(
    'nhip_tally_accepted_total',
    read((_look, end) => end),
  );
  metrics.read(
    'nhip_tally_pending_events',
    read(({ position }, end) => end - position),
  );
  metrics.read(
    'nhip_tally_lag_seconds',
    read(({ tally, position }, end) => lagOf(tally).look({ position, end }, now()) / 1000),
  );
}

function readWaiting({ metrics, now, isWaiting, oldestWaiting }: EvaluateReadingsOptions): void {
  const waitingNow = (): Promise<boolean | null> => isWaiting().catch(() => true);
  metrics.read('nhip_evaluate_waiting', async () => {
    const waiting = await waitingNow();
    return waiting === null ? [] : [{ labels: {}, value: waiting ? 1 : 0 }];
  });
  metrics.read('nhip_evaluate_lag_seconds', async () => {
    if ((await waitingNow()) === null) return [];
    const oldest = oldestWaiting();
    return [{ labels: {}, value: oldest === null ? 0 : Math.max(0, now() - oldest) / 1000 }];
  });
}

/** Committed with the state, so that they survive a crash. */
function readCounts(metrics: Metrics, look: Looker): void {
  metrics.read('nhip_tally_events_total', async () =>
    sumByAgency(await look()).flatMap(([agency, counts]) =>
      verdicts.map(([verdict, name]) => ({ labels: { verdict, agency }, value: counts[name] })),
    ),
  );
  metrics.read('nhip_tally_judged_total', async () =>
    (await look()).flatMap(({ tally, counts: byAgency }) => {
      const ofPartition = [...byAgency.values()];
      return verdicts.map(([verdict, name]) => ({
        labels: { partition: String(tally.partition), verdict },
        value: ofPartition.reduce((sum, counts) => sum + counts[name], 0),
      }));
    }),
  );
  metrics.read('nhip_tally_conflicts_total', async () =>
    sumByAgency(await look()).map(([agency, { conflicts }]) => ({ labels: { agency }, value: conflicts })),
  );
}

/** Over all partitions counted here. */
function lastHeard(tallies: ReadonlyMap<number, Tally>): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { state } of tallies.values()) {
    for (const [agency, ingestTime] of state.verdicts.lastHeard()) {
      last.set(agency, Math.max(last.get(agency) ?? ingestTime, ingestTime));
    }
  }
  return last;
}

function sumByAgency(looks: readonly Look[]): [string, VerdictCounts][] {
  const sums = new Map<string, VerdictCounts>();
  for (const { counts: byAgency } of looks) {
    for (const [agency, counts] of byAgency) {
      const sum = sums.get(agency) ?? { counted: 0, superseded: 0, repeated: 0, deadLettered: 0, conflicts: 0 };
      sum.counted += counts.counted;
      sum.superseded += counts.superseded;
      sum.repeated += counts.repeated;
      sum.deadLettered += counts.deadLettered;
      sum.conflicts += counts.conflicts;
      sums.set(agency, sum);
    }
  }
  return [...sums];
}

function byPartition<T>(
  values: ReadonlyMap<number, T>,
  read: (value: T) => number,
): { labels: { partition: string }; value: number }[] {
  return [...values].map(([partition, value]) => ({ labels: { partition: String(partition) }, value: read(value) }));
}
