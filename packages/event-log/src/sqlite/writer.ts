// All writing to one generation: what has queued up since the last commit goes into one transaction (group commit), so that many
// senders share one fsync. Runs in a thread of its own; fences by the owner's epoch, which is checked inside the transaction.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LogErrorCode } from '../port.ts';
import { openForWriting, SQLITE_FULL, sqliteCodeOf } from './database.ts';
import { type Ownership, type PackedOutput, placeName, type WriterReply, type WriterRequest } from './messages.ts';
import { whereaboutsOf } from './whereabouts.ts';

export interface Caller {
  reply(reply: WriterReply): void;
}

export interface Queued {
  readonly caller: Caller;
  readonly request: Exclude<WriterRequest, { kind: 'connect' }>;
}

/** What one transaction leads to, told once it is durable. */
interface Told {
  readonly replies: { readonly caller: Caller; readonly reply: WriterReply }[];
  readonly advanced: Set<string>;
  readonly fenced: { readonly of: Ownership; readonly epoch: number }[];
}

class Fenced extends Error {}

export class LogWriter {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #end: StatementSync;
  readonly #setEnd: StatementSync;
  readonly #truncate: StatementSync;
  readonly #takeOver: StatementSync;
  readonly #advance: StatementSync;
  readonly #now: () => number;
  readonly #isWhereItWas: () => boolean;

  constructor(path: string, now: () => number) {
    this.#now = now;
    this.#database = openForWriting(path);
    this.#isWhereItWas = whereaboutsOf(path);
    const prepare = (sql: string): StatementSync => this.#database.prepare(sql);
    this.#insert = prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?)');
    this.#end = prepare('SELECT end FROM ends WHERE topic = ? AND part = ?');
    this.#setEnd = prepare(`INSERT INTO ends VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (topic, part) DO UPDATE SET end = ?3, written = written + ?4`);
    // Batches that reach beyond the offset stay whole.
    this.#truncate = prepare('DELETE FROM batches WHERE topic = ? AND part = ? AND base + count <= ?');
    this.#takeOver = prepare(`INSERT INTO owners VALUES (?, ?, ?, 1, 0)
      ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch`);
    this.#advance = prepare(
      'UPDATE owners SET position = ? WHERE member_group = ? AND topic = ? AND part = ? AND epoch = ?',
    );
  }

  /**
   * Writes everything queued in one transaction; nothing is told before it is durable.
   * @returns false: the database is not where it was opened, and nothing can be written any more.
   */
  write(queue: readonly Queued[], everyone: Iterable<Caller>): boolean {
    if (!this.#isWhereItWas()) {
      for (const { caller, request } of queue) caller.reply(goneReply(request));
      return false;
    }
    const told: Told = { replies: [], advanced: new Set(), fenced: [] };
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const queued of queue) this.#writeOne(queued, told);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const { caller, request } of queue) caller.reply(failure(request, error));
      return true;
    }
    for (const { caller, reply } of told.replies) caller.reply(reply);
    const notices: WriterReply[] = told.fenced.map((fenced) => ({ kind: 'fenced', ...fenced }));
    if (told.advanced.size > 0) notices.push({ kind: 'advanced', places: [...told.advanced] });
    for (const caller of everyone) for (const notice of notices) caller.reply(notice);
    return true;
  }

  #writeOne({ caller, request }: Queued, told: Told): void {
    try {
      const values = this.#values(request, told);
      told.replies.push({ caller, reply: { kind: 'done', id: request.id, values } });
    } catch (error) {
      // Nothing of a fenced commit was written: the check comes first.
      if (!(error instanceof Fenced)) throw error;
      told.replies.push({ caller, reply: failure(request, error) });
    }
  }

  #values(request: Queued['request'], told: Told): readonly number[] {
    switch (request.kind) {
      case 'append':
        return this.#append(request.outputs, told);
      case 'own': {
        const { group, topic, partition } = request.of;
        const epoch = Number(this.#takeOver.get(group, topic, partition)?.epoch);
        told.fenced.push({ of: request.of, epoch });
        return [epoch];
      }
      case 'commit': {
        const { group, topic, partition } = request.of;
        const { changes } = this.#advance.run(request.position, group, topic, partition, request.epoch);
        if (Number(changes) !== 1) throw new Fenced('another member owns the partition');
        return this.#append(request.outputs, told);
      }
      case 'truncate':
        this.#truncate.run(request.topic, request.partition, request.before);
        return [];
    }
  }

  #append(outputs: readonly PackedOutput[], { advanced }: Told): number[] {
    return outputs.map(({ topic, partition, count, body }) => {
      const base = Number(this.#end.get(topic, partition)?.end ?? 0);
      this.#insert.run(topic, partition, base, count, this.#now(), body);
      this.#setEnd.run(topic, partition, base + count, body.length);
      advanced.add(placeName(topic, partition));
      return base;
    });
  }

  close(): void {
    this.#database.close();
  }
}

function goneReply({ id }: WriterRequest): WriterReply {
  return { kind: 'failed', id, code: 'NHIP_LOG_UNAVAILABLE', cause: GONE };
}

/** What is to be told of a folder that was taken away. */
export const GONE = 'the data folder was removed, or put elsewhere, while it was in use';

function failure(request: WriterRequest, error: unknown): WriterReply {
  const cause = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', id: request.id, code: codeOf(request, error), cause };
}

function codeOf(request: WriterRequest, error: unknown): LogErrorCode {
  if (error instanceof Fenced) return 'NHIP_LOG_FENCED';
  if (sqliteCodeOf(error) === SQLITE_FULL) return 'NHIP_LOG_FULL';
  return request.kind === 'append' ? 'NHIP_LOG_APPEND_FAILED' : 'NHIP_LOG_COMMIT_FAILED';
}
