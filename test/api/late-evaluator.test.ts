// An evaluator that is there only after everything was counted: nobody tells it of another event, and still the values come; and nobody
// is told that they are there before the log has them.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Aggregator, startAggregator } from '@nhip/aggregator';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog, type EventLog, LogError } from '@nhip/event-log';
import { behaving } from '@nhip/event-log/testing/behaving';
import { createDecoder, decodeStructured, encodeStored, partitionOf } from '@nhip/events';
import { createMetrics, type Metrics } from '@nhip/telemetry';
import { expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';

const AGENCY = 'so-xay-dung';
const NOW = Date.parse('2024-03-05T12:00:00+07:00');
const PARTITIONS = 2;
const MS_MAX = 10_000;

interface Running {
  readonly aggregator: Aggregator;
  readonly metrics: Metrics;
}

async function start(log: EventLog, plan: Plan): Promise<Running> {
  const metrics = createMetrics();
  const failed = (error: unknown): never => {
    throw error;
  };
  const steadyNow = () => performance.now();
  return { metrics, aggregator: await startAggregator({ log, plan, metrics, now: () => NOW, steadyNow, failed }) };
}

async function tell(log: EventLog, plan: Plan, dossierId: string): Promise<void> {
  const data = { dossierId, procedure: '1.004227', channel: 'online', receivedAt: '2024-03-04T08:55:00+07:00' };
  const attributes = { specversion: '1.0', id: dossierId, source: `/${AGENCY}`, time: '2024-03-04T09:00:00+07:00' };
  const text = JSON.stringify({ ...attributes, type: 'vn.nhip.dossier.received', data });
  const event = decodeStructured(Buffer.from(text));
  if (event.kind === 'rejected') throw new Error(text);
  const decoded = (await createDecoder(plan)).decode(event.envelope, AGENCY, NOW);
  if (decoded.kind === 'rejected') throw new Error(decoded.faults[0]?.message);
  const { identity } = decoded.statement;
  const value = encodeStored(event.envelope, AGENCY);
  await log.append('events', [{ partition: partitionOf(identity, PARTITIONS), key: identity, value }]);
}

const lines = async ({ metrics }: Running, pattern: RegExp): Promise<readonly string[]> =>
  (await metrics.scrape()).split('\n').filter((line) => pattern.test(line));

async function isCounted(running: Running): Promise<boolean> {
  const pending = await lines(running, /^nhip_tally_pending_events\{/);
  return pending.length === PARTITIONS && pending.every((line) => line.endsWith(' 0'));
}

async function isEvaluated(running: Running): Promise<boolean> {
  return (await lines(running, /^nhip_evaluate_waiting 0$/)).length === 1;
}

/** A log where one dossier shows and another one is not counted yet. */
async function halfWay(plan: Plan): Promise<EventLog> {
  const log = createMemoryLog({ partitions: PARTITIONS, now: () => NOW - 500 });
  await tell(log, plan, 'A');
  const tick = Buffer.from(JSON.stringify({ kind: 'tick', at: NOW - 3_000 }));
  await log.append('clock', [{ partition: 0, key: null, value: tick }]);
  const before = await start(log, plan);
  await until('the first is shown', MS_MAX, async () => (await isCounted(before)) && (await isEvaluated(before)));
  await before.aggregator.close();
  await tell(log, plan, 'B');
  return log;
}

it('evaluates what was counted before the evaluator was there, with no event and no tick after that', async () => {
  const plan = await loadCatalogue(builtInCatalogue());
  const log = await halfWay(plan);
  const { end } = await log.range('kpis', 0);
  const restored = Promise.withResolvers<void>();
  const slow = behaving(log, {
    async *read(topic, partition, from, options) {
      if (topic === 'kpis') await restored.promise;
      yield* log.read(topic, partition, from, options);
    },
  });
  const after = await start(slow, plan);
  await until('both are counted', MS_MAX, () => isCounted(after));
  restored.resolve();
  await until('both are evaluated', MS_MAX, () => isEvaluated(after));
  expect((await log.range('kpis', 0)).end).toBeGreaterThan(end);
  await after.aggregator.close();
  await log.close();
});

it('is still waiting where the log has not taken what was evaluated', async () => {
  const plan = await loadCatalogue(builtInCatalogue());
  const log = await halfWay(plan);
  const refused = Promise.withResolvers<void>();
  const commit = async (): Promise<never> => {
    refused.resolve();
    throw new LogError('NHIP_LOG_COMMIT_UNSURE', 'commit');
  };
  const unsure = behaving(log, {
    process: ({ handler, ...options }) => {
      const assigned: typeof handler.assigned =
        options.topic === 'clock'
          ? ({ partition }) => handler.assigned({ partition, commit })
          : (owner) => handler.assigned(owner);
      return log.process({ ...options, handler: { ...handler, assigned } });
    },
  });
  const after = await start(unsure, plan);
  await until('both are counted', MS_MAX, () => isCounted(after));
  await refused.promise;
  await nextTurn();
  expect(await isEvaluated(after)).toBe(false);
  await after.aggregator.close();
  await log.close();
});
