// The history in a file of SQLite: one process, nothing to install. What was committed outlives a crash of the process; what a power cut
// has torn is dropped, and filled again from the log.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HistoryUnavailable } from '../history.ts';
import { type HistoryReader, type HistoryStore, HistoryStoreInUse, type HistoryWriter } from '../history-store.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { isForeign, migrate, tryToWrite } from './schema.ts';
import { createSqliteReader } from './sqlite-reader.ts';
import { createSqliteWriter } from './sqlite-writer.ts';

export interface SqliteStoreOptions {
  /** A file; its folder is made where it is missing. */
  readonly path: string;
  /** Something that needs an operator's eye, and does not keep the store from its work. */
  readonly warn: (error: unknown, message: string) => void;
}

/**
 * Opens the file, or makes it anew where it is damaged or of before there were versions.
 * @throws HistoryStoreInUse when another process has it; HistoryUnavailable when it cannot be written, or is of a later version.
 */
export function openSqliteStore({ path, warn }: SqliteStoreOptions): HistoryStore {
  const lock = takeLock(path);
  const checkpoints = createCheckpoints(path, (error) => warn(error, 'the history cannot be moved out of the WAL'));
  let file = openedOr(path, warn, () => lock.close());
  let isTorn = false;
  const guard = async <Answer>(deed: string, ask: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await ask();
    } catch (cause) {
      isTorn ||= isDamage(cause);
      throw cause instanceof HistoryUnavailable ? cause : new HistoryUnavailable(deed, { cause });
    }
  };
  const read = <Answer>(ask: (reader: HistoryReader) => Promise<Answer>): Promise<Answer> =>
    guard('read the history', () => ask(file.reader));
  return {
    written: () => read((reader) => reader.written()),
    ticksBefore: (momentMs) => read((reader) => reader.ticksBefore(momentMs)),
    series: (filter) => read((reader) => reader.series(filter)),
    runs: (places, stab) => read((reader) => reader.runs(places, stab)),
    revisions: (places) => read((reader) => reader.revisions(places)),
    lead: () =>
      guard('write the history', async () => {
        if (isTorn) {
          file.close();
          warn(null, `the history ${path} is damaged: it is made anew from the log`);
          remove(path);
          file = openFile(path, warn);
          isTorn = false;
        }
        const writer = createSqliteWriter(file.database, checkpoints.committed);
        return guardedWriter(writer, (work) => guard('write the history', work));
      }),
    close: () => close(lock, file, checkpoints),
  };
}

type Guard = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

function guardedWriter(writer: HistoryWriter, guard: Guard): HistoryWriter {
  return {
    written: writer.written,
    seriesAfter: (id, count) => guard(() => writer.seriesAfter(id, count)),
    standing: (places) => guard(() => writer.standing(places)),
    transaction: (work) => guard(() => writer.transaction(work)),
    forget: (horizons) => guard(() => writer.forget(horizons)),
    release: writer.release,
  };
}

async function close(lock: DatabaseSync, file: OpenFile, checkpoints: Checkpoints): Promise<void> {
  await checkpoints.close();
  file.close();
  lock.close();
}

const BUSY_MS_MAX = 5_000;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === code;
}

/** An exclusive transaction that is never ended: the operating system ends it with the process, however that dies. */
function takeLock(path: string): DatabaseSync {
  let lock: DatabaseSync | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true });
    lock = new DatabaseSync(`${path}.lock`);
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    if (lock?.isOpen) lock.close();
    if (hasCode(cause, SQLITE_BUSY)) throw new HistoryStoreInUse(path);
    throw new HistoryUnavailable(`write the history ${path}`, { cause });
  }
}

/** @param otherwise undoes what was done before. */
function openedOr(path: string, warn: SqliteStoreOptions['warn'], otherwise: () => void): OpenFile {
  try {
    return openFile(path, warn);
  } catch (cause) {
    otherwise();
    throw new HistoryUnavailable(`write the history ${path}`, { cause });
  }
}

interface OpenFile {
  readonly database: DatabaseSync;
  readonly reader: HistoryReader;
  close(): void;
}

function openFile(path: string, warn: SqliteStoreOptions['warn']): OpenFile {
  const database = openedAnew(path, warn);
  const reading = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS_MAX });
  return {
    database,
    reader: createSqliteReader(reading),
    close: () => {
      reading.close();
      database.close();
    },
  };
}

function openedAnew(path: string, warn: SqliteStoreOptions['warn']): DatabaseSync {
  try {
    return opened(path);
  } catch (error) {
    // What is merely out of reach, or of a later version, may hold what nobody can fill in again.
    if (!isDamage(error) && !(error instanceof ForeignFile)) throw error;
    warn(error, `the history ${path} cannot be read: it is made anew from the log`);
    remove(path);
    return opened(path);
  }
}

function isDamage(error: unknown): boolean {
  return hasCode(error, SQLITE_CORRUPT) || hasCode(error, SQLITE_NOTADB);
}

class ForeignFile extends Error {
  constructor() {
    super('it was written by an earlier version');
    this.name = 'ForeignFile';
  }
}

function remove(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

function opened(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS_MAX });
  try {
    if (isForeign(database)) throw new ForeignFile();
    // Commits do not wait for the disk. Checkpoints do, and those have a thread of their own.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
    migrate(database);
    tryToWrite(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
