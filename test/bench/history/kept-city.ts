// Benchmark: an exporter with a history in a file, over a log in memory: some KPIs at every unit of the built-in catalogue, months, quarters
// and years of five years, and of the last days each tick with new values for the periods that go on. Behind the log all is the real thing.
import { join } from 'node:path';
import {
  daysOf,
  formatDay,
  type Grain,
  type KpiPlan,
  openZone,
  type Plan,
  periodEnding,
  type SeriesKey,
} from '@nhip/core';
import { exporterRoutes, openHistory } from '@nhip/exporter';
import { createLogger, createMetrics, type Metrics } from '@nhip/telemetry';
import fastify, { type FastifyInstance } from 'fastify';
import {
  openPublishedLog,
  openView,
  type PatchedResult,
  type PublishedLog,
  raise,
  readAll,
} from '../../history/published-log.ts';
import { until } from '../../process/nhip-process.ts';

const GRAINS: readonly Grain[] = ['month', 'quarter', 'year'];
const YEARS = 5;
const READ_MS_MAX = 300_000;

export interface KeptCity {
  readonly app: FastifyInstance;
  readonly kpis: readonly string[];
  /** The first day of the five years, as a date. */
  readonly from: string;
  /** The moments of the ticks, milliseconds since 1970. */
  readonly ticks: readonly number[];
  /** Values that changed in all ticks, and how long they took to be written. */
  readonly written: { readonly changes: number; readonly seconds: number };
  close(): Promise<void>;
}

export interface KeptCityOptions {
  readonly base: Plan;
  readonly folder: string;
  readonly kpis: number;
  readonly days: number;
}

export async function openKeptCity({ base, folder, kpis, days }: KeptCityOptions): Promise<KeptCity> {
  const plan: Plan = { ...base, kpis: Array.from({ length: kpis }, (_, index) => shareOf(base, index)) };
  const zone = openZone(plan.timeZone);
  const today = zone.dayOf(Date.now());
  const first = today - days;
  const city = openPublishedLog(plan);
  const keys = keysOf(plan);
  city.patch(keys.flatMap((key) => fiveYears(key, first)));
  await city.tick(zone.midnight(first), []);
  const view = await openView(city.log, plan);
  const metrics = createMetrics();
  const logger = createLogger({ thread: 'main' });
  const place = { kind: 'file', path: join(folder, 'history.db') } as const;
  const history = await openHistory({
    log: city.log,
    generation: 1,
    plan,
    view,
    place,
    clock: 'manual',
    metrics,
    logger,
    failed: raise,
  });
  await until('the history is read', READ_MS_MAX, async () => history.ready());
  const app = fastify({ forceCloseConnections: true });
  await app.register(exporterRoutes({ view, history, plan, clock: 'manual', now: Date.now, metrics, logger }));
  const before = await writeSeconds(metrics);
  const ticks: number[] = [];
  for (let day = first + 1; day <= today; day += 1) {
    const at = zone.midnight(day);
    await live(city, { keys, day, at });
    await readAll(view);
    ticks.push(at);
    // Asked about what is to come, it keeps what there is.
    await app.inject({
      url: `/v1/kpis/${plan.kpis[0]?.id}/values?unit=${plan.root}&asof=${new Date(at + 1).toISOString()}`,
    });
  }
  const seconds = (await writeSeconds(metrics)) - before;
  return {
    app,
    kpis: plan.kpis.map(({ id }) => id),
    from: formatDay(daysOf('year', periodEnding('year', today) - YEARS).first),
    ticks,
    written: { changes: days * keys.length, seconds },
    close: async () => {
      await app.close();
      await history.close();
      await view.close();
    },
  };
}

function shareOf({ kpis, levels }: Plan, index: number): KpiPlan {
  const [some] = kpis;
  if (some === undefined) throw new RangeError('the catalogue has no KPI');
  return { ...some, id: `bench-kept-${index}`, measure: 'ratio', grains: GRAINS, levels, alerts: [], earlier: [] };
}

function keysOf({ kpis, units }: Plan): readonly SeriesKey[] {
  const inForce = units.filter(({ until: end }) => end === null);
  return kpis.flatMap(({ id: kpi }) =>
    inForce.flatMap(({ code: unit, level }) =>
      GRAINS.map((grain): SeriesKey => ({ kpi, unit, level, dimensions: {}, grain, boundaries: 'then' })),
    ),
  );
}

/** A value of its own for each period up to a day. */
function fiveYears(key: SeriesKey, day: number): readonly PatchedResult[] {
  const last = periodEnding(key.grain, day);
  const firstDay = daysOf('year', periodEnding('year', day) - YEARS).first;
  const periods: PatchedResult[] = [];
  for (let period = periodEnding(key.grain, firstDay); period <= last; period += 1)
    periods.push(said(key, period, day));
  return periods;
}

/** The periods that go on have a new value at each tick. */
async function live(
  city: PublishedLog,
  { keys, day, at }: { readonly keys: readonly SeriesKey[]; readonly day: number; readonly at: number },
): Promise<void> {
  city.patch(keys.map((key) => said(key, periodEnding(key.grain, day), day)));
  await city.tick(at, []);
}

/** The same at each run, and different from its neighbours. */
function said(key: SeriesKey, period: number, day: number): PatchedResult {
  const seed = (period * 7_919 + day * 104_729 + key.unit.length * 31) % 9_973;
  const [numerator, denominator] = [seed, seed + 1 + (day % 1_009)];
  const rest = { score: null, target: 0.6, status: 'ok', flags: [] } as const;
  return { key, period, result: { value: numerator / denominator, numerator, denominator, ...rest } };
}

async function writeSeconds(metrics: Metrics): Promise<number> {
  const text = await metrics.scrape();
  return Number(/^nhip_history_write_seconds_sum (\S+)$/m.exec(text)?.[1] ?? 0);
}
