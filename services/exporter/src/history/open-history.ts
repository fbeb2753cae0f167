// Opens the history: a recorder over the view of what is published, and a store that it is written to and answered from.
import { openZone, type Plan } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import type { Metrics } from '@nhip/telemetry';
import type { WatchedView } from '../view/watched-view.ts';
import { revisionsOf, seriesAsOf, seriesAsOfElsewhere } from './as-of.ts';
import type { History } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { openKeeping } from './keeping.ts';
import { createPins } from './pins.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import { createRecorder } from './recorder.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

export interface OpenHistory extends History {
  close(): Promise<void>;
}

export interface HistoryOptions {
  readonly log: EventLog;
  /** Of the log. */
  readonly generation: number;
  readonly plan: Plan;
  /** Everything published. */
  readonly view: WatchedView;
  readonly place: HistoryPlace;
  /** `manual`: ticks come when somebody sends one, and time stands still between them. */
  readonly clock: 'system' | 'manual';
  /** For how many days every tick is kept (400). */
  readonly days?: number;
  readonly metrics?: Metrics;
  readonly logger: HistoryLogger;
  /** The log cannot be followed any more. */
  readonly failed: (error: unknown) => void;
}

/** A file of SQLite that no other process has, or a database of PostgreSQL, which may be shared. */
export type HistoryPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** What the history needs of the logger; pino's fits. */
export interface HistoryLogger {
  warn(fields: { readonly err: unknown }, message: string): void;
}

export const HISTORY_DAYS = 400;

/**
 * Resolves at once; everything that stands in the log is read behind it.
 * @throws HistoryStoreInUse, HistoryUnavailable where the file cannot be had. A database that is down is waited for.
 */
export async function openHistory(options: HistoryOptions): Promise<OpenHistory> {
  const { log, generation, plan, view, place, clock, days = HISTORY_DAYS, metrics, logger, failed } = options;
  const warn = (err: unknown, message: string): void => logger.warn({ err }, message);
  const store = openStore(place, plan, warn);
  const zone = openZone(plan.timeZone);
  const recorder = createRecorder({ view, clock, changed: () => keeping.changed() });
  const wrote = (seconds: number): void => metrics?.observe('nhip_history_write_seconds', {}, seconds);
  const pins = createPins(() => performance.now());
  const keeping = openKeeping({
    log,
    generation,
    plan,
    zone,
    store,
    recorder,
    all: view.all,
    pinned: pins.pinned,
    days,
    wrote,
    warn,
    failed,
  });
  metrics?.read('nhip_history_writing', () => [{ labels: {}, value: keeping.isWriting() ? 1 : 0 }]);
  metrics?.read('nhip_history_waiting_seconds', () => [{ labels: {}, value: keeping.waitingSeconds() }]);
  const answering = { reader: store, plan, zone, days };
  return {
    ready: () => keeping.ready(),
    revisions: (query) => revisionsOf(answering, query),
    asOf: async (query, momentMs) => {
      const { momentMs: writtenMs } = await store.written();
      const pinning = { ...answering, pin: pins.pin };
      // What stood at a boundary waits for nothing that is being written.
      if (writtenMs !== null && momentMs < writtenMs) return seriesAsOf(pinning, query, momentMs);
      if (momentMs !== writtenMs) await keeping.flush();
      if (!keeping.isWriting()) return seriesAsOfElsewhere(answering, query, momentMs);
      return keeping.between(() => seriesAsOf(pinning, query, momentMs));
    },
    close: async () => {
      await keeping.close();
      view.watch(null);
      await store.close();
    },
  };
}

function openStore(
  place: HistoryPlace,
  { timeZone }: Plan,
  warn: (error: unknown, message: string) => void,
): HistoryStore {
  if (place.kind === 'file') return openSqliteStore({ path: place.path, warn });
  return openPostgresStore({ url: place.url, timeZone, warn });
}
