// Rebuild: an aggregator over a whole generation, for as long as there is something to count or to evaluate.
import { type Aggregator, startAggregator } from '@nhip/aggregator';
import type { Plan } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import { createMetrics, type Metrics } from '@nhip/telemetry';

export interface Evaluating {
  /** False: it counts, and leaves evaluating to others. */
  readonly evaluates?: boolean;
  /** Everything is counted anew, on top of what was published before. */
  readonly rebuilds?: boolean;
  /** Aborted: there is no sense in it any more. Left out: there always is. */
  readonly signal?: AbortSignal;
}

/** Counts every event and, unless others are to do that, brings the values up to date. @throws the reason of the signal */
export async function evaluate(
  log: EventLog,
  plan: Plan,
  { evaluates = true, rebuilds = false, signal = new AbortController().signal }: Evaluating = {},
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const metrics = createMetrics();
  const aggregator: Aggregator = await startAggregator({
    log,
    plan,
    metrics,
    now: Date.now,
    steadyNow: () => performance.now(),
    failed: failed.reject,
    evaluates,
    rebuilds,
    // Whoever started it is to hear of a full disk, and starts it again.
    patienceMs: 0,
  });
  const looking = new AbortController();
  const stop = (): void => failed.reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    await Promise.race([settled({ metrics, log, evaluates, signal: looking.signal }), failed.promise]);
  } finally {
    // Whoever has failed never settles: looking on would keep the process for ever.
    looking.abort();
    signal.removeEventListener('abort', stop);
    await aggregator.close();
  }
}

const POLL_MS = 50;

interface Settling {
  readonly metrics: Metrics;
  readonly log: EventLog;
  readonly evaluates: boolean;
  /** Nobody waits any more. */
  readonly signal: AbortSignal;
}

async function settled({ metrics, log, evaluates, signal }: Settling): Promise<void> {
  const partitions = log.partitions('events');
  while (!signal.aborted) {
    const text = await metrics.scrape();
    const pending = valuesOf(text, /^nhip_tally_pending_events\{[^}]*\} (\S+)$/gm);
    const isCounted = pending.length === partitions && pending.every((value) => value === 0);
    if (isCounted && (!evaluates || (await isEvaluated(metrics)))) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** To be asked after everything is counted: what was counted meanwhile might not be waiting yet. */
async function isEvaluated(metrics: Metrics): Promise<boolean> {
  return /^nhip_evaluate_waiting 0$/m.test(await metrics.scrape());
}

function valuesOf(text: string, pattern: RegExp): readonly number[] {
  return [...text.matchAll(pattern)].map(([, value]) => Number(value));
}
