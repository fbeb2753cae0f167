// The history in PostgreSQL: for several exporters, and for whoever reads it with SQL. Of the exporters of a database one writes, the one
// that holds an advisory lock; the others answer from the same tables and stand by.
import type pg from 'pg';
import type { HistoryStore, HistoryWriter } from '../history-store.ts';
import { type ConnectionOptions, connect, openPool } from './client.ts';
import { migrations } from './migrations.ts';
import { ask, createPostgresReader, readWritten } from './postgres-reader.ts';
import { createPostgresWriter } from './postgres-writer.ts';

export interface PostgresStoreOptions extends ConnectionOptions {
  /** IANA name: the views tell local days by it. */
  readonly timeZone: string;
  /** Something that needs an operator's eye, and does not keep the store from its work. */
  readonly warn: (error: unknown, message: string) => void;
}

/** Nothing is asked of the server yet. */
export function openPostgresStore(options: PostgresStoreOptions): HistoryStore {
  const { warn } = options;
  const pool = openPool(options, (error) => warn(error, 'a connection to the history was lost'));
  return {
    ...createPostgresReader(pool),
    lead: () => lead(options),
    close: () => pool.end(),
  };
}

/** Any number that nobody else in the database locks. */
const LOCK = 766_001;

async function lead(options: PostgresStoreOptions): Promise<HistoryWriter | null> {
  const { timeZone, warn } = options;
  const client = await connect(options, (error) => warn(error, "the writer's connection to the history was lost"));
  try {
    const [row] = await ask(client, 'SELECT CASE WHEN pg_try_advisory_lock($1) THEN 1 ELSE 0 END', [LOCK]);
    if (row?.[0] !== 1) {
      await client.end();
      return null;
    }
    await migrate(client);
    return createPostgresWriter({ client, written: await readWritten(client), timeZone });
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function migrate(client: pg.Client): Promise<void> {
  await ask(client, 'CREATE SCHEMA IF NOT EXISTS nhip');
  await ask(
    client,
    'CREATE TABLE IF NOT EXISTS nhip.migration (version integer PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())',
  );
  const [row] = await ask(client, 'SELECT coalesce(max(version), 0) FROM nhip.migration');
  const version = Number(row?.[0]);
  if (version > migrations.length) {
    throw new RangeError(`the history is of version ${version}, this program knows ${migrations.length}`);
  }
  for (const [place, step] of migrations.entries()) {
    if (place < version) continue;
    // One message, so one transaction: all of a step or nothing of it.
    await ask(client, `BEGIN; ${step}; INSERT INTO nhip.migration (version) VALUES (${place + 1}); COMMIT`);
  }
}
