// The view over the published values: follows the topic `kpis` and answers from memory. It shows whole commits only.
import {
  type AsThen,
  createPublishedStore,
  openAsThen,
  openZone,
  type Plan,
  type PublishedStore,
  shownUnder,
  type Zone,
} from '@nhip/core';
import { type EventLog, followBlockLog } from '@nhip/event-log';
import { takeTurns } from '../turns.ts';
import { type Changes, createChanges } from './changes.ts';
import { type Shown, seriesOfRuns } from './points.ts';
import { createSeriesOrder, isAskedFor } from './series-order.ts';
import { createStandings } from './standings.ts';
import type { PublishedSeries, SeriesQuery, ValuesView } from './values-view.ts';
import type { CommitListener, WatchedView } from './watched-view.ts';

export interface PublishedView extends ValuesView, WatchedView {
  /** Digest of the catalogue by which everything shown was computed; null: nothing was published yet. */
  catalogue(): string | null;
  close(): Promise<void>;
}

export interface PublishedViewOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  /** The view cannot follow the log any more. */
  readonly failed: (error: unknown) => void;
}

/** A section is a series and what changed in it, or some series and all they have: it is worth so many steps. */
const SECTION_STEPS = 16;

/** Resolves when everything that stood in the log is shown. */
export async function openPublishedView({ log, plan, failed }: PublishedViewOptions): Promise<PublishedView> {
  let listener: CommitListener | null = null;
  const changes = createChanges();
  const store = createPublishedStore(plan, { staged: changes.staged });
  const zone = openZone(plan.timeZone);
  const { start, end } = await log.range('kpis', 0);
  const ready = Promise.withResolvers<void>();
  const kpis = plan.kpis.map(({ id }) => id);
  let position = start;
  let catalogue: string | null = null;
  const turns = takeTurns();
  if (end === start) ready.resolve();
  const following = await followBlockLog(log, {
    topic: 'kpis',
    partition: 0,
    apply: async (message) => {
      for (const _section of store.reading(message)) if (turns.isDue(SECTION_STEPS)) await turns.next();
    },
    committed: ({ planHash }) => {
      catalogue = planHash;
      store.show();
      const replaced = changes.shown();
      listener?.committed(store.meta(), replaced);
      void letGo(store);
    },
    passed: (next) => {
      position = next;
      if (position >= end) ready.resolve();
    },
    failed: (error) => {
      ready.reject(error);
      failed(error);
    },
  });
  await ready.promise;
  const order = createSeriesOrder(store.seriesOf, plan.kpis);
  const shown: Showing = { store, zone, plan, changes, order, asThen: openAsThen(plan) };
  return {
    lastTick: () => store.meta().lastTick,
    ready: () => true,
    progress: async () => ({ position, end: (await log.range('kpis', 0)).end }),
    seriesCount: () => store.all().length,
    series: (query) => seriesAsked(query, shown),
    standings: createStandings(store, changes, kpis),
    catalogue: () => catalogue,
    meta: store.meta,
    all: store.all,
    watch: (next) => {
      listener = next;
    },
    close: () => following.close(),
  };
}

/** Of what the commit has replaced: until the next one nobody else would, and after a large one it is as much as all that is shown. */
async function letGo(store: PublishedStore): Promise<void> {
  const turns = takeTurns();
  for (const _some of store.forgetting()) if (turns.isDue(SECTION_STEPS)) await turns.next();
}

interface Showing {
  readonly store: PublishedStore;
  readonly zone: Zone;
  readonly plan: Plan;
  readonly asThen: AsThen;
  readonly changes: Changes;
  readonly order: ReturnType<typeof createSeriesOrder>;
}

async function seriesAsked(
  query: SeriesQuery,
  { store, zone, plan, asThen, changes, order }: Showing,
): Promise<readonly PublishedSeries[]> {
  const { lastTick, evaluatedAt } = store.meta();
  const tick = lastTick ?? 0;
  // Local day of the last tick.
  const today = zone.dayOf(tick);
  const kpi = plan.kpis.find(({ id }) => id === query.kpi);
  const shown: Shown = { zone, today, kpi, nowMs: Math.max(tick, evaluatedAt ?? tick) };
  const under = { boundaries: query.boundaries, plan, asThen, today };
  const turns = takeTurns();
  const held = changes.hold();
  try {
    const asked: PublishedSeries[] = [];
    for (const { series } of await order(query.kpi)) {
      if (turns.isDue()) await turns.next();
      if (!isAskedFor(series.key, query)) continue;
      const { key, revised } = series;
      const { runs } = shownUnder({ key, revised, runs: held.runsOf(series) }, under);
      if (runs.length > 0) asked.push(seriesOfRuns(key, runs, shown));
    }
    return asked;
  } finally {
    held.release();
  }
}
