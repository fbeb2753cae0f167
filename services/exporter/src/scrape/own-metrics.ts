// The own metrics of all threads of the process in one scrape. A thread that does not answer in time is left out and said to be
// down: old figures of it would look like news.
import { type Metrics, mergeScrapes, type ScrapeFormat } from '@nhip/telemetry';
import { withinTime } from '../within-time.ts';

export interface ScrapedThread {
  readonly name: string;
  /** The text of that thread's own metrics. */
  readonly scrape: (format: ScrapeFormat) => Promise<string>;
}

export interface OwnMetricsOptions {
  readonly metrics: Metrics;
  readonly threads: readonly ScrapedThread[];
  /** Left out: two seconds. */
  readonly threadWaitMsMax?: number;
}

const THREAD_WAIT_MS_MAX = 2_000;

/** @returns the text of a scrape on demand. */
export function ownMetrics({
  metrics,
  threads,
  threadWaitMsMax = THREAD_WAIT_MS_MAX,
}: OwnMetricsOptions): (format: ScrapeFormat) => Promise<string> {
  const up = new Map<string, boolean>();
  if (threads.length > 0) {
    metrics.read('nhip_thread_up', () =>
      threads.map(({ name }) => ({ labels: { thread: name }, value: up.get(name) === true ? 1 : 0 })),
    );
  }
  return async (format) => {
    const others = await Promise.all(
      threads.map(async (thread) => {
        const text = await withinTime(thread.scrape(format), threadWaitMsMax);
        up.set(thread.name, text !== null);
        return text ?? '';
      }),
    );
    return mergeScrapes([await metrics.scrape(format), ...others], format);
  };
}
