// The exporter station: shows the published values to Prometheus and to whoever asks, and says whether they are up to date.
// A plugin for the host's server; it publishes nothing of its own, and writes nothing but its history.
import { openZone, type Plan, type Zone } from '@nhip/core';
import { createLag, type Metrics } from '@nhip/telemetry';
import type { FastifyPluginAsync } from 'fastify';
import { addExplainRoute, type ExplainRouteOptions } from './explain/explain-route.ts';
import { type ExplainLimits, explainLimits } from './explain/limits.ts';
import { addHealthRoutes } from './health/health-routes.ts';
import { type ReadinessCheck, tickAheadMs, tickOverdueMs } from './health/readiness.ts';
import type { History } from './history/history.ts';
import { addKpisRoute } from './query/kpis-route.ts';
import { type ExporterLogger, errorHandler } from './query/refusal.ts';
import { addRevisionsRoute } from './query/revisions-route.ts';
import { addValuesRoute } from './query/values-route.ts';
import { addMetricsRoute } from './scrape/metrics-route.ts';
import type { ScrapedThread } from './scrape/own-metrics.ts';
import { unitsInForce } from './scrape/unit-info.ts';
import type { ValuesView, ViewProgress } from './view/values-view.ts';
import { withinTime } from './within-time.ts';

export interface ExporterOptions {
  readonly view: ValuesView;
  /** Left out: no history is kept, and neither revisions nor earlier values can be asked for. */
  readonly history?: History;
  readonly plan: Plan;
  /** `manual`: ticks come when somebody sends one, so none can be too old. */
  readonly clock: 'system' | 'manual';
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly metrics: Metrics;
  readonly logger: ExporterLogger;
  /** Threads of the process whose own metrics stand in the same scrape. */
  readonly threads?: readonly ScrapedThread[];
  /** Series of KPIs that one scrape may hold. */
  readonly scrapeSeriesMax?: number;
  /** Left out: values are not explained. */
  readonly explain?: Omit<ExplainRouteOptions, 'plan' | 'limits'> & { readonly limits?: ExplainLimits };
  /** What else must be fine for /readyz. */
  readonly checks?: readonly ReadinessCheck[];
}

export const SCRAPE_SERIES_MAX = 1_000_000;
const LOG_WAIT_MS_MAX = 2_000;

/**
 * Routes `/v1/kpis`, `/v1/kpis/{kpi}/values` and the explanation of each, `/v1/kpis/{kpi}/revisions`, `/metrics`, `/livez`, `/readyz`. Errors
 * are RFC 9457 problem details with a code of the one list. One exporter per `metrics`.
 */
export function exporterRoutes(options: ExporterOptions): FastifyPluginAsync {
  const { view, history, explain, plan, clock, now, metrics, threads = [], checks = [] } = options;
  const { scrapeSeriesMax: seriesMax = SCRAPE_SERIES_MAX } = options;
  const zone = openZone(plan.timeZone);
  return async (app) => {
    addReadings(options, zone);
    app.setErrorHandler(errorHandler(options.logger));
    // The routes read requests themselves, so that each fault has its code; the schemas describe.
    app.setValidatorCompiler(() => (value) => ({ value }));
    app.addHook('onResponse', async (request, reply) => {
      const labels = { route: request.routeOptions.url ?? '', status: String(reply.statusCode) };
      metrics.observe('nhip_query_seconds', labels, reply.elapsedTime / 1000);
    });
    addKpisRoute(app, plan);
    addValuesRoute(app, { view, plan, history: history ?? null });
    if (explain !== undefined) addExplainRoute(app, { limits: explainLimits, ...explain, plan });
    if (history !== undefined) addRevisionsRoute(app, { history, plan });
    addMetricsRoute(app, { view, plan, zone, seriesMax, metrics, threads });
    addHealthRoutes(app, { view, zone, clock, now, checks });
  };
}

function addReadings({ view, plan, clock, metrics, now }: ExporterOptions, zone: Zone): void {
  let asked: Promise<ViewProgress | null> | null = null;
  // A scrape tells what it can while the log is out of reach, and asks it once.
  const progressNow = (): Promise<ViewProgress | null> => {
    asked ??= withinTime(view.progress(), LOG_WAIT_MS_MAX).finally(() => {
      asked = null;
    });
    return asked;
  };
  const lag = createLag();
  metrics.read('nhip_view_series', () => [{ labels: {}, value: view.seriesCount() }]);
  metrics.read('nhip_view_behind_entries', async () => {
    const progress = await progressNow();
    return progress === null ? [] : [{ labels: {}, value: Math.max(0, progress.end - progress.position) }];
  });
  metrics.read('nhip_view_lag_seconds', async () => {
    const progress = await progressNow();
    return progress === null ? [] : [{ labels: {}, value: lag.look(progress, now()) / 1000 }];
  });
  metrics.read('nhip_view_tick_overdue_seconds', () => [
    { labels: {}, value: tickOverdueMs({ view, zone, clock, now }) / 1000 },
  ]);
  metrics.read('nhip_view_tick_ahead_seconds', () => [{ labels: {}, value: tickAheadMs({ view, clock, now }) / 1000 }]);
  metrics.read('nhip_unit_info', unitsInForce(view, plan));
  metrics.read('nhip_view_tick_age_seconds', () => {
    const tick = view.lastTick();
    return tick === null ? [] : [{ labels: {}, value: (now() - tick) / 1000 }];
  });
}
