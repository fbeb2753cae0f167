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
}

/** Counts every event and, unless others are to do that, brings the values up to date. */
export async function evaluate(
  log: EventLog,
  plan: Plan,
  { evaluates = true, rebuilds = false }: Evaluating = {},
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
  });
  try {
    await Promise.race([settled(metrics, log, evaluates), failed.promise]);
  } finally {
    await aggregator.close();
  }
}

const POLL_MS = 50;

async function settled(metrics: Metrics, log: EventLog, evaluates: boolean): Promise<void> {
  const partitions = log.partitions('events');
  for (;;) {
    const text = await metrics.scrape();
    const pending = valuesOf(text, /^nhip_tally_pending_events\{[^}]*\} (\S+)$/gm);
    const waiting = evaluates ? valuesOf(text, /^nhip_evaluate_waiting (\S+)$/gm) : [0];
    const isAll = pending.length === partitions && waiting.length > 0;
    if (isAll && [...pending, ...waiting].every((value) => value === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function valuesOf(text: string, pattern: RegExp): readonly number[] {
  return [...text.matchAll(pattern)].map(([, value]) => Number(value));
}
