// The client of PostgreSQL as the history uses it: numbers for bigint (all of ours are exact), time limits, and errors that say that the
// history is out of reach.
import pg from 'pg';
import { HistoryUnavailable } from '../history.ts';

export interface ConnectionOptions {
  /** postgres://user:password@host:port/database?sslmode=… */
  readonly url: string;
}

const CONNECT_MS_MAX = 5_000;
const READ_MS_MAX = 30_000;
const WRITE_MS_MAX = 120_000;
const READERS_MAX = 4;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

function settings({ url }: ConnectionOptions, role: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `nhip history ${role}`,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types,
  };
}

/** @param failed an idle connection was lost: the next question opens another one. */
export function openPool(options: ConnectionOptions, failed: (error: unknown) => void): pg.Pool {
  const pool = new pg.Pool({
    ...settings(options, 'reader'),
    max: READERS_MAX,
    query_timeout: READ_MS_MAX,
    statement_timeout: READ_MS_MAX,
  });
  pool.on('error', failed);
  return pool;
}

/** @param failed the connection was lost: everything asked of it rejects. */
export async function connect(options: ConnectionOptions, failed: (error: unknown) => void): Promise<pg.Client> {
  const client = new pg.Client({ ...settings(options, 'writer'), query_timeout: WRITE_MS_MAX });
  client.on('error', failed);
  await reached(client.connect());
  return client;
}

/** Whatever PostgreSQL says, to those who ask it is that the history is out of reach. */
export async function reached<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (cause) {
    throw new HistoryUnavailable('ask PostgreSQL', { cause });
  }
}
