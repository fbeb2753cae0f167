// Benchmark: one station alone in its process, on Kafka, as a service runs it: all of its metrics, limits and checks are on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@nhip/core';
import { type EventLog, openKafkaLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { exporterRoutes, openHistory, openPublishedView } from '@nhip/exporter';
import { defaultLimits, doorMeter, gatewayRoutes } from '@nhip/gateway';
import { addProcessReadings, createLogger, createMetrics, type Metrics } from '@nhip/telemetry';
import fastify, { type FastifyPluginAsync } from 'fastify';
import type { LogSettings, Role } from './commands.ts';

export interface StationOptions {
  readonly role: Role;
  readonly settings: LogSettings;
  readonly plan: Plan;
  readonly failed: (error: unknown) => void;
}

interface Parts {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly metrics: Metrics;
  readonly failed: (error: unknown) => void;
}

/** Gives the port it listens on. */
export async function startStation({ role, settings, plan, failed }: StationOptions): Promise<number> {
  const log = await openKafkaLog(settings);
  const metrics = createMetrics();
  addProcessReadings(metrics, role);
  const parts = { log, plan, metrics, failed };
  return listen(role === 'gateway' ? await door(parts) : await shop(parts));
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
