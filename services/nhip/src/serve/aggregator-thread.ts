// A thread of the aggregator: the tallies in one and the evaluator in another, so that the main thread always has time for the door and
// for readers, and counting goes on while values are evaluated. It is asked for its metrics and told to stop by messages.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { startEvaluator, startTally } from '@nhip/aggregator';
import type { Plan } from '@nhip/core';
import { connectSqliteLog, type SqliteConnection } from '@nhip/event-log';
import { addProcessReadings, createLogger, createMetrics, createTroubles, type ScrapeFormat } from '@nhip/telemetry';
import { startTracing } from './tracing.ts';

/** Names of threads in scrapes and log lines; the aggregator's is the one that counts. */
export type ThreadName = 'aggregator' | 'evaluator';

export interface ThreadSettings {
  readonly name: ThreadName;
  readonly connection: SqliteConnection;
  /** To the other of the two. */
  readonly cells: MessagePort;
  readonly plan: Plan;
}

export type ThreadQuestion =
  | { readonly kind: 'metrics'; readonly id: number; readonly format: ScrapeFormat }
  | { readonly kind: 'stop' };

export type ThreadAnswer =
  | { readonly kind: 'started' }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }
  | { readonly kind: 'failed'; readonly error: unknown };

const starts = { aggregator: startTally, evaluator: startEvaluator } as const;

async function run({ name, connection, cells, plan }: ThreadSettings): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the aggregator thread needs a parent');
  const answer = (message: ThreadAnswer): void => port.postMessage(message);
  const metrics = createMetrics();
  addProcessReadings(metrics, name);
  const logger = createLogger({ thread: name });
  // The same in each thread.
  const steadyNow = (): number => performance.timeOrigin + performance.now();
  const tracing = await startTracing(logger);
  const log = connectSqliteLog(connection);
  const options = {
    log,
    plan,
    metrics,
    now: Date.now,
    steadyNow,
    troubles: createTroubles({ logger, metrics, steadyNow }),
    failed: (error: unknown) => answer({ kind: 'failed', error }),
  };
  const station = await starts[name](options, cells);
  port.on('message', (question: ThreadQuestion) => {
    if (question.kind === 'metrics') {
      metrics.scrape(question.format).then(
        (text) => answer({ kind: 'metrics', id: question.id, text }),
        (error: unknown) => answer({ kind: 'failed', error }),
      );
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

if (parentPort !== null) await run(workerData as ThreadSettings);
