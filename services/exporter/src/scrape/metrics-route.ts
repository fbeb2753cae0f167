// GET /metrics: the KPI gauges and the own metrics in the Prometheus text format, streamed.
import type { FastifyInstance } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import { metricsSchema } from '../schemas.ts';
import { type KpiGaugesOptions, kpiGauges } from './kpi-gauges.ts';
import { type OwnMetricsOptions, ownMetrics } from './own-metrics.ts';

export const SCRAPE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function addMetricsRoute(app: FastifyInstance, options: KpiGaugesOptions & OwnMetricsOptions): void {
  const own = ownMetrics(options);
  app.get('/metrics', { schema: metricsSchema, exposeHeadRoute: false }, async (_request, reply) => {
    const ownText = await own();
    return reply.header('content-type', SCRAPE_TYPE).send(streamOf(chunksOf(texts(options, ownText))));
  });
}

function* texts(options: KpiGaugesOptions, ownText: string): Generator<string> {
  yield* kpiGauges(options);
  yield ownText;
}
