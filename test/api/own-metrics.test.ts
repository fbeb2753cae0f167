// What the aggregator tells about itself: a whole aggregator on a log in memory, with events good, repeated and broken.
import { type Aggregator, startAggregator } from '@nhip/aggregator';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog, type EventLog, type Topic } from '@nhip/event-log';
import { createDecoder, decodeStructured, encodeStored, partitionOf } from '@nhip/events';
import { createMetrics, type Metrics } from '@nhip/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';

const AGENCY = 'so-xay-dung';
const NOW = Date.parse('2024-03-05T12:00:00+07:00');
const COUNTED_MS_MAX = 10_000;

let plan: Plan;
let log: EventLog;
let metrics: Metrics;
let aggregator: Aggregator;

beforeEach(async () => {
  plan = await loadCatalogue(builtInCatalogue());
  log = createMemoryLog({ partitions: 2, now: () => NOW - 500 });
  metrics = createMetrics();
  aggregator = await start(log);
});
afterEach(() => aggregator.close());

/** @param of what it counts from, `metrics` tell of it. */
function start(of: EventLog): Promise<Aggregator> {
  return startAggregator({
    log: of,
    plan,
    metrics,
    now: () => NOW,
    steadyNow: () => performance.now(),
    failed: (error) => {
      throw error;
    },
  });
}

async function tick(): Promise<void> {
  const value = Buffer.from(JSON.stringify({ kind: 'tick', at: NOW - 3_000 }));
  await log.append('clock', [{ partition: 0, key: null, value }]);
}

/** Appends a dossier as the door does. */
async function tell(dossierId: string): Promise<void> {
  const text = JSON.stringify({
    specversion: '1.0',
    id: dossierId,
    source: `/${AGENCY}/one-stop-shop`,
    type: 'vn.nhip.dossier.received',
    time: '2024-03-04T09:00:00+07:00',
    data: { dossierId, procedure: '1.004227', channel: 'online', receivedAt: '2024-03-04T08:55:00+07:00' },
  });
  const event = decodeStructured(Buffer.from(text));
  if (event.kind === 'rejected') throw new Error(text);
  const decoded = (await createDecoder(plan)).decode(event.envelope, AGENCY, NOW);
  if (decoded.kind === 'rejected') throw new Error(decoded.faults[0]?.message);
  const { identity } = decoded.statement;
  const value = encodeStored(event.envelope, AGENCY);
  await log.append('events', [{ partition: partitionOf(identity, 2), key: identity, value }]);
}

function valuesOf(scrape: string, name: string): Readonly<Record<string, number>> {
  const samples = scrape.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return Object.fromEntries([...samples].map(([, labels = '', value]) => [labels, Number(value)]));
}

function sumOf(scrape: string, name: string): number {
  return Object.values(valuesOf(scrape, name)).reduce((sum, value) => sum + value, 0);
}

it('tells verdicts by agency, dead letters by code, lag, durations, and the size of its state', async () => {
  await tick();
  for (const dossierId of ['A', 'B', 'C', 'A']) await tell(dossierId);
  await log.append('events', [{ partition: 1, key: null, value: Buffer.from('{"broken') }]);
  let scrape = '';
  await until('everything is counted and shown', COUNTED_MS_MAX, async () => {
    scrape = await metrics.scrape();
    // Dead letters are told after the commit, a moment after the verdicts are in the state.
    const told = ['nhip_tally_events_total', 'nhip_dead_letters_total'].map((name) => sumOf(scrape, name));
    return told.join() === '5,1' && sumOf(scrape, 'nhip_evaluate_waiting') === 0;
  });
  expect(valuesOf(scrape, 'nhip_tally_events_total')).toMatchObject({
    [`{verdict="counted",agency="${AGENCY}"}`]: 3,
    [`{verdict="repeated",agency="${AGENCY}"}`]: 1,
    [`{verdict="superseded",agency="${AGENCY}"}`]: 0,
    '{verdict="dead_lettered",agency=""}': 1,
  });
  expect(sumOf(scrape, 'nhip_tally_judged_total')).toBe(5);
  expect(valuesOf(scrape, 'nhip_tally_judged_total')).toMatchObject({
    '{partition="0",verdict="dead_lettered"}': 0,
    '{partition="1",verdict="dead_lettered"}': 1,
  });
  expect(valuesOf(scrape, 'nhip_tally_partition_info')).toEqual({ '{partition="0"}': 1, '{partition="1"}': 1 });
  expect(valuesOf(scrape, 'nhip_dead_letters_total')).toEqual({ '{code="NHIP_EVENT_JSON_BROKEN"}': 1 });
  expect(valuesOf(scrape, 'nhip_tally_pending_events')).toEqual({ '{partition="0"}': 0, '{partition="1"}': 0 });
  expect(valuesOf(scrape, 'nhip_tally_lag_seconds')).toEqual({ '{partition="0"}': 0, '{partition="1"}': 0 });
  expect(sumOf(scrape, 'nhip_evaluate_lag_seconds')).toBe(0);
  expect(valuesOf(scrape, 'nhip_tally_restored_time_seconds')).toEqual({
    '{partition="0"}': NOW / 1000,
    '{partition="1"}': NOW / 1000,
  });
  expect(Object.keys(valuesOf(scrape, 'nhip_tally_restore_seconds'))).toEqual(['{partition="0"}', '{partition="1"}']);
  expect(sumOf(scrape, 'nhip_tally_records')).toBe(3);
  expect(sumOf(scrape, 'nhip_tally_cells')).toBeGreaterThan(0);
  expect(sumOf(scrape, 'nhip_evaluate_series')).toBeGreaterThan(0);
  expect(sumOf(scrape, 'nhip_last_tick_age_seconds')).toBe(3);
  expect(sumOf(scrape, 'nhip_tally_commit_seconds_count')).toBeGreaterThanOrEqual(2);
  expect(sumOf(scrape, 'nhip_evaluate_seconds_count')).toBeGreaterThanOrEqual(1);
  // The log took the events in half a second ago.
  expect(valuesOf(scrape, 'nhip_last_statement_age_seconds')).toEqual({ [`{agency="${AGENCY}"}`]: 0.5 });
  const shown = sumOf(scrape, 'nhip_event_to_kpi_seconds_count');
  expect(shown).toBeGreaterThanOrEqual(1);
  expect(sumOf(scrape, 'nhip_event_to_kpi_seconds_sum')).toBeCloseTo(shown / 2, 6);
  for (const topic of ['records', 'cells', 'kpis', 'deadletters'] as const) {
    expect(valuesOf(scrape, 'nhip_log_written_bytes_total')[`{topic="${topic}"}`], topic).toBe(await bytesIn(topic));
  }
});

