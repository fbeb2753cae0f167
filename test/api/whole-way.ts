// Interface: the whole way of the data in one thread, on a log in memory, asked without a socket. Its history is a file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { type ExplainLimits, exporterRoutes, openHistory, openPublishedView } from '@nhip/exporter';
import { askerOf, defaultLimits, doorMeter, gatewayRoutes, type Keys } from '@nhip/gateway';
import { createMetrics } from '@nhip/telemetry';
import fastify, { type FastifyInstance, type FastifyRequest, type LightMyRequestResponse } from 'fastify';
import { until } from '../process/nhip-process.ts';

export interface WholeWay {
  readonly plan: Plan;
  readonly app: FastifyInstance;
  get(path: string, accept?: string): Promise<LightMyRequestResponse>;
  /** Sends events, moves the clock, and waits until everything shows, as far as `isShown` can tell. */
  tell(events: readonly object[], tick: string, isShown: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface WholeWayOptions {
  /** Folder of the catalogue. */
  readonly catalogue: string;
  /** The wall clock, which stands still. */
  readonly nowMs: number;
  /** Whose questions may show keys of records; by default this machine's. The door takes events from this machine in any case. */
  readonly keys?: Keys;
  readonly explainLimits?: ExplainLimits;
}

export async function openWholeWay({ catalogue, nowMs, keys, explainLimits }: WholeWayOptions): Promise<WholeWay> {
  const plan = await loadCatalogue(catalogue);
  const now = () => nowMs;
  const log = createMemoryLog({ partitions: 2, now });
  const failed = (error: unknown): never => {
    throw error;
  };
  const metrics = createMetrics();
  const steadyNow = () => performance.now();
  const aggregator = await startAggregator({ log, plan, metrics: createMetrics(), now, steadyNow, failed });
  const view = await openPublishedView({ log, plan, failed });
  const folder = mkdtempSync(join(tmpdir(), 'nhip-way-'));
  const logger = { error: failed, warn: failed };
  const history = await openHistory({
    log,
    generation: 1,
    plan,
    view,
    place: { kind: 'file', path: join(folder, 'history.db') },
    clock: 'manual',
    logger,
    failed,
  });
  const app = fastify();
  const decoder = await createDecoder(plan);
  const meter = doorMeter(metrics);
  await app.register(
    gatewayRoutes({ log, decoder, limits: defaultLimits, meter, keys: null, clock: 'manual', logger, now, steadyNow }),
  );
  const explain = {
    log,
    view,
    decoder,
    askerOf: (request: FastifyRequest) => askerOf(keys ?? null, request),
    ...(explainLimits === undefined ? {} : { limits: explainLimits }),
  };
  await app.register(exporterRoutes({ view, history, explain, plan, clock: 'manual', now, metrics, logger }));
  return {
    plan,
    app,
    get: (path, accept) => app.inject({ url: path, ...(accept === undefined ? {} : { headers: { accept } }) }),
    tell: async (events, tick, isShown) => {
      if (events.length > 0) await post(app, '/v1/events', 'application/cloudevents-batch+json', events);
      const { end } = await log.range('kpis', 0);
      await post(app, '/v1/clock/tick', 'application/json', { at: tick });
      await until('the tick shows', 20_000, async () => view.lastTick() === Date.parse(tick));
      await until('everything shows', 20_000, async () => {
        const { position, end: last } = await view.progress();
        return last > end && position === last && (await isShown());
      });
    },
    close: async () => {
      await app.close();
      await history.close();
      await view.close();
      rmSync(folder, { recursive: true });
      await aggregator.close();
      await log.close();
    },
  };
}

async function post(app: FastifyInstance, url: string, type: string, body: unknown): Promise<void> {
  const headers = { 'content-type': type };
  const answer = await app.inject({ method: 'POST', url, headers, body: JSON.stringify(body) });
  if (answer.statusCode !== 202) throw new Error(`${url} answers ${answer.statusCode}: ${answer.body}`);
}
