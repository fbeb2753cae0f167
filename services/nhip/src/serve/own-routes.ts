// GET /livez, /readyz and /metrics of a process that has no exporter: a gateway or an aggregator alone.
import { ownMetrics, type ScrapedThread, scrapeEnds, scrapeFormatOf, scrapeTypes } from '@nhip/exporter';
import type { Metrics } from '@nhip/telemetry';
import type { FastifyPluginAsync } from 'fastify';

export interface OwnRoutesOptions {
  readonly metrics: Metrics;
  /** Whose own metrics stand in the same scrape. */
  readonly threads: readonly ScrapedThread[];
  /** Null: ready, else what is wrong, as a plain sentence. */
  readonly check: () => Promise<string | null>;
}

export function ownRoutes({ metrics, threads, check }: OwnRoutesOptions): FastifyPluginAsync {
  const own = ownMetrics({ metrics, threads });
  return async (app) => {
    const hidden = { schema: { hide: true } };
    app.get('/livez', hidden, (_request, reply) => reply.header('cache-control', 'no-store').send({ live: true }));
    app.get('/readyz', hidden, async (_request, reply) => {
      const reason = await check();
      const reasons = reason === null ? [] : [reason];
      return reply
        .code(reason === null ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready: reason === null, reasons });
    });
    app.get('/metrics', hidden, async (request, reply) => {
      const format = scrapeFormatOf(request.headers.accept);
      const text = (await own(format)) + scrapeEnds[format];
      return reply.header('vary', 'accept').header('content-type', scrapeTypes[format]).send(text);
    });
  };
}
