// Interface: the whole way of the data in one thread, on a log in memory, asked without a socket. The catalogue is Boston's.

import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { exporterRoutes, openPublishedView } from '@nhip/exporter';
import { defaultLimits, doorMeter, gatewayRoutes } from '@nhip/gateway';
import { createMetrics } from '@nhip/telemetry';
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { until } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';

export interface ApiCity {
  readonly plan: Plan;
  readonly app: FastifyInstance;
  get(path: string, accept?: string): Promise<LightMyRequestResponse>;
  /** Sends cases, moves the clock, and waits until everything shows. */
  tell(cases: readonly ApiCase[], tick: string): Promise<void>;
  close(): Promise<void>;
}

export interface ApiCase {
  readonly caseId: string;
  readonly department: string;
  readonly neighborhood?: string;
  readonly channel?: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly dueAt?: string;
}

const NOW = Date.parse('2015-06-30T12:00:00-04:00');

export async function openApiCity(): Promise<ApiCity> {
  const plan = await loadCatalogue(CATALOGUE);
  const log = createMemoryLog({ partitions: 2, now: () => NOW });
  const failed = (error: unknown): never => {
    throw error;
  };
  const metrics = createMetrics();
  const steadyNow = () => performance.now();
  const now = () => NOW;
  const aggregator = await startAggregator({ log, plan, metrics: createMetrics(), now, steadyNow, failed });
  const view = await openPublishedView({ log, plan, failed });
  const app = fastify();
  const logger = { error: failed };
  const decoder = await createDecoder(plan);
  const meter = doorMeter(metrics);
  await app.register(
    gatewayRoutes({ log, decoder, limits: defaultLimits, meter, keys: null, clock: 'manual', logger, now, steadyNow }),
  );
  await app.register(exporterRoutes({ view, plan, clock: 'manual', now, metrics, logger }));
  let told = 0;
  const post = async (url: string, type: string, body: unknown): Promise<void> => {
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
    if (answer.statusCode !== 202) throw new Error(`${url} answers ${answer.statusCode}: ${answer.body}`);
  };
  return {
    plan,
    app,
    get: (path, accept) => app.inject({ url: path, ...(accept === undefined ? {} : { headers: { accept } }) }),
    tell: async (cases, tick) => {
      await post(
        '/v1/events',
        'application/cloudevents-batch+json',
        cases.map((data) => {
          told += 1;
          return eventOf(data, told);
        }),
      );
      const { end } = await log.range('kpis', 0);
      await post('/v1/clock/tick', 'application/json', { at: tick });
      await until('the tick shows', 20_000, async () => view.lastTick() === Date.parse(tick));
      await until('everything shows', 20_000, async () => {
        const { position, end: last } = await view.progress();
        return last > end && position === last && (await isCounted(app, cases));
      });
    },
    close: async () => {
      await app.close();
      await view.close();
      await aggregator.close();
      await log.close();
    },
  };
}

function eventOf(data: ApiCase, id: number): object {
  const time = '2015-06-30T11:59:00-04:00';
  return { specversion: '1.0', id: `e${id}`, source: '/boston/test', type: 'org.boston.case.stated', time, data };
}

/** The newest case shows in its department's year. */
async function isCounted(app: FastifyInstance, cases: readonly ApiCase[]): Promise<boolean> {
  const departments = [...new Set(cases.map(({ department }) => department))];
  for (const department of departments) {
    const answer = await app.inject({
      url: `/v1/kpis/received/values?unit=${encodeURIComponent(department)}&grain=year`,
    });
    const { values } = answer.json<{ readonly values: readonly { readonly value: number | null }[] }>();
    const expected = cases.filter((one) => one.department === department).length;
    if (values.reduce((sum, { value }) => sum + (value ?? 0), 0) < expected) return false;
  }
  return true;
}
