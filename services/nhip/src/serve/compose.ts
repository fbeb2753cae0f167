// The whole service in one process: the log with its writer thread, tallies and evaluator in threads of their own, door and exporter
// on one server in the main thread. Parts are opened in the order of the data's way, and closed so that what was accepted is kept.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ReferencePage } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { openZone } from '@nhip/core';
import { openSqliteLog, type SqliteLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { exporterRoutes, type History, openPublishedView, type PublishedView } from '@nhip/exporter';
import { askerOf, createRefusedStatements, defaultLimits, doorMeter, gatewayRoutes, type Keys } from '@nhip/gateway';
import {
  addProcessReadings,
  createMetrics,
  createTroubles,
  type Logger,
  type Metrics,
  type Troubles,
} from '@nhip/telemetry';
import type { FastifyInstance } from 'fastify';
import { type Clock, openClock } from './clock.ts';
import { buildHttpServer, type HttpAddress, listen } from './http-server.ts';
import { type HistorySettings, openKeptHistory } from './kept-history.ts';
import { readLogReach, takesEntries } from './log-reach.ts';
import { referenceRoutes } from './reference-routes.ts';
import { startPage } from './start-page.ts';
import type { ThreadSettings } from './station-thread.ts';
import { type StationWorker, scrapedThreads, startStationWorkers } from './station-worker.ts';
import { steadyNow } from './steady-clock.ts';

export interface ComposeOptions {
  readonly plan: Plan;
  readonly reference: readonly ReferencePage[];
  /** Folder of the log. */
  readonly data: string;
  readonly address: HttpAddress;
  readonly keys: Keys | null;
  readonly manualClock: boolean;
  readonly scrapeSeriesMax: number;
  readonly history: HistorySettings;
  readonly simulated: boolean;
  readonly version: string;
  readonly logger: Logger;
  /** The service cannot go on. Called once at most for each part. */
  readonly failed: (error: unknown) => void;
}

export interface Composed {
  /** The port it listens on. */
  readonly port: number;
  /** Everything accepted so far shows in the values. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly log: SqliteLog;
  readonly threads: AggregatorThreads;
  readonly view: PublishedView;
  readonly history: History;
  readonly metrics: Metrics;
  /** Of door and clock; counting and evaluating have theirs in their threads. */
  readonly troubles: Troubles;
}

/** Resolves when it listens. @throws LogError, CommandFailure; then everything that was opened is closed again. */
export async function compose(options: ComposeOptions): Promise<Composed> {
  const opened = new AsyncDisposableStack();
  try {
    const { plan, data, failed } = options;
    const log = await openSqliteLog(data, { failed });
    opened.defer(() => log.close());
    const metrics = createMetrics({ fromZero: ['nhip_door_accepted_total'] });
    const troubles = createTroubles({ logger: options.logger, metrics, steadyNow });
    const clock = options.manualClock
      ? null
      : await openClock({ log, zone: openZone(plan.timeZone), trouble: troubles.of('clock'), failed });
    if (clock !== null) opened.defer(() => clock.close());
    const view = await openPublishedView({ log, plan, failed });
    opened.defer(() => view.close());
    const history = await openKeptHistory({
      settings: options.history,
      path: join(data, 'history.db'),
      log,
      generation: log.generation,
      plan,
      view,
      clock: clock === null ? 'manual' : 'system',
      metrics,
      logger: options.logger,
      failed,
    });
    opened.defer(() => history.close());
    const threads = await startThreads({ log, plan, failed });
    opened.defer(() => threads.stop());
    const parts: Parts = { log, threads, view, history, metrics, troubles };
    const server = await buildServer(options, parts, clock);
    opened.defer(() => server.close());
    const port = await listen(server, options.address);
    return { port, caughtUp: () => caughtUp(parts), close: () => opened.disposeAsync() };
  } catch (error) {
    // What does not close either tells nothing that the first fault does not.
    await opened.disposeAsync().catch(() => undefined);
    throw error;
  }
}

interface AggregatorThreads {
  readonly tally: StationWorker;
  readonly evaluator: StationWorker;
  stop(): Promise<void>;
}

async function startThreads({
  log,
  plan,
  failed,
}: Pick<ComposeOptions, 'plan' | 'failed'> & { log: SqliteLog }): Promise<AggregatorThreads> {
  const { port1, port2 } = new MessageChannel();
  const logOf = async (cells: MessagePort): Promise<ThreadSettings['log']> => {
    return { kind: 'sqlite', connection: await log.connection(), cells };
  };
  const settings = [
    { name: 'evaluator', station: { kind: 'evaluator', plan, writesTicks: false }, log: await logOf(port1) },
    { name: 'aggregator', station: { kind: 'tally', plan }, log: await logOf(port2) },
  ] as const;
  const [evaluator, tally] = await startStationWorkers(settings, failed);
  if (evaluator === undefined || tally === undefined) throw new RangeError('two threads were to start');
  // The evaluator may still ask about what it has begun to evaluate.
  const stop = async (): Promise<void> => {
    await evaluator.stop();
    await tally.stop();
  };
  return { tally, evaluator, stop };
}

async function buildServer(options: ComposeOptions, parts: Parts, clock: Clock | null): Promise<FastifyInstance> {
  const { plan, keys, manualClock, scrapeSeriesMax, simulated, version, logger } = options;
  const { log, threads, view, history, metrics, troubles } = parts;
  const kind = clock === null ? 'manual' : 'system';
  addProcessReadings(metrics, 'main');
  readLogReach(metrics, log);
  const decoder = await createDecoder(plan);
  const gateway = gatewayRoutes({
    log,
    decoder,
    refused: createRefusedStatements({ plan, decoder, door: randomUUID() }),
    limits: defaultLimits,
    meter: doorMeter(metrics),
    keys,
    clock: kind,
    logger,
    trouble: troubles.of('door'),
    now: Date.now,
    steadyNow,
  });
  const lasting = [troubles.lasting, threads.tally.troubles, threads.evaluator.troubles];
  const exporter = exporterRoutes({
    view,
    history,
    plan,
    clock: kind,
    now: Date.now,
    metrics,
    logger,
    scrapeSeriesMax,
    explain: { log, view, decoder, askerOf: (request) => askerOf(keys, request) },
    threads: scrapedThreads([threads.tally, threads.evaluator]),
    checks: [takesEntries(() => lasting.flatMap((list) => list()), steadyNow)],
  });
  const page = startPage({ plan, hasValues: true, takesEvents: true, manualClock, simulated });
  const routes = [gateway, exporter, referenceRoutes(options.reference)];
  return buildHttpServer({ version, startPage: page, routes, logger });
}

const POLL_MS = 50;

/** The tally has no events before it, and the view has read what was published after that. */
async function caughtUp({ threads, view }: Parts): Promise<void> {
  for (;;) {
    const text = await threads.tally.metrics('text');
    const pending = [...text.matchAll(/^nhip_tally_pending_events\{[^}]*\} (\S+)$/gm)].map(([, value]) =>
      Number(value),
    );
    // Asked afterwards: what was counted in between is known there.
    const evaluated = await threads.evaluator.metrics('text');
    const waiting = Number(/^nhip_evaluate_waiting (\S+)$/m.exec(evaluated)?.[1] ?? 1);
    const { position, end } = await view.progress();
    if (pending.length > 0 && pending.every((count) => count === 0) && waiting === 0 && position >= end) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
