// Benchmark: an exporter over a log in memory that holds as many published series as a scrape of a given size has; everything
// behind the log is the real thing. Each published series gives ten samples: value, numerator, denominator, target and status,
// of the current and of the previous period.
import {
  createPublishedStore,
  type Grain,
  type KpiPlan,
  openZone,
  type Plan,
  periodEnding,
  type Result,
  type SeriesKey,
} from '@nhip/core';
import { createBlockLog, createMemoryLog, type EventLog } from '@nhip/event-log';
import { exporterRoutes, openPublishedView } from '@nhip/exporter';
import { createLogger, createMetrics } from '@nhip/telemetry';
import fastify, { type FastifyInstance } from 'fastify';

const SAMPLES_PER_SERIES = 10;
const KPIS = 10;
const UNITS = 30;
const GRAINS: readonly Grain[] = ['day', 'week', 'month', 'quarter', 'year'];
/** Periods with a value of their own, the current one among them. */
const PERIODS = 3;
const OUTPUTS_PER_APPEND = 1_000;

/** @param samples a multiple of ten. */
export async function openPublishedCity(base: Plan, samples: number): Promise<FastifyInstance> {
  const plan: Plan = { ...base, kpis: Array.from({ length: KPIS }, (_, index) => shareOf(base, index)) };
  const log = createMemoryLog({ partitions: 1, now: Date.now });
  await publish(log, plan, samples / SAMPLES_PER_SERIES);
  const failed = (error: unknown): never => {
    throw error;
  };
  const view = await openPublishedView({ log, plan, failed });
  const app = fastify({ forceCloseConnections: true });
  const logger = createLogger({ thread: 'main' });
  await app.register(
    exporterRoutes({
      view,
      plan,
      clock: 'system',
      now: Date.now,
      metrics: createMetrics(),
      logger,
      scrapeSeriesMax: samples,
    }),
  );
  return app;
}

function shareOf({ kpis, levels }: Plan, index: number): KpiPlan {
  const [some] = kpis;
  if (some === undefined) throw new RangeError('the catalogue has no KPI');
  return { ...some, id: `bench-share-${index}`, measure: 'ratio', grains: GRAINS, levels, alerts: [] };
}

async function publish(log: EventLog, plan: Plan, count: number): Promise<void> {
  const store = createPublishedStore(plan);
  const kpis = createBlockLog({ topic: 'kpis', partition: 0, state: store.packed, planHash: 'bench' });
  const now = Date.now();
  const today = openZone(plan.timeZone).dayOf(now);
  for (const [place, key] of keys(plan, count).entries()) {
    const current = periodEnding(key.grain, today);
    const runs = Array.from({ length: PERIODS }, (_, back) => ({
      first: current - back,
      end: current - back + 1,
      level: key.level,
      result: resultOf(place * PERIODS + back),
    }));
    store.patch({ key, ranges: [{ first: current - PERIODS + 1, end: current + 1 }], runs: runs.reverse() });
  }
  store.setMeta({ lastTick: now, evaluatedAt: now, backfillSince: null });
  const outputs = kpis.outputs(store.drain(), { position: 0 });
  for (let first = 0; first < outputs.length; first += OUTPUTS_PER_APPEND) {
    await log.append('kpis', outputs.slice(first, first + OUTPUTS_PER_APPEND));
  }
}

/** One procedure after the other: each KPI, unit and grain. */
function keys({ kpis, levels }: Plan, count: number): readonly SeriesKey[] {
  return Array.from({ length: count }, (_, place) => {
    const kpi = kpis[place % KPIS]?.id ?? '';
    const unit = Math.floor(place / KPIS) % UNITS;
    const grain = GRAINS[Math.floor(place / KPIS / UNITS) % GRAINS.length] ?? 'day';
    const procedure = `1.${String(Math.floor(place / KPIS / UNITS / GRAINS.length)).padStart(6, '0')}`;
    return {
      kpi,
      unit: `unit-${unit}`,
      level: levels.at(-1) ?? '',
      dimensions: { procedure },
      grain,
      boundaries: 'then',
    };
  });
}

/** The same at each run, and different from its neighbours. */
function resultOf(seed: number): Result {
  const numerator = (seed * 7_919) % 9_973;
  const denominator = numerator + 1 + ((seed * 104_729) % 1_009);
  return { value: numerator / denominator, numerator, denominator, score: null, target: 0.6, status: 'ok', flags: [] };
}
