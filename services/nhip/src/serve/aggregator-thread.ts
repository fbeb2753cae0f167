// The thread of the aggregator: everything that counts runs here, so that the main thread always has time for the door and for
// readers. It is asked for its metrics and told to stop by messages.
import { parentPort, workerData } from 'node:worker_threads';
import { startAggregator } from '@nhip/aggregator';
import type { Plan } from '@nhip/core';
import { connectSqliteLog, type SqliteConnection } from '@nhip/event-log';
import { addProcessReadings, createLogger, createMetrics, createTroubles, type ScrapeFormat } from '@nhip/telemetry';
import { startTracing } from './tracing.ts';

export interface ThreadSettings {
  readonly connection: SqliteConnection;
  readonly plan: Plan;
}

export type ThreadQuestion =
  | { readonly kind: 'metrics'; readonly id: number; readonly format: ScrapeFormat }
  | { readonly kind: 'stop' };

export type ThreadAnswer =
  | { readonly kind: 'started' }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }
  | { readonly kind: 'failed'; readonly error: unknown };

export const THREAD = 'aggregator';

async function run({ connection, plan }: ThreadSettings): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the aggregator thread needs a parent');
  const answer = (message: ThreadAnswer): void => port.postMessage(message);
  const metrics = createMetrics();
  addProcessReadings(metrics, THREAD);
  const logger = createLogger({ thread: THREAD });
  const steadyNow = (): number => performance.now();
  const tracing = await startTracing(logger);
  const log = connectSqliteLog(connection);
  const aggregator = await startAggregator({
    log,
    plan,
    metrics,
    now: Date.now,
    steadyNow,
    troubles: createTroubles({ logger, metrics, steadyNow }),
    failed: (error) => answer({ kind: 'failed', error }),
  });
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
    await aggregator.close();
    await log.close();
    await tracing.close();
    port.close();
    // Spans that nobody took must not keep the thread.
    process.exit();
  };
  answer({ kind: 'started' });
}

if (parentPort !== null) await run(workerData as ThreadSettings);
