// The data folder: a database for each generation, CURRENT naming the one in force, and a lock that one process holds.
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LogError, type LogErrorCode } from '../port.ts';
import { SQLITE_FULL, sqliteCodeOf } from './database.ts';

export interface Folder {
  readonly path: string;
  /** Number of the generation in force, from 1. @throws LogError NHIP_LOG_CORRUPT when its database is not there. */
  generation(): Promise<number>;
  databaseOf(generation: number): string;
  /** Writes down which generation is in force, where nobody has yet: from then on its database has to be there. */
  settle(generation: number): Promise<void>;
  /** Puts another generation in force, atomically. @throws LogError NHIP_LOG_FULL, NHIP_LOG_UNAVAILABLE; then the former one still is. */
  switchTo(generation: number): Promise<void>;
  /** Removes what an earlier rebuild that was broken off has left, or a generation no longer in force. */
  drop(generation: number): Promise<void>;
  unlock(): void;
}

/**
 * Takes the folder, making it when it is new.
 * @throws LogError NHIP_LOG_IN_USE when another process holds it, NHIP_LOG_FULL when its disk is full, NHIP_LOG_UNAVAILABLE when it cannot be
 * written for anything else.
 */
export async function openFolder(path: string): Promise<Folder> {
  try {
    await makeFolder(path);
  } catch (error) {
    throw new LogError(codeOfWriting(error), `make the data folder ${path}`, { cause: error });
  }
  const lock = await takeLock(path);
  const current = join(path, 'CURRENT');
  const databaseOf = (generation: number): string => join(path, `generation-${generation}.db`);
  const switchTo = async (generation: number): Promise<void> => {
    try {
      await writeFile(`${current}.next`, `generation-${generation}\n`, { flush: true });
      await rename(`${current}.next`, current);
    } catch (error) {
      throw new LogError(codeOfWriting(error), `write ${current}`, { cause: error });
    }
  };
  return {
    path,
    databaseOf,
    generation: async () => {
      const text = await readFile(current, 'utf8').catch(() => null);
      if (text === null) return 1;
      const generation = Number(/^generation-(\d+)\n?$/.exec(text)?.[1]);
      if (Number.isNaN(generation)) throw new LogError('NHIP_LOG_CORRUPT', `read ${current}`);
      // Opened all the same, it would be made anew, and everything would seem never to have been.
      await checkWritten(databaseOf(generation)).catch((cause: unknown) => {
        throw new LogError('NHIP_LOG_CORRUPT', `open the generation that ${current} names`, { cause });
      });
      return generation;
    },
    settle: async (generation) => {
      // On a full disk it is written at a later start.
      await access(current).catch(() => switchTo(generation).catch(() => undefined));
    },
    switchTo,
    drop: async (generation) => {
      for (const end of ['', '-wal', '-shm']) await rm(`${databaseOf(generation)}${end}`, { force: true });
    },
    unlock: () => lock.close(),
  };
}

async function checkWritten(database: string): Promise<void> {
  const { size } = await stat(database);
  if (size === 0) throw new Error(`${database} is empty`);
}

/** With what is missing above it. Node's own recursion never ends where nothing can be made and nothing is there, as below /proc. */
async function makeFolder(path: string): Promise<void> {
  const above = dirname(path);
  if (above !== path) await access(above).catch(() => makeFolder(above));
  await mkdir(path).catch(async (error: unknown) => {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere) throw error;
  });
}

/** An exclusive transaction that is never ended: the operating system ends it with the process, however that dies. */
async function takeLock(path: string): Promise<DatabaseSync> {
  const holder = join(path, 'lock-holder');
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(join(path, 'lock.db'));
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    await writeFile(holder, `${process.pid}\n`);
    return lock;
  } catch (error) {
    if (lock?.isOpen) lock.close();
    if (!isLocked(error))
      throw new LogError(codeOfWriting(error), `write to the data folder ${path}`, { cause: error });
    const pid = (await readFile(holder, 'utf8').catch(() => '')).trim();
    throw new LogError('NHIP_LOG_IN_USE', `${path} is in use by another process${pid === '' ? '' : ` (${pid})`}`);
  }
}

/** What the file system says of a disk, or of a share of it, that has no room left. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

function codeOfWriting(error: unknown): LogErrorCode {
  const isFull = error instanceof Error && 'code' in error && FULL.has(error.code);
  return isFull || sqliteCodeOf(error) === SQLITE_FULL ? 'NHIP_LOG_FULL' : 'NHIP_LOG_UNAVAILABLE';
}

const SQLITE_BUSY = 5;

function isLocked(error: unknown): boolean {
  return sqliteCodeOf(error) === SQLITE_BUSY;
}
