// A log of published values, written as the evaluator writes it, without anything behind it: a test says what is published and when.
import { revisionOutputs } from '@nhip/aggregator';
import { createPublishedStore, type Grain, type Plan, type Result, type Series, type SeriesKey } from '@nhip/core';
import { createBlockLog, createMemoryLog, type EventLog } from '@nhip/event-log';
import { openPublishedView, type PublishedView } from '@nhip/exporter';
import { until } from '../process/nhip-process.ts';

export interface Said {
  readonly key: SeriesKey;
  readonly period: number;
  /** Null: it is published no more. */
  readonly value: number | null;
}

export interface PatchedResult {
  readonly key: SeriesKey;
  readonly period: number;
  /** Null: it is published no more. */
  readonly result: Result | null;
}

export interface PublishedLog {
  readonly log: EventLog;
  /** One evaluation after the last tick, at a moment of the wall clock. */
  publish(at: number, said: readonly Said[]): Promise<void>;
  /** Goes out with the next evaluation. */
  patch(results: readonly PatchedResult[]): void;
  /** The evaluation of a tick: it locks and revises. */
  tick(at: number, said: readonly Said[]): Promise<void>;
  all(): readonly Series[];
}

export function seriesKey(unit: string, grain: Grain, dimensions: SeriesKey['dimensions'] = {}): SeriesKey {
  return { kpi: 'received', unit, level: 'city', dimensions, grain, boundaries: 'then' };
}

/** A count: its value is its numerator. */
export function resultOf(value: number): Result {
  return { value, numerator: value, denominator: null, score: null, target: null, status: 'ok', flags: [] };
}

export function openPublishedLog(plan: Plan): PublishedLog {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  const store = createPublishedStore(plan);
  const kpis = createBlockLog({ topic: 'kpis', partition: 0, state: store.packed, planHash: 'plan' });
  const patch = (results: readonly PatchedResult[]): void => {
    for (const { key, period, result } of results) {
      const runs = result === null ? [] : [{ first: period, end: period + 1, level: key.level, result }];
      store.patch({ key, ranges: [{ first: period, end: period + 1 }], runs });
    }
  };
  const say = (said: readonly Said[]): void => {
    // An evaluation says one thing of each period: the last of what is said here.
    const last = new Map(said.map((one) => [JSON.stringify([one.key, one.period]), one]));
    patch(
      [...last.values()].map(({ value, ...place }) => ({ ...place, result: value === null ? null : resultOf(value) })),
    );
  };
  const commit = async (): Promise<void> => {
    const outputs = kpis.outputs(store.drain(), { position: 0 });
    await log.append('kpis', outputs);
  };
  return {
    log,
    all: store.all,
    patch,
    publish: async (at, said) => {
      say(said);
      store.setMeta({ ...store.meta(), evaluatedAt: at });
      await commit();
    },
    tick: async (at, said) => {
      store.beginTick();
      say(said);
      store.setMeta({ ...store.meta(), lastTick: at, evaluatedAt: at });
      const revisions = store.endTick(at, { lock: true });
      await log.append('revisions', revisionOutputs(revisions, { tickMs: at }));
      await commit();
    },
  };
}

/** A view that has read everything there is; it goes on reading. */
export async function openView(log: EventLog, plan: Plan): Promise<PublishedView> {
  const view = await openPublishedView({ log, plan, failed: raise });
  await readAll(view);
  return view;
}

export async function readAll(view: PublishedView): Promise<void> {
  await until('everything is read', 10_000, async () => {
    const { position, end } = await view.progress();
    return position >= end;
  });
}

export function raise(error: unknown): never {
  throw error;
}
