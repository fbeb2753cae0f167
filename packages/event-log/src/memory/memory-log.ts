// The port in memory: for tests and for whatever need not outlive its process. It keeps the promises of the others: commits are
// whole or nothing, an owner that was taken over can never write, readers see whole commits.

import { partitionsOf } from '../partitions.ts';
import type {
  Batch,
  EventLog,
  FollowOptions,
  Member,
  Output,
  Placed,
  ProcessOptions,
  ReadOptions,
  StoredEntry,
  Topic,
} from '../port.ts';
import { MemoryGroup } from './memory-group.ts';

export interface MemoryLogOptions {
  /** Partitions of `events` and of all topics that go with it. */
  readonly partitions?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Shelf {
  /** First offset kept. */
  start: number;
  entries: StoredEntry[];
}

export function createMemoryLog({ partitions = 1, now = Date.now }: MemoryLogOptions = {}): EventLog {
  return new MemoryLog(partitions, now);
}

/** Told when something was written, or when waiting is over. */
export type Wake = () => void;

export class MemoryLog implements EventLog {
  readonly #partitions: number;
  readonly #now: () => number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #waiting = new Set<Wake>();
  readonly #open = new Set<Member>();

  constructor(partitions: number, now: () => number) {
    this.#partitions = partitions;
    this.#now = now;
  }

  partitions(topic: Topic): number {
    return partitionsOf(topic, this.#partitions);
  }

  async append(topic: Topic, entries: readonly Placed[]): Promise<void> {
    this.write(entries.map((entry) => ({ ...entry, topic })));
  }

  /** All of it at once; gives the offsets. */
  write(outputs: readonly Output[]): readonly number[] {
    const ingestTime = this.#now();
    const offsets = outputs.map(({ topic, partition, ...entry }) => {
      const shelf = this.#shelf(topic, partition);
      const offset = shelf.start + shelf.entries.length;
      shelf.entries.push({ ...entry, value: entry.value.slice(), offset, ingestTime });
      return offset;
    });
    for (const wake of [...this.#waiting]) wake();
    return offsets;
  }

  /** Entries from a position on; null when there are none. */
  next(topic: Topic, partition: number, from: number): Batch | null {
    const { start, entries } = this.#shelf(topic, partition);
    const wanted = entries.slice(Math.max(0, from - start));
    const last = wanted.at(-1);
    return last === undefined ? null : { partition, entries: wanted, next: last.offset + 1 };
  }

  /** Resolves at the next write, or when `over` is called. */
  written(): { readonly promise: Promise<void>; readonly over: Wake } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const over = (): void => {
      this.#waiting.delete(over);
      resolve();
    };
    this.#waiting.add(over);
    return { promise, over };
  }

  async process(options: ProcessOptions): Promise<Member> {
    const name = `${options.group}/${options.topic}`;
    const group = this.#groups.get(name) ?? new MemoryGroup(this, options.topic);
    this.#groups.set(name, group);
    return this.#keep(group.join(options));
  }

  async *read(topic: Topic, partition: number, from: number, options: ReadOptions = {}): AsyncIterable<Batch> {
    const batch = this.next(topic, partition, from);
    if (batch !== null) yield* parts(batch, options.batchBytesMax ?? Number.POSITIVE_INFINITY);
  }

  async follow({ topic, partition, from, take, failed }: FollowOptions): Promise<Member> {
    let isClosed = false;
    let over: Wake = () => {};
    const run = async (): Promise<void> => {
      for (let position = from; !isClosed; ) {
        const news = this.written();
        over = news.over;
        const batch = this.next(topic, partition, position);
        if (batch === null) await news.promise;
        else {
          news.over();
          await take(batch);
          position = batch.next;
        }
      }
    };
    const running = run().catch((error: unknown) => failed?.(error));
    return this.#keep({
      close: async () => {
        isClosed = true;
        over();
        await running;
      },
    });
  }

  async range(topic: Topic, partition: number): Promise<{ readonly start: number; readonly end: number }> {
    const { start, entries } = this.#shelf(topic, partition);
    return { start, end: start + entries.length };
  }

  async truncate(topic: Topic, partition: number, before: number): Promise<void> {
    const shelf = this.#shelf(topic, partition);
    const dropped = Math.max(0, Math.min(before - shelf.start, shelf.entries.length));
    shelf.entries = shelf.entries.slice(dropped);
    shelf.start += dropped;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((member) => member.close()));
  }

  #keep(member: Member): Member {
    const kept: Member = {
      close: async () => {
        this.#open.delete(kept);
        await member.close();
      },
    };
    this.#open.add(kept);
    return kept;
  }

  #shelf(topic: Topic, partition: number): Shelf {
    const name = `${topic}/${partition}`;
    const shelf = this.#shelves.get(name) ?? { start: 0, entries: [] };
    this.#shelves.set(name, shelf);
    return shelf;
  }
}

function* parts({ partition, entries }: Batch, bytesMax: number): Generator<Batch> {
  let part: StoredEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (part.length > 0 && bytes + entry.value.length > bytesMax) {
      yield { partition, entries: part, next: entry.offset };
      part = [];
      bytes = 0;
    }
    part.push(entry);
    bytes += entry.value.length;
  }
  yield { partition, entries: part, next: (part.at(-1)?.offset ?? -1) + 1 };
}
