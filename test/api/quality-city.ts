// Interface: a city that watches how its departments report, on a log in memory: a door that may be shut and opened anew, a clock that
// is set by hand, and the values as the exporter gives them.
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { exporterRoutes, openPublishedView } from '@nhip/exporter';
import { createRefusedStatements, defaultLimits, doorMeter, gatewayRoutes } from '@nhip/gateway';
import { createMetrics } from '@nhip/telemetry';
import fastify, { type FastifyInstance } from 'fastify';
import { until } from '../process/nhip-process.ts';

export interface QualityCity {
  /** Another door, as after a restart. */
  openDoor(): Promise<QualityDoor>;
  /** Moves the clock to a moment, and waits until everything told before shows. */
  tick(at: string): Promise<void>;
  /** `numerator/denominator`, by unit and type (`*`: all), of one period. */
  answers(kpi: string, period: string): Promise<Readonly<Record<string, string>>>;
  setNow(at: string): void;
  close(): Promise<void>;
}

export interface QualityDoor {
  /** Answers how many were accepted and rejected. */
  send(events: readonly object[]): Promise<{ readonly accepted: number; readonly rejected: number }>;
}

interface Value {
  readonly unit: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly period: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

export async function openQualityCity(folder: string): Promise<QualityCity> {
  const plan = await loadCatalogue(folder);
  let nowMs = 0;
  const now = (): number => nowMs;
  const steadyNow = (): number => performance.now();
  const failed = (error: unknown): never => {
    throw error;
  };
  const log = createMemoryLog({ partitions: 3, now });
  const aggregator = await startAggregator({ log, plan, metrics: createMetrics(), now, steadyNow, failed });
  const view = await openPublishedView({ log, plan, failed });
  const exporter = fastify();
  const logger = { error: failed };
  await exporter.register(exporterRoutes({ view, plan, clock: 'manual', now, metrics: createMetrics(), logger }));
  const apps: FastifyInstance[] = [exporter];
  const openDoor = async (): Promise<FastifyInstance> => {
    const app = fastify();
    const decoder = await createDecoder(plan);
    const refused = createRefusedStatements({ plan, decoder, door: `door-${apps.length}` });
    const meter = doorMeter(createMetrics());
    const door = { log, decoder, refused, limits: defaultLimits, meter, keys: null, logger, now, steadyNow };
    await app.register(gatewayRoutes({ ...door, clock: 'manual' }));
    apps.push(app);
    return app;
  };
  const clock = await openDoor();
  const post = async (app: FastifyInstance, url: string, type: string, body: unknown) => {
    const headers = { 'content-type': type };
    const answer = await app.inject({ method: 'POST', url, headers, body: JSON.stringify(body) });
    if (answer.statusCode !== 202) throw new Error(`${url} answers ${answer.statusCode}: ${answer.body}`);
    return answer.json<{ readonly accepted: number; readonly rejected: number }>();
  };
  return {
    openDoor: async () => {
      const app = await openDoor();
      return { send: (events) => post(app, '/v1/events', 'application/cloudevents-batch+json', events) };
    },
    tick: async (at) => {
      nowMs = Date.parse(at);
      await post(clock, '/v1/clock/tick', 'application/json', { at });
      await until('the tick shows', 20_000, async () => view.lastTick() === Date.parse(at));
    },
    answers: async (kpi, period) => {
      const answer = await exporter.inject({ url: `/v1/kpis/${kpi}/values?dim=type` });
      const total = await exporter.inject({ url: `/v1/kpis/${kpi}/values` });
      const values = [answer, total].flatMap((one) => one.json<{ readonly values: readonly Value[] }>().values);
      return Object.fromEntries(
        values
          .filter((value) => value.period === period && value.numerator !== null)
          .map(({ unit, dims, numerator, denominator }) => [
            `${unit} ${dims.type ?? '*'}`,
            `${numerator}/${denominator}`,
          ]),
      );
    },
    setNow: (at) => {
      nowMs = Date.parse(at);
    },
    close: async () => {
      for (const app of apps) await app.close();
      await view.close();
      await aggregator.close();
      await log.close();
    },
  };
}
