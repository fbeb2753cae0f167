// A member of a group over SQLite: it takes every partition of the topic, which fences whoever had it, restores, and hands over batches.
import { type Batch, LogError, type Member, type Output, type Owner, type ProcessOptions } from '../port.ts';
import type { WriterClient } from './client.ts';
import type { LogReader } from './database.ts';
import type { Ownership } from './messages.ts';
import { gather, offsetsOf, readBatches } from './packing.ts';
import { openTail, type Tail } from './tail.ts';

export interface Reach {
  readonly client: WriterClient;
  readonly reader: LogReader;
}

const BATCH_BYTES = 4 * 1024 * 1024;

export class SqliteMember implements Member {
  readonly #reach: Reach;
  readonly #options: ProcessOptions;
  readonly #runs: Promise<void>[] = [];
  readonly #tails: Tail[] = [];
  #stopping = false;
  #failed = false;

  constructor(reach: Reach, options: ProcessOptions) {
    this.#reach = reach;
    this.#options = options;
  }

  start(partitions: number): void {
    for (let partition = 0; partition < partitions; partition++) this.#runs.push(this.#run(partition));
  }

  async #run(partition: number): Promise<void> {
    const { group, topic, handler } = this.#options;
    const of: Ownership = { group, topic, partition };
    const tail = openTail(this.#reach.client, topic, partition);
    this.#tails.push(tail);
    let stopWatching = (): void => {};
    try {
      const [epoch = 0] = await this.#reach.client.ask({ kind: 'own', of }, `take over ${topic}/${partition}`);
      const owner = new SqliteOwner(this.#reach.client, of, epoch);
      stopWatching = this.#reach.client.onFenced((fenced, by) => {
        if (sameOwnership(fenced, of) && by > epoch) {
          owner.fenced = true;
          tail.close();
          handler.leaving?.(partition);
        }
      });
      let position = await handler.assigned(owner);
      while (!this.#stopping && !owner.fenced) {
        await tail.grown();
        position = await this.#handleNews(owner, position);
      }
    } catch (error) {
      // What gives up since its partition is leaving has not failed: whoever has it next goes on at its position.
      const isOver = error instanceof LogError && (error.code === 'NHIP_LOG_FENCED' || this.#stopping);
      if (!isOver) this.#fail(error);
    } finally {
      stopWatching();
      tail.close();
      await handler.revoked(partition).catch((error: unknown) => this.#fail(error));
    }
  }

  async #handleNews(owner: SqliteOwner, from: number): Promise<number> {
    let position = from;
    while (!this.#stopping && !owner.fenced) {
      const batch = this.#next(owner.partition, position);
      if (batch === null) return position;
      await this.#options.handler.batch(owner, batch);
      position = batch.next;
    }
    return position;
  }

  #next(partition: number, from: number): Batch | null {
    const { topic, batchBytesMax = BATCH_BYTES } = this.#options;
    return gather(readBatches(this.#reach.reader, { topic, partition, from, bytesMax: batchBytesMax }));
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#stopping = true;
    for (const tail of this.#tails) tail.close();
    this.#options.failed?.(error);
  }

  async close(): Promise<void> {
    this.#stopping = true;
    for (const tail of this.#tails) tail.close();
    for (const partition of this.#runs.keys()) this.#options.handler.leaving?.(partition);
    await Promise.all(this.#runs);
  }
}

function sameOwnership(left: Ownership, right: Ownership): boolean {
  return left.group === right.group && left.topic === right.topic && left.partition === right.partition;
}

class SqliteOwner implements Owner {
  readonly partition: number;
  fenced = false;
  readonly #client: WriterClient;
  readonly #of: Ownership;
  readonly #epoch: number;

  constructor(client: WriterClient, of: Ownership, epoch: number) {
    this.partition = of.partition;
    this.#client = client;
    this.#of = of;
    this.#epoch = epoch;
  }

  async commit(outputs: readonly Output[], position: number): Promise<readonly number[]> {
    const packed = offsetsOf(outputs);
    const deed = `commit ${outputs.length} outputs of ${this.#of.topic}/${this.partition}`;
    const bases = await this.#client.ask(
      { kind: 'commit', of: this.#of, epoch: this.#epoch, position, outputs: packed.outputs },
      deed,
      packed.outputs.map(({ body }) => body.buffer),
    );
    return packed.offsets(bases);
  }
}
