// The tables of one generation: packed batches of entries, and who owns which partition. The only file that knows the SQL.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { PackedBatch } from '../framing.ts';
import type { Topic } from '../port.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batches (
    topic TEXT NOT NULL, part INTEGER NOT NULL, base INTEGER NOT NULL, count INTEGER NOT NULL,
    ingest_time INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS batches_place ON batches (topic, part, base);
  CREATE TABLE IF NOT EXISTS ends (
    topic TEXT NOT NULL, part INTEGER NOT NULL, end INTEGER NOT NULL, written INTEGER NOT NULL,
    PRIMARY KEY (topic, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS owners (
    member_group TEXT NOT NULL, topic TEXT NOT NULL, part INTEGER NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (member_group, topic, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Of the tables and of what is packed in them; 0 is a new database, or one from before this was written down. */
const FORMAT = 1;

/**
 * Opens (or makes) the database for writing; durable: a commit is on the disk when it returns.
 * @throws Error when a newer version of this program wrote it.
 */
export function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  const format = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (format > FORMAT) {
    database.close();
    throw new Error(`a newer version of Nhịp wrote it (format ${format}, this one reads ${FORMAT})`);
  }
  database.exec('PRAGMA page_size = 16384');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  // The log is written in long stretches: a checkpoint every 16 MB, and the WAL never stays larger than 64 MB.
  database.exec('PRAGMA wal_autocheckpoint = 1024');
  database.exec('PRAGMA journal_size_limit = 67108864');
  database.exec(SCHEMA);
  if (format < FORMAT) database.exec(`PRAGMA user_version = ${FORMAT}`);
  return database;
}

export const SQLITE_FULL = 13;

/** The primary result code of SQLite, null: the error is none of its. */
export function sqliteCodeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

/** 2 is FULL. */
export function synchronousOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA synchronous').get()?.synchronous);
}

/** Reads the number of partitions, after setting it when the generation is new. */
export function settlePartitions(database: DatabaseSync, wanted: number): number {
  database.prepare("INSERT OR IGNORE INTO settings VALUES ('partitions', ?)").run(wanted);
  return Number(database.prepare("SELECT value FROM settings WHERE name = 'partitions'").get()?.value);
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A read-only connection of one thread. */
export class LogReader {
  readonly #database: DatabaseSync;
  readonly #batches: StatementSync;
  readonly #range: StatementSync;
  readonly #end: StatementSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    this.#batches = this.#database.prepare(`
      SELECT base, ingest_time, body FROM batches WHERE topic = ?1 AND part = ?2 AND base >= coalesce(
        (SELECT max(base) FROM batches WHERE topic = ?1 AND part = ?2 AND base <= ?3), 0) ORDER BY base`);
    this.#range = this.#database.prepare('SELECT min(base) AS start FROM batches WHERE topic = ? AND part = ?');
    this.#end = this.#database.prepare('SELECT end FROM ends WHERE topic = ? AND part = ?');
  }

  range(topic: Topic, partition: number): Range {
    const end = Number(this.#end.get(topic, partition)?.end ?? 0);
    const start = this.#range.get(topic, partition)?.start;
    return { start: typeof start === 'number' ? start : end, end };
  }

  /** Whole stored batches that reach beyond `from`, at most about `bytesMax` of them (one at least). */
  batches(topic: Topic, partition: number, { from, bytesMax }: { from: number; bytesMax: number }): PackedBatch[] {
    const found: PackedBatch[] = [];
    let bytes = 0;
    for (const row of this.#batches.iterate(topic, partition, from)) {
      const body = row.body as Uint8Array;
      found.push({ base: Number(row.base), ingestTime: Number(row.ingest_time), body });
      bytes += body.length;
      if (bytes >= bytesMax) break;
    }
    return found;
  }

  close(): void {
    this.#database.close();
  }
}
