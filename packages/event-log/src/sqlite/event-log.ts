// The EventLog port over SQLite, for one thread: writing goes to the writer thread, reading through an own connection.

import { partitionsOf } from '../partitions.ts';
import type { Batch, EventLog, FollowOptions, Member, Placed, ProcessOptions, ReadOptions, Topic } from '../port.ts';
import type { WriterClient } from './client.ts';
import { LogReader } from './database.ts';
import { SqliteMember } from './member.ts';
import type { PackedOutput } from './messages.ts';
import { gather, packPlaced, readBatches } from './packing.ts';
import { openTail } from './tail.ts';

export interface SqliteEventLogOptions {
  readonly client: WriterClient;
  readonly path: string;
  readonly partitions: number;
}

const READ_BYTES = 4 * 1024 * 1024;

export class SqliteEventLog implements EventLog {
  readonly #client: WriterClient;
  readonly #reader: LogReader;
  readonly #partitions: number;
  readonly #members = new Set<Member>();

  constructor({ client, path, partitions }: SqliteEventLogOptions) {
    this.#client = client;
    this.#reader = new LogReader(path);
    this.#partitions = partitions;
  }

  partitions(topic: Topic): number {
    return partitionsOf(topic, this.#partitions);
  }

  append(topic: Topic, entries: readonly Placed[]): Promise<void> {
    // What waits for the disk holds no entries any more: each collection until then would move them.
    return entries.length === 0
      ? Promise.resolve()
      : this.#write(packPlaced(topic, entries), `append ${entries.length} entries to ${topic}`);
  }

  async #write(outputs: readonly PackedOutput[], deed: string): Promise<void> {
    await this.#client.ask(
      { kind: 'append', outputs },
      deed,
      outputs.map(({ body }) => body.buffer),
    );
  }

  async process(options: ProcessOptions): Promise<Member> {
    const member = new SqliteMember({ client: this.#client, reader: this.#reader }, options);
    member.start(this.partitions(options.topic));
    return this.#watch(member);
  }

  async *read(topic: Topic, partition: number, from: number, options: ReadOptions = {}): AsyncIterable<Batch> {
    const { batchBytesMax: bytesMax = READ_BYTES } = options;
    const { end } = this.#reader.range(topic, partition);
    for (let position = from; position < end; ) {
      const batch = gather(readBatches(this.#reader, { topic, partition, from: position, bytesMax }));
      if (batch === null) return;
      yield batch;
      position = batch.next;
    }
  }

  async follow({ topic, partition, from, take, failed }: FollowOptions): Promise<Member> {
    const tail = openTail(this.#client, topic, partition);
    let closed = false;
    const run = async (): Promise<void> => {
      for (let position = from; !closed; await tail.grown()) {
        for (;;) {
          const batch = gather(readBatches(this.#reader, { topic, partition, from: position, bytesMax: READ_BYTES }));
          if (batch === null || closed) break;
          await take(batch);
          position = batch.next;
        }
      }
    };
    const running = run().catch((error: unknown) => failed?.(error));
    return this.#watch({
      close: async () => {
        closed = true;
        tail.close();
        await running;
      },
    });
  }

  async range(topic: Topic, partition: number): Promise<{ readonly start: number; readonly end: number }> {
    return this.#reader.range(topic, partition);
  }

  async truncate(topic: Topic, partition: number, before: number): Promise<void> {
    await this.#client.ask({ kind: 'truncate', topic, partition, before }, `truncate ${topic}/${partition}`);
  }

  #watch(member: Member): Member {
    const watched: Member = {
      close: async () => {
        this.#members.delete(watched);
        await member.close();
      },
    };
    this.#members.add(watched);
    return watched;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.close()));
    this.#reader.close();
    this.#client.close();
  }
}
