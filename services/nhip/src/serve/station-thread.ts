// A station in a thread of its own: tallies in one (on Kafka also in more) and the evaluator in another, so that the main thread always has
// time for the door and for readers, and counting goes on while values are evaluated; on Kafka also what the door appends, since a client
// that encodes would else take half of the door's time. It is asked for its metrics and told to stop by messages.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type CellsBy, type StationOptions, startEvaluator, startTally } from '@nhip/aggregator';
import { openZone, type Plan } from '@nhip/core';
import { connectSqliteLog, type EventLog, openKafkaLog, type SqliteConnection } from '@nhip/event-log';
import {
  addProcessReadings,
  createLogger,
  createMetrics,
  createTroubles,
  type LastingTrouble,
  type Logger,
  type ScrapeFormat,
  type Troubles,
} from '@nhip/telemetry';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { serveAppends } from './append-port.ts';
import { openOwnedClock } from './owned-clock.ts';
import { steadyNow } from './steady-clock.ts';
import { startTracing } from './tracing.ts';

export interface ThreadSettings {
  /** In scrapes and log lines. */
  readonly name: string;
  readonly station: ThreadStation;
  readonly log: ThreadLog;
}

export type ThreadStation =
  | { readonly kind: 'tally'; readonly plan: Plan }
  /** @param writesTicks where the evaluator is; on SQLite the main thread writes them. */
  | { readonly kind: 'evaluator'; readonly plan: Plan; readonly writesTicks: boolean }
  /** On Kafka: `appends` leads to whoever appends. */
  | { readonly kind: 'append'; readonly appends: MessagePort };

export type ThreadLog =
  /** All partitions are counted in one thread; `cells` leads to the other of the two. */
  | { readonly kind: 'sqlite'; readonly connection: SqliteConnection; readonly cells: MessagePort }
  /** A member of the group with connections of its own; the topics are there. */
  | { readonly kind: 'kafka'; readonly kafka: KafkaEnvironment; readonly generation: number };

export type ThreadQuestion =
  | { readonly kind: 'metrics'; readonly id: number; readonly format: ScrapeFormat }
  | { readonly kind: 'stop' };

export type ThreadAnswer =
  | { readonly kind: 'started' }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }
  /** Unasked, whenever they change. */
  | { readonly kind: 'troubles'; readonly lasting: readonly LastingTrouble[] }
  | { readonly kind: 'failed'; readonly error: unknown };

async function run(settings: ThreadSettings): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the thread of a station needs a parent');
  const answer = (message: ThreadAnswer): void => port.postMessage(message);
  const metrics = createMetrics();
  addProcessReadings(metrics, settings.name);
  const logger = createLogger({ thread: settings.name });
  const tracing = await startTracing(logger);
  const { log, cells } = await openLog(settings);
  const changed = (): void => answer({ kind: 'troubles', lasting: troubles.lasting() });
  const troubles = createTroubles({ logger, metrics, steadyNow, changed });
  const failed = (error: unknown): void => answer({ kind: 'failed', error });
  const options = { log, metrics, now: Date.now, steadyNow, troubles, failed };
  const station = await start(settings.station, { cells, logger, options });
  port.on('message', (question: ThreadQuestion) => {
    if (question.kind === 'metrics') {
      metrics.scrape(question.format).then((text) => answer({ kind: 'metrics', id: question.id, text }), failed);
      return;
    }
    void stop();
  });
  const stop = async (): Promise<void> => {
    await station.close();
    await log.close();
    await tracing.close();
    port.close();
    // Spans that nobody took must not keep the thread.
    process.exit();
  };
  answer({ kind: 'started' });
}

async function openLog({ name, log }: ThreadSettings): Promise<{ readonly log: EventLog; readonly cells: CellsBy }> {
  if (log.kind === 'sqlite') return { log: connectSqliteLog(log.connection), cells: log.cells };
  // With what reads the answers of a token server, which takes megabytes in each thread that has no use for it.
  const { kafkaSettings } = await import('./kafka-settings.ts');
  // How many partitions there are is settled.
  const { partitions: _, ...settings } = kafkaSettings(log.kafka, name);
  return { log: await openKafkaLog({ ...settings, generation: log.generation }), cells: 'log' };
}

interface Starting {
  readonly cells: CellsBy;
  readonly logger: Logger;
  readonly options: Omit<StationOptions, 'plan'> & { readonly troubles: Troubles };
}

async function start(
  station: ThreadStation,
  { cells, logger, options }: Starting,
): Promise<{ close(): Promise<void> }> {
  if (station.kind === 'append') return serveAppends(station.appends, options.log);
  const { plan } = station;
  if (station.kind === 'tally') return startTally({ ...options, plan }, cells);
  if (!station.writesTicks) return startEvaluator({ ...options, plan }, cells);
  const trouble = options.troubles.of('clock');
  const clock = openOwnedClock({ log: options.log, zone: openZone(plan.timeZone), logger, trouble });
  const evaluatorHere = (isHere: boolean): void => clock.own(isHere);
  const evaluator = await startEvaluator({ ...options, plan, evaluatorHere }, cells);
  return {
    close: async () => {
      await evaluator.close();
      await clock.close();
    },
  };
}

if (parentPort !== null) await run(workerData as ThreadSettings);
