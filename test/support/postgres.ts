// A real PostgreSQL for tests: a private server in a folder of its own, on a free port of the loopback. It refuses to run as root, so
// that there it runs as Debian's user `postgres`.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, until } from '../process/nhip-process.ts';
import type { Missing } from './requires.ts';

const run = promisify(execFile);

export interface Postgres {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** An empty database of this server, as a connection string with user and password. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server as an operator would, sessions and all; what was committed stays. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const USER = 'nhip';
const PASSWORD = 'for-tests-only';
/** Where Debian and Ubuntu put the server's programs, one folder for each version; they stand in no PATH. */
const DEBIAN = '/usr/lib/postgresql';
const OWNER = 'postgres';
const READY_MS_MAX = 30_000;
const CONNECTIONS_MAX = 40;

/** Null: there is a server to be had. */
export function postgresMissing(): Missing {
  if (programs() === null) return 'postgres is not installed';
  return process.getuid?.() === 0 && owner() === null
    ? `postgres does not run as root, and no user ${OWNER} is there`
    : null;
}

/** Ready when it resolves. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  if (bin === null) throw new Error('postgres is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-postgres-'));
  const as = (process.getuid?.() === 0 ? owner() : null) ?? {};
  const server: Server = { bin, as, data: join(folder, 'data'), port: await freePort() };
  await initialise(server, folder);
  let child = await started(server);
  const stop = (): Promise<void> => ended(child);
  return {
    host: HOST,
    port: server.port,
    user: USER,
    password: PASSWORD,
    createDatabase: async (name) => {
      const environment = { ...process.env, PGPASSWORD: PASSWORD };
      const place = ['-h', HOST, '-p', String(server.port), '-U', USER];
      await run(join(bin, 'createdb'), [...place, name], { env: environment });
      return `postgres://${USER}:${PASSWORD}@${HOST}:${server.port}/${name}`;
    },
    stop,
    start: async () => {
      child = await started(server);
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rows of a query, over a connection of its own. @param url as createDatabase gave it. */
export async function rowsOf(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Runs a file of SQL with `psql`, as the official image does with what stands in `/docker-entrypoint-initdb.d`.
 * @param environment what the file reads with `\\getenv`.
 */
export async function runScript(
  url: string,
  path: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const bin = programs();
  if (bin === null) throw new Error('postgres is not installed');
  const words = ['--set', 'ON_ERROR_STOP=1', '--no-psqlrc', '--no-password', '--quiet', '--file', path, url];
  await run(join(bin, 'psql'), words, { env: { ...process.env, ...environment } });
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

interface Server {
  readonly bin: string;
  /** Nobody: whoever runs the tests. */
  readonly as: User | Record<string, never>;
  readonly data: string;
  readonly port: number;
}

async function initialise({ bin, as, data }: Server, folder: string): Promise<void> {
  const secret = join(folder, 'password');
  writeFileSync(secret, PASSWORD);
  if (as.uid !== undefined) for (const path of [folder, secret]) chownSync(path, as.uid, as.gid);
  const settings = ['-D', data, '-U', USER, '-A', 'scram-sha-256', '--pwfile', secret, '-E', 'UTF8', '--locale', 'C'];
  await run(join(bin, 'initdb'), [...settings, '--no-sync'], { cwd: folder, ...as });
}

async function started({ bin, as, data, port }: Server): Promise<ChildProcess> {
  // What is written outlives the process by the page cache alone: no test pulls the plug of the machine.
  const settings = {
    listen_addresses: HOST,
    port,
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: CONNECTIONS_MAX,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...words], {
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...as,
  });
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-4_000);
  });
  await until('PostgreSQL is ready', READY_MS_MAX, async () => {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}:\n${printed}`);
    return run(join(bin, 'pg_isready'), ['-q', '-h', HOST, '-p', String(port)]).then(
      () => true,
      () => false,
    );
  });
  return child;
}

/** SIGINT: sessions are ended, not waited for. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** The folder of `postgres` and the programs beside it, the newest version first. */
function programs(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((left, right) => Number(right) - Number(left)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return (
    folders.find((folder) => ['postgres', 'initdb', 'pg_isready'].every((name) => existsSync(join(folder, name)))) ??
    null
  );
}

function owner(): User | null {
  const number = (kind: string): number =>
    Number(execFileSync('id', [kind, OWNER], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return null;
  }
}
