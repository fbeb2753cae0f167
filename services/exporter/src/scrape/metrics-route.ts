// GET /metrics: the KPI gauges and the own metrics in the format that the caller likes best, packed if it likes, streamed.
import type { ScrapeFormat } from '@nhip/telemetry';
import type { FastifyInstance } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import { metricsSchema } from '../schemas.ts';
import { codingOf, encoded } from './content-coding.ts';
import { scrapeEnds, scrapeFormatOf, scrapeTypes } from './formats.ts';
import { type KpiGauges, type KpiGaugesOptions, kpiGauges } from './kpi-gauges.ts';
import { type OwnMetricsOptions, ownMetrics } from './own-metrics.ts';

export function addMetricsRoute(app: FastifyInstance, options: KpiGaugesOptions & OwnMetricsOptions): void {
  const own = ownMetrics(options);
  const gaugesNow = kpiGauges(options);
  let series = 0;
  options.metrics.read('nhip_scrape_series', () => [{ labels: {}, value: series }]);
  app.get('/metrics', { schema: metricsSchema, exposeHeadRoute: false }, async (request, reply) => {
    const format = scrapeFormatOf(request.headers.accept);
    const gauges = await gaugesNow();
    series = gauges.series;
    const texts = scrapeTexts(gauges, await own(format), format);
    const coding = codingOf(request.headers['accept-encoding']?.toString());
    if (coding !== 'identity') reply.header('content-encoding', coding);
    return reply
      .header('vary', 'accept, accept-encoding')
      .header('content-type', scrapeTypes[format])
      .send(encoded(streamOf(chunksOf(texts)), coding));
  });
}

function* scrapeTexts(gauges: KpiGauges, ownText: string, format: ScrapeFormat): Generator<string> {
  yield* gauges.texts(format);
  yield ownText;
  yield scrapeEnds[format];
}
