// Rebuild: the published values of two generations side by side.
import { createPublishedStore, formatPeriod, type Plan, type PublishedStore, type Result } from '@nhip/core';
import { createBlockLog, type EventLog, restoreBlockLog } from '@nhip/event-log';

export interface Difference {
  readonly kpi: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly period: string;
  /** Null: not published. */
  readonly before: Result | null;
  readonly after: Result | null;
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Everything that stands in `kpis` of a log. */
export async function readPublished(log: EventLog, plan: Plan): Promise<PublishedStore> {
  const store = createPublishedStore(plan);
  const kpis = createBlockLog({ topic: 'kpis', partition: 0, state: store.packed, planHash: '' });
  await restoreBlockLog(log, kpis, store.packed.apply);
  return store;
}

export function comparePublished(before: PublishedStore, after: PublishedStore): Comparison {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const differences: Difference[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [left, right] = [old.get(name), now.get(name)];
    if (left !== undefined && right !== undefined && JSON.stringify(left.result) === JSON.stringify(right.result))
      continue;
    const place = left ?? right;
    if (place === undefined) continue;
    const { kpi, unit, dimensions, period } = place;
    differences.push({ kpi, unit, dimensions, period, before: left?.result ?? null, after: right?.result ?? null });
  }
  return { compared: now.size, differences };
}

interface Value extends Omit<Difference, 'before' | 'after'> {
  readonly result: Result;
}

function valuesOf(store: PublishedStore): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { key, runs } of store.all()) {
    const { kpi, unit, dimensions, grain, boundaries } = key;
    for (const { first, end, carries } of runs) {
      for (let at = first; at < end; at += 1) {
        const period = formatPeriod(grain, at);
        const name = JSON.stringify([kpi, unit, dimensions, grain, boundaries, period]);
        values.set(name, { kpi, unit, dimensions, period, result: carries.result });
      }
    }
  }
  return values;
}

const SHOWN_MAX = 20;

export function report(compared: number, differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return [`${compared} published values compared: all are equal`];
  const shown = differences.slice(0, SHOWN_MAX).map(({ kpi, unit, dimensions, period, before, after }) => {
    const place = [kpi, unit, ...Object.values(dimensions), period].join(' ');
    return `  ${place}: ${before?.value ?? 'no value'} -> ${after?.value ?? 'no value'}`;
  });
  const rest = differences.length - shown.length;
  return [
    `${compared} published values compared: ${differences.length} differ; they are revisions from the next tick on`,
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}
