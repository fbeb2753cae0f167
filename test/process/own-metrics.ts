// End to end: the service's own counts (N2), read from /metrics like everything else an operator sees.
import { until } from './nhip-process.ts';

export interface VerdictCounts {
  /** All since ever: accepted as it stands in the log, the rest as committed with the state. */
  readonly accepted: number;
  readonly counted: number;
  readonly superseded: number;
  readonly repeated: number;
  readonly deadLettered: number;
  readonly pending: number;
}

export async function readCounts(url: string): Promise<VerdictCounts> {
  const samples = await readMetrics(url);
  const verdict = (name: string): number => sum(samples, 'nhip_tally_events_total', `verdict="${name}"`);
  return {
    accepted: sum(samples, 'nhip_tally_accepted_total'),
    counted: verdict('counted'),
    superseded: verdict('superseded'),
    repeated: verdict('repeated'),
    deadLettered: verdict('dead_lettered'),
    pending: sum(samples, 'nhip_tally_pending_events'),
  };
}

const CAUGHT_UP_MS_MAX = 60_000;
/** Waits until every accepted event is counted, and what it changed is published and shown. */
export async function caughtUp(url: string): Promise<void> {
  await until('everything accepted is counted and shown', CAUGHT_UP_MS_MAX, async () => {
    const samples = await readMetrics(url);
    const behind = ['nhip_tally_pending_events', 'nhip_evaluate_waiting', 'nhip_view_behind_entries'];
    // A thread that did not answer would look as if it had nothing to do.
    const threads = samples.filter(([name]) => name === 'nhip_thread_up');
    const isWhole = threads.length > 0 && threads.every(([, , up]) => up === 1);
    return isWhole && behind.every((name) => sum(samples, name) === 0);
  });
}

export type Samples = readonly (readonly [name: string, labels: string, value: number])[];

export async function readMetrics(url: string): Promise<Samples> {
  const response = await fetch(new URL('/metrics', url));
  const text = await response.text();
  if (!response.ok) throw new Error(`/metrics answers ${response.status}: ${text}`);
  return [...text.matchAll(/^(nhip_[a-z_]+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]) => [name, labels, Number(value)] as const,
  );
}

export function sum(samples: Samples, name: string, label = ''): number {
  return samples
    .filter(([found, labels]) => found === name && labels.includes(label))
    .reduce((total, [, , value]) => total + value, 0);
}
