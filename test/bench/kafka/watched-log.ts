// Benchmark: a log that notes what goes through it: when the tally took and committed what, and how many bytes it wrote where.
import type { EventLog, Output, Owner, PartitionHandler, Topic } from '@nhip/event-log';

export interface Progress {
  /** Events in committed batches. */
  readonly events: number;
  /** Milliseconds since 1970, with fractions. */
  readonly firstBatchAtMs: number | null;
  readonly lastCommitAtMs: number | null;
  /** Bytes of keys and values given to commits, by topic. */
  readonly written: Readonly<Partial<Record<Topic, number>>>;
  readonly partitions: readonly PartitionProgress[];
}

export interface PartitionProgress {
  readonly partition: number;
  readonly assignedAtMs: number;
  readonly restoredAtMs: number | null;
  readonly firstCommitAtMs: number | null;
}

export interface WatchedLog {
  readonly log: EventLog;
  progress(): Progress;
}

/** Comparable between processes of one machine, and finer than the wall clock's milliseconds. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

interface Notes {
  events: number;
  firstBatchAtMs: number | null;
  lastCommitAtMs: number | null;
  readonly written: Partial<Record<Topic, number>>;
  readonly partitions: Map<number, Writable<PartitionProgress>>;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function watchLog(log: EventLog): WatchedLog {
  const notes: Notes = { events: 0, firstBatchAtMs: null, lastCommitAtMs: null, written: {}, partitions: new Map() };
  const watched: EventLog = {
    partitions: (topic) => log.partitions(topic),
    append: (topic, entries) => log.append(topic, entries),
    process: (options) => {
      const watch = options.topic === 'events' ? watchTally : watchOther;
      return log.process({ ...options, handler: watch(options.handler, notes) });
    },
    read: (topic, partition, from) => log.read(topic, partition, from),
    follow: (options) => log.follow(options),
    range: (topic, partition) => log.range(topic, partition),
    truncate: (topic, partition, before) => log.truncate(topic, partition, before),
    close: () => log.close(),
  };
  return { log: watched, progress: () => ({ ...notes, partitions: [...notes.partitions.values()] }) };
}

function watchTally(handler: PartitionHandler, notes: Notes): PartitionHandler {
  return {
    async assigned(owner) {
      const place: Writable<PartitionProgress> = {
        partition: owner.partition,
        assignedAtMs: nowMs(),
        restoredAtMs: null,
        firstCommitAtMs: null,
      };
      notes.partitions.set(owner.partition, place);
      const position = await handler.assigned(watchWrites(owner, notes));
      place.restoredAtMs = nowMs();
      return position;
    },
    async batch(owner, batch) {
      notes.firstBatchAtMs ??= nowMs();
      await handler.batch(watchWrites(owner, notes), batch);
      notes.events += batch.entries.length;
      notes.lastCommitAtMs = nowMs();
      const place = notes.partitions.get(owner.partition);
      if (place !== undefined) place.firstCommitAtMs ??= notes.lastCommitAtMs;
    },
    revoked: (partition) => handler.revoked(partition),
  };
}

/** The evaluator commits whenever it likes, through the owner it was given first. */
function watchOther(handler: PartitionHandler, notes: Notes): PartitionHandler {
  return {
    assigned: (owner) => handler.assigned(watchWrites(owner, notes)),
    batch: (owner, batch) => handler.batch(watchWrites(owner, notes), batch),
    revoked: (partition) => handler.revoked(partition),
  };
}

function watchWrites(owner: Owner, { written }: Notes): Owner {
  return {
    partition: owner.partition,
    async commit(outputs, position) {
      const offsets = await owner.commit(outputs, position);
      for (const output of outputs) written[output.topic] = (written[output.topic] ?? 0) + bytesOf(output);
      return offsets;
    },
  };
}

function bytesOf({ key, value }: Output): number {
  return value.length + (key?.length ?? 0);
}
