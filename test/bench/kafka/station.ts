// Benchmark: one station alone in its process, on Kafka, as a service runs it: all of its metrics, limits and checks are on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAggregator } from '@nhip/aggregator';
import type { Plan } from '@nhip/core';
import { type EventLog, openKafkaLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { exporterRoutes, openHistory, openPublishedView } from '@nhip/exporter';
import { defaultLimits, doorMeter, gatewayRoutes } from '@nhip/gateway';
import { addProcessReadings, createLogger, createMetrics, type Metrics } from '@nhip/telemetry';
import fastify, { type FastifyPluginAsync } from 'fastify';
import type { LogSettings, Role } from './commands.ts';
import { type Progress, watchLog } from './watched-log.ts';

export interface StationOptions {
  readonly role: Role;
  readonly settings: LogSettings;
  readonly plan: Plan;
  readonly failed: (error: unknown) => void;
}

export interface Station {
  /** 0: it does not listen. */
  readonly port: number;
  progress(): Progress;
  /** Counted events do not show in the published values yet. */
  isWaiting(): Promise<boolean>;
}

interface Parts {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly metrics: Metrics;
  readonly failed: (error: unknown) => void;
}

export async function startStation({ role, settings, plan, failed }: StationOptions): Promise<Station> {
  const { log, progress } = watchLog(await openKafkaLog(settings));
  const metrics = createMetrics();
  addProcessReadings(metrics, role);
  const parts = { log, plan, metrics, failed };
  const isWaiting = async () => !/^nhip_evaluate_waiting 0$/m.test(await metrics.scrape());
  return { port: await start(role, parts), progress, isWaiting };
}

/** Gives the port. */
async function start(role: Role, parts: Parts): Promise<number> {
  if (role === 'gateway') return listen(await door(parts));
  if (role === 'exporter') return listen(await shop(parts));
  await startAggregator({ ...parts, now: Date.now, steadyNow: () => performance.now() });
  return 0;
}

async function door({ log, plan, metrics }: Parts): Promise<FastifyPluginAsync> {
  return gatewayRoutes({
    log,
    decoder: await createDecoder(plan),
    limits: defaultLimits,
    meter: doorMeter(metrics),
    keys: null,
    clock: 'system',
    logger: createLogger({ thread: 'main' }),
    now: Date.now,
    steadyNow: () => performance.now(),
  });
}

async function shop({ log, plan, metrics, failed }: Parts): Promise<FastifyPluginAsync> {
  const view = await openPublishedView({ log, plan, failed });
  const logger = createLogger({ thread: 'main' });
  const folder = mkdtempSync(join(tmpdir(), 'nhip-station-'));
  // The station ends with its process.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const history = await openHistory({
    log,
    generation: 1,
    plan,
    view,
    place: { kind: 'file', path: join(folder, 'history.db') },
    clock: 'system',
    logger,
    failed,
  });
  return exporterRoutes({ view, history, plan, clock: 'system', now: Date.now, metrics, logger });
}

async function listen(routes: FastifyPluginAsync): Promise<number> {
  const server = fastify({ forceCloseConnections: true });
  await server.register(routes);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the station has no port');
  return address.port;
}