async function bytesIn(topic: Topic): Promise<number> {
  let bytes = 0;
  for (let partition = 0; partition < log.partitions(topic); partition += 1) {
    for await (const { entries } of log.read(topic, partition, 0)) {
      for (const { key, value } of entries) bytes += value.length + (key?.length ?? 0);
    }
  }
  return bytes;
}

/** The same log, whose commits wait until they may go on. */
function withHeldCommits(inner: EventLog, mayCommit: Promise<void>): EventLog {
  const held: EventLog['process'] = ({ handler, ...options }) => {
    const batch: typeof handler.batch = (owner, entries) =>
      handler.batch(
        {
          partition: owner.partition,
          commit: async (outputs, position) => {
            await mayCommit;
            return owner.commit(outputs, position);
          },
        },
        entries,
      );
    const { assigned, revoked } = handler;
    return inner.process({ ...options, handler: { assigned, batch, revoked } });
  };
  return new Proxy(inner, {
    get: (target, name) => {
      if (name === 'process') return held;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

it('adds up while a commit is under way: what has a verdict that is not committed is pending (N2)', async () => {
  await aggregator.close();
  log = createMemoryLog({ partitions: 2, now: () => NOW });
  const mayCommit = Promise.withResolvers<void>();
  metrics = createMetrics();
  aggregator = await start(withHeldCommits(log, mayCommit.promise));
  for (const dossierId of ['A', 'B', 'C', 'A']) await tell(dossierId);
  const sums = async (): Promise<readonly number[]> => {
    const scrape = await metrics.scrape();
    const names = ['nhip_tally_accepted_total', 'nhip_tally_judged_total', 'nhip_tally_pending_events'];
    return names.map((name) => sumOf(scrape, name));
  };
  await until(
    'the records are there',
    COUNTED_MS_MAX,
    async () => sumOf(await metrics.scrape(), 'nhip_tally_records') > 0,
  );
  const during = await sums();
  mayCommit.resolve();
  expect(during).toEqual([4, 0, 4]);
  await until('everything is counted', COUNTED_MS_MAX, async () => {
    const [accepted, judged = 0, pending = 0] = await sums();
    expect(judged + pending).toBe(accepted);
    return pending === 0;
  });
  expect(await sums()).toEqual([4, 4, 0]);
});

it('tells how long what is counted has been waiting to show', async () => {
  await tell('A');
  let scrape = '';
  await until('it is counted', COUNTED_MS_MAX, async () => {
    scrape = await metrics.scrape();
    return sumOf(scrape, 'nhip_tally_judged_total') === 1;
  });
  // Without a tick nothing is evaluated.
  scrape = await metrics.scrape();
  expect(sumOf(scrape, 'nhip_evaluate_lag_seconds')).toBe(0.5);
  await tick();
  await until('it shows', COUNTED_MS_MAX, async () => {
    return sumOf(await metrics.scrape(), 'nhip_evaluate_lag_seconds') === 0;
  });
});
