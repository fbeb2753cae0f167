// Opens the embedded log: one folder, one process, one writer thread; any thread of the process may connect.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type EventLog, LogError, type LogErrorCode } from '../port.ts';
import { WriterClient } from './client.ts';
import { openForWriting, SQLITE_FULL, settlePartitions, sqliteCodeOf, synchronousOf } from './database.ts';
import { SqliteEventLog } from './event-log.ts';
import { type Folder, openFolder } from './folder.ts';
import { GONE } from './writer.ts';
import type { WriterThreadData } from './writer-thread.ts';

export interface SqliteLogOptions {
  /** Partitions of a new generation (1); for one that exists it must agree. */
  readonly partitions?: number;
  /** Called once when nothing can be written any more: the folder was taken away, or the writer thread has died. */
  readonly failed?: (error: unknown) => void;
}

/** What another thread needs to connect; hand it over as worker data with `port` in the transfer list. */
export interface SqliteConnection {
  readonly path: string;
  readonly partitions: number;
  readonly port: MessagePort;
}

export interface SqliteLog extends EventLog {
  /** A connection for another thread of this process. */
  connection(): Promise<SqliteConnection>;
  readonly folder: string;
  readonly generation: number;
  /** The database's PRAGMA synchronous as read back; 2 is FULL. */
  readonly synchronous: number;
}

/** A generation of a folder that this process holds. */
export interface GenerationOptions {
  readonly folder: Folder;
  readonly generation: number;
  readonly partitions?: number | undefined;
  readonly failed?: SqliteLogOptions['failed'];
}

/**
 * Opens the generation in force of a folder. Closing it gives the folder up.
 * @throws LogError NHIP_LOG_IN_USE, NHIP_LOG_FULL, NHIP_LOG_UNAVAILABLE, NHIP_LOG_CORRUPT, or NHIP_LOG_PARTITIONS for another number of partitions.
 */
export async function openSqliteLog(path: string, options: SqliteLogOptions = {}): Promise<SqliteLog> {
  const folder = await openFolder(path);
  try {
    const log = await openGeneration({ folder, generation: await folder.generation(), ...options });
    await folder.settle(log.generation);
    return closing(log, () => folder.unlock());
  } catch (error) {
    folder.unlock();
    throw error;
  }
}

/** Opens (or makes) one generation of a folder that is held already. */
export async function openGeneration(options: GenerationOptions): Promise<SqliteLog> {
  const { folder, generation, partitions, failed } = options;
  const path = folder.databaseOf(generation);
  const settled = settle(path, partitions);
  if (partitions !== undefined && settled.partitions !== partitions) {
    throw new LogError(
      'NHIP_LOG_PARTITIONS',
      `this folder has ${settled.partitions} partitions, not ${partitions}: run \`nhip rebuild --partitions ${partitions}\``,
    );
  }
  const data: WriterThreadData = { path };
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: data });
  await answered(worker, 'ready');
  watch(worker, failed);
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'port', port: port2 }, [port2]);
  const client = new WriterClient(port1);
  const log = new SqliteEventLog({ client, path, partitions: settled.partitions });
  const opened = Object.assign(log, {
    folder: folder.path,
    generation,
    synchronous: settled.synchronous,
    connection: async (): Promise<SqliteConnection> => {
      const channel = new MessageChannel();
      await client.connect(channel.port2);
      return { path, partitions: settled.partitions, port: channel.port1 };
    },
  });
  return closing(opened, async () => {
    const closed = answered(worker, 'closed');
    worker.postMessage({ kind: 'close' });
    await closed;
    await worker.terminate();
  });
}

/** The log for a thread that was given a connection. */
export function connectSqliteLog({ path, partitions, port }: SqliteConnection): EventLog {
  return new SqliteEventLog({ client: new WriterClient(port), path, partitions });
}

function settle(
  path: string,
  wanted: number | undefined,
): { readonly partitions: number; readonly synchronous: number } {
  try {
    const database = openForWriting(path);
    const partitions = settlePartitions(database, wanted ?? 1);
    const synchronous = synchronousOf(database);
    database.close();
    return { partitions, synchronous };
  } catch (error) {
    throw new LogError(codeOfOpening(error), `open ${path}`, { cause: error });
  }
}

function codeOfOpening(error: unknown): LogErrorCode {
  const code = sqliteCodeOf(error);
  if (code === SQLITE_FULL) return 'NHIP_LOG_FULL';
  return code !== null && unreachable.has(code) ? 'NHIP_LOG_UNAVAILABLE' : 'NHIP_LOG_CORRUPT';
}

/** What the file system refuses: it may only be read, fails, or cannot be opened. */
const unreachable: ReadonlySet<number> = new Set([8, 10, 14]);

/** Tells it once. */
function watch(worker: Worker, failed: SqliteLogOptions['failed']): void {
  let isTold = false;
  const tell = (cause: unknown): void => {
    if (isTold) return;
    isTold = true;
    failed?.(new LogError('NHIP_LOG_UNAVAILABLE', 'write to the log', { cause }));
  };
  worker.on('message', (message) => {
    if (message === 'gone') tell(new Error(GONE));
  });
  worker.on('error', tell);
}

function answered(worker: Worker, answer: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      if (message === answer) resolve();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new LogError('NHIP_LOG_UNAVAILABLE', 'the writer thread has ended')));
  });
}

/** The same log, with something more to do when it is closed. */
function closing<L extends EventLog>(log: L, after: () => Promise<void> | void): L {
  const close = log.close.bind(log);
  log.close = async () => {
    await close();
    await after();
  };
  return log;
}
