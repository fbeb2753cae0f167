// Services over Kafka: any of gateway, aggregator and exporter in this process, all of them on the same topics as those in others.
// Parts are opened in the order of the data's way, and closed so that what was accepted is kept.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ReferencePage } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { type EventLog, type KafkaSettings, openKafkaLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import {
  type ExporterOptions,
  exporterRoutes,
  openPublishedView,
  type ReadinessCheck,
  type ScrapedThread,
} from '@nhip/exporter';
import {
  askerOf,
  createRefusedStatements,
  defaultLimits,
  doorMeter,
  gatewayRoutes,
  type Keys,
  openInbox,
} from '@nhip/gateway';
import {
  addProcessReadings,
  createMetrics,
  createTroubles,
  type Logger,
  type Metrics,
  type Troubles,
} from '@nhip/telemetry';
import type { FastifyPluginAsync } from 'fastify';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { buildHttpServer, type HttpAddress, listen } from './http-server.ts';
import { startKafkaAggregator } from './kafka-aggregator.ts';
import { type KafkaDoor, openKafkaDoor } from './kafka-door.ts';
import { type HistorySettings, openKeptHistory } from './kept-history.ts';
import { reachable, readDoorClosed, readLogReach } from './log-reach.ts';
import { ownRoutes } from './own-routes.ts';
import { referenceRoutes } from './reference-routes.ts';
import { startPage } from './start-page.ts';

export type Role = 'gateway' | 'aggregator' | 'exporter';
export const roles: readonly Role[] = ['gateway', 'aggregator', 'exporter'];

export interface KafkaComposeOptions {
  readonly roles: readonly Role[];
  readonly kafka: KafkaEnvironment;
  /** The same as the driver takes it, for the generation in force. */
  readonly settings: KafkaSettings;
  readonly plan: Plan;
  readonly reference: readonly ReferencePage[];
  readonly address: HttpAddress;
  readonly keys: Keys | null;
  readonly manualClock: boolean;
  readonly scrapeSeriesMax: number;
  readonly history: HistorySettings;
  /** Folder for what a process keeps for itself. */
  readonly data: string;
  readonly version: string;
  readonly logger: Logger;
  /** The service cannot go on. Called once at most for each part. */
  readonly failed: (error: unknown) => void;
}

export interface KafkaComposed {
  /** The port it listens on. */
  readonly port: number;
  close(): Promise<void>;
}

interface Parts {
  readonly log: EventLog;
  readonly metrics: Metrics;
  readonly troubles: Troubles;
  /** Of aggregator and gateway. */
  readonly threads: readonly ScrapedThread[];
  /** Closed from the last one to the first, each also where another one fails. */
  readonly opened: AsyncDisposableStack;
}

const steadyNow = (): number => performance.now();

/** Resolves when it listens. @throws LogError, CommandFailure; then everything that was opened is closed again. */
export async function composeKafka(options: KafkaComposeOptions): Promise<KafkaComposed> {
  const opened = new AsyncDisposableStack();
  try {
    const log = await openKafkaLog(options.settings);
    opened.defer(() => log.close());
    const metrics = createMetrics({ fromZero: options.roles.includes('gateway') ? ['nhip_door_accepted_total'] : [] });
    addProcessReadings(metrics, 'main');
    readLogReach(metrics, log);
    if (options.roles.includes('gateway')) readDoorClosed(metrics, log);
    const troubles = createTroubles({ logger: options.logger, metrics, steadyNow });
    const counts = options.roles.includes('aggregator');
    const aggregator = counts ? await startKafkaAggregator({ ...options, partitions: log.partitions('events') }) : null;
    if (aggregator !== null) opened.defer(() => aggregator.close());
    const door = options.roles.includes('gateway') ? await openKafkaDoor({ ...options, log }) : null;
    if (door !== null) opened.defer(() => door.close());
    const threads = [...(aggregator?.threads ?? []), ...(door?.threads ?? [])];
    const parts: Parts = { log, metrics, troubles, threads, opened };
    const routes: FastifyPluginAsync[] = [];
    if (door !== null) routes.push(await gateway(options, parts, door));
    if (options.roles.includes('exporter'))
      routes.push(await exporter(options, parts), referenceRoutes(options.reference));
    else routes.push(ownRoutes({ metrics, threads, check: () => reachable(log) }));
    const { plan, roles, manualClock, version } = options;
    const has = { hasValues: roles.includes('exporter'), takesEvents: roles.includes('gateway') };
    const page = startPage({ plan, ...has, manualClock, simulated: false });
    const server = await buildHttpServer({ version, startPage: page, routes, logger: options.logger });
    opened.defer(() => server.close());
    const port = await listen(server, options.address);
    return { port, close: () => opened.disposeAsync() };
  } catch (error) {
    // What does not close either tells nothing that the first fault does not.
    await opened.disposeAsync().catch(() => undefined);
    throw error;
  }
}

async function gateway(
  options: KafkaComposeOptions,
  { log, metrics, troubles, opened }: Parts,
  door: KafkaDoor,
): Promise<FastifyPluginAsync> {
  const { plan, keys, manualClock, logger, failed } = options;
  const decoder = await createDecoder(plan);
  const refused = createRefusedStatements({ plan, decoder, door: randomUUID() });
  const intake = { log, decoder, refused, limits: defaultLimits, meter: doorMeter(metrics), keys };
  const inbox = await openInbox({ ...intake, now: Date.now, steadyNow, failed, trouble: troubles.of('inbox') });
  opened.defer(() => inbox.close());
  return gatewayRoutes({
    ...intake,
    log: door.log,
    trouble: troubles.of('door'),
    clock: manualClock ? 'manual' : 'system',
    logger,
    now: Date.now,
    steadyNow,
  });
}

async function exporter(
  options: KafkaComposeOptions,
  { log, metrics, threads, opened }: Parts,
): Promise<FastifyPluginAsync> {
  const { plan, keys, manualClock, scrapeSeriesMax, logger, failed } = options;
  const view = await openPublishedView({ log, plan, failed });
  opened.defer(() => view.close());
  const clock = manualClock ? 'manual' : 'system';
  const history = await openKeptHistory({
    settings: options.history,
    // Cities on one cluster are told apart by their prefix, so are their histories.
    path: join(options.data, `history-${options.settings.prefix}.db`),
    log,
    generation: options.settings.generation,
    plan,
    view,
    clock,
    metrics,
    logger,
    failed,
  });
  opened.defer(() => history.close());
  const checks: readonly ReadinessCheck[] = options.roles.includes('gateway') ? [() => reachable(log)] : [];
  const explain: ExporterOptions['explain'] = {
    log,
    view,
    decoder: await createDecoder(plan),
    askerOf: (request) => askerOf(keys, request),
  };
  return exporterRoutes({
    view,
    history,
    explain,
    plan,
    clock,
    now: Date.now,
    metrics,
    logger,
    threads,
    scrapeSeriesMax,
    checks,
  });
}
