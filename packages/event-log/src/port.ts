// The one seam: everything between the stations goes through this port. Two real drivers (SQLite, Kafka) and one in memory
// pass the same contract suite; no other room knows a driver's client library.

export type Topic =
  | 'events'
  | 'generations'
  | 'inbox'
  | 'intake'
  | 'records'
  | 'cells'
  | 'clock'
  | 'kpis'
  | 'revisions'
  | 'conflicts'
  | 'deadletters';

export interface Entry {
  /** Entries with one key keep their order. Null where order does not matter or the partition has one writer. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array;
  /** What whoever wrote the value has made of it, for readers who can use it. The value says everything by itself. */
  readonly packed?: Uint8Array | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** As a log gives it back. It may read what it holds only when it is asked: take what you need from it by name, not by a spread. */
export interface StoredEntry extends Entry {
  /** Place in its partition, from 0, without gaps that a reader would have to know. */
  readonly offset: number;
  /** When the log took it in, milliseconds since 1970. */
  readonly ingestTime: number;
}

export interface Placed extends Entry {
  readonly partition: number;
}

/** An entry that a commit writes into some topic. */
export interface Output extends Placed {
  readonly topic: Topic;
}

/** Entries of one partition in order; only ever whole commits. None where a log keeps marks of its own between entries. */
export interface Batch {
  readonly partition: number;
  readonly entries: readonly StoredEntry[];
  /** Position after this batch. */
  readonly next: number;
}

/** Ownership of one partition by one member of a group, from *assigned* until *revoked* or fenced. */
export interface Owner {
  readonly partition: number;
  /**
   * Writes outputs and position atomically, fenced by the ownership: all of it or nothing.
   * Durable when it resolves; gives the offset of each output. One commit at a time.
   * @throws LogError `NHIP_LOG_FENCED` when another member owns the partition by now; nothing was written.
   * @throws LogError `NHIP_LOG_COMMIT_FAILED` when the log could not take it; nothing was written, and it may be tried again.
   * @throws LogError `NHIP_LOG_REFUSED` when the log does not allow it; nothing was written, and the ownership is over.
   * @throws LogError `NHIP_LOG_COMMIT_UNSURE` when nobody knows how it ended: only what stands in the log is true, and the ownership is over.
   */
  commit(outputs: readonly Output[], position: number): Promise<readonly number[]>;
}

/** What a member does with a partition. Calls for one partition never overlap. */
export interface PartitionHandler {
  /** Every former owner is fenced now. Restores the state by reading the log and gives the position found in it. */
  assigned(owner: Owner): Promise<number>;
  /** Handles a batch; it commits through `owner` when it has something to write or a position to keep. */
  batch(owner: Owner, batch: Batch): Promise<void>;
  /** The partition is going: a batch under way that waits for something is to give up. A LogError that it gives up with is no failure. */
  leaving?(partition: number): void;
  /** The partition is no longer this member's (also after fencing). Commits are refused from here on. */
  revoked(partition: number): Promise<void>;
}

/** Hears of faults that may pass, after which a partition is begun anew. Calls must not throw. */
export interface MemberTrouble {
  failed(partition: number, error: unknown): void;
  /** A batch was handled, or there was none for a while. Also told where nothing had failed. */
  over(partition: number): void;
  /** The partition is another member's now. */
  left(partition: number): void;
}

export interface ProcessOptions {
  readonly group: string;
  readonly topic: Topic;
  readonly handler: PartitionHandler;
  /** Most bytes of entries handed over in one batch. */
  readonly batchBytesMax?: number;
  /** Only of what a driver tries again by itself; a handler that waits tells its own. */
  readonly trouble?: MemberTrouble | undefined;
  /** Called once when the member cannot go on (a handler threw, the log failed for good); it has stopped by then. */
  readonly failed?: (error: unknown) => void;
}

export interface Member {
  /** Leaves the group: ends the running batch, revokes, resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

export interface ReadOptions {
  /** About how many bytes are read at once: little, for whoever wants the first entries only. A batch is never empty for it. */
  readonly batchBytesMax?: number;
}

export interface FollowOptions {
  readonly topic: Topic;
  readonly partition: number;
  readonly from: number;
  /** Gets whole commits, in order, the next one only after this resolves. */
  readonly take: (batch: Batch) => Promise<void> | void;
  readonly failed?: (error: unknown) => void;
}

export interface EventLog {
  /** How many partitions a topic has in this generation. */
  partitions(topic: Topic): number;
  /**
   * Appends entries; resolves when all are durable (SQLite: synchronous=FULL; Kafka: acks=all).
   * May repeat entries after a failure that was reported as one (harmless by N1).
   * @throws LogError `NHIP_LOG_APPEND_FAILED`: nothing of it may be told to a sender as accepted.
   */
  append(topic: Topic, entries: readonly Placed[]): Promise<void>;
  /** Joins a group that processes a topic: each batch counts exactly once, a fenced former owner can never write. */
  process(options: ProcessOptions): Promise<Member>;
  /** Reads a partition from a position to the end as it stands at the call; whole commits only. */
  read(topic: Topic, partition: number, from: number, options?: ReadOptions): AsyncIterable<Batch>;
  /** Reads from a position and goes on as commits arrive. */
  follow(options: FollowOptions): Promise<Member>;
  /** First offset kept and the position after the last entry. */
  range(topic: Topic, partition: number): Promise<{ readonly start: number; readonly end: number }>;
  /** Drops entries before an offset (a block log's, once a rotation no longer needs them). */
  truncate(topic: Topic, partition: number, before: number): Promise<void>;
  close(): Promise<void>;
}

export type LogErrorCode =
  | 'NHIP_LOG_APPEND_FAILED'
  | 'NHIP_LOG_COMMIT_FAILED'
  | 'NHIP_LOG_COMMIT_UNSURE'
  | 'NHIP_LOG_FENCED'
  | 'NHIP_LOG_FULL'
  | 'NHIP_LOG_IN_USE'
  | 'NHIP_LOG_CORRUPT'
  | 'NHIP_LOG_PARTITIONS'
  | 'NHIP_LOG_REBUILDING'
  | 'NHIP_LOG_REFUSED'
  | 'NHIP_LOG_UNAVAILABLE';

export class LogError extends Error {
  readonly code: LogErrorCode;
  constructor(code: LogErrorCode, deed: string, options?: ErrorOptions) {
    super(`${code}: ${deed}`, options);
    this.name = 'LogError';
    this.code = code;
  }
}
