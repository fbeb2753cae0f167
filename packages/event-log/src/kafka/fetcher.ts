// Reads partitions as they grow, many at once: one request at a time to each broker for all partitions it leads, so that an idle
// partition holds none of the others up. A partition is asked for again once what it gave is taken.
import { setTimeout as delay } from 'node:timers/promises';
import type { Batch, StoredEntry } from '../port.ts';
import { committedOf } from './committed.ts';
import { isOutOfRange } from './errors.ts';
import { type Cluster, openCluster, type PartitionData, type RawMessage, READ_COMMITTED } from './internals.ts';
import { PACKED_HEADER } from './packets.ts';
import type { KafkaSettings } from './settings.ts';

export interface Fetched {
  readonly batch: Batch;
  /** First offset that is not yet stable (or not yet there): everything before was given, or is not for readers. */
  readonly stableEnd: number;
}

export interface Watch {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  /** Gets the entries of whole transactions in order; the next ones only after this resolves. A batch may be empty. */
  readonly take: (fetched: Fetched) => Promise<void> | void;
  readonly failed: (error: unknown) => void;
}

interface Watching extends Watch {
  next: number;
  isBusy: boolean;
  isOver: boolean;
  done: Promise<void>;
  /** Ends a rest. */
  readonly over: AbortController;
}

const WAIT_MS = 200;
const RETRY_MS = 250;
const RESPONSE_BYTES = 16 * 1024 * 1024;

export interface FetcherOptions {
  readonly settings: KafkaSettings;
  readonly partitionBytes: number;
  /**
   * A partition that was read to its end is asked for again only so long after that: what comes meanwhile is given together. Left out: at
   * once.
   */
  readonly restMs?: number;
}

export class Fetcher {
  readonly #cluster: Cluster;
  readonly #partitionBytes: number;
  readonly #restMs: number;
  readonly #watched = new Set<Watching>();
  readonly #loops = new Map<number, Promise<void>>();
  #connected: Promise<void> | null = null;
  #closed = false;

  constructor({ settings, partitionBytes, restMs = 0 }: FetcherOptions) {
    this.#cluster = openCluster(settings);
    this.#partitionBytes = partitionBytes;
    this.#restMs = restMs;
  }

  async watch(watch: Watch): Promise<{ stop(): Promise<void> }> {
    this.#connected ??= this.#cluster.connect();
    await this.#connected;
    await this.#cluster.addMultipleTargetTopics([watch.topic]);
    const watching: Watching = {
      ...watch,
      next: watch.from,
      isBusy: false,
      isOver: false,
      done: Promise.resolve(),
      over: new AbortController(),
    };
    this.#watched.add(watching);
    this.#spin();
    return {
      stop: async () => {
        watching.isOver = true;
        this.#watched.delete(watching);
        watching.over.abort();
        await watching.done;
      },
    };
  }

  /** Waits for what is being taken. */
  async close(): Promise<void> {
    this.#closed = true;
    const taking = [...this.#watched].map(({ done }) => done);
    for (const { over } of this.#watched) over.abort();
    this.#watched.clear();
    await Promise.all([...this.#loops.values(), ...taking]);
    await this.#cluster.disconnect();
  }

  /** Sees to it that every leader with something to ask for is being asked. */
  #spin(): void {
    if (this.#closed) return;
    for (const watching of this.#watched) {
      const leader = this.#leaderOf(watching);
      if (watching.isBusy || this.#loops.has(leader)) continue;
      this.#loops.set(
        leader,
        this.#loop(leader).finally(() => {
          this.#loops.delete(leader);
          if ([...this.#watched].some(({ isBusy }) => !isBusy)) this.#spin();
        }),
      );
    }
  }

  #leaderOf({ topic, partition }: Watching): number {
    return (
      this.#cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ?? -1
    );
  }

  async #loop(leader: number): Promise<void> {
    while (!this.#closed) {
      const asked = [...this.#watched].filter((watching) => !watching.isBusy && this.#leaderOf(watching) === leader);
      if (asked.length === 0) return;
      try {
        if (leader < 0) throw new Error('the partition has no leader');
        await this.#fetch(leader, asked);
      } catch (error) {
        await this.#recover(error, asked);
      }
    }
  }

  async #fetch(leader: number, asked: readonly Watching[]): Promise<void> {
    const broker = await this.#cluster.findBroker({ nodeId: leader });
    const topics = [...Map.groupBy(asked, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, next }) => ({
        partition,
        fetchOffset: String(next),
        maxBytes: this.#partitionBytes,
      })),
    }));
    const { responses } = await broker.fetch({
      maxWaitTime: WAIT_MS,
      minBytes: 1,
      maxBytes: RESPONSE_BYTES,
      isolationLevel: READ_COMMITTED,
      topics,
    });
    for (const { topicName, partitions } of responses) {
      for (const data of partitions) {
        const watching = asked.find(({ topic, partition }) => topic === topicName && partition === data.partition);
        if (watching !== undefined && !watching.isOver) this.#give(watching, data);
      }
    }
  }

  #give(watching: Watching, data: PartitionData): void {
    const fetched = fetchedOf(watching, data);
    if (fetched.batch.entries.length === 0 && fetched.batch.next === watching.next) return;
    watching.next = fetched.batch.next;
    watching.isBusy = true;
    const given = performance.now();
    watching.done = (async () => {
      try {
        await watching.take(fetched);
        const restMs = fetched.batch.next < fetched.stableEnd ? 0 : this.#restMs - (performance.now() - given);
        if (restMs > 0) await delay(restMs, undefined, { signal: watching.over.signal }).catch(() => undefined);
      } catch (error) {
        watching.isOver = true;
        this.#watched.delete(watching);
        watching.failed(error);
      }
      watching.isBusy = false;
      this.#spin();
    })();
  }

  /** Brokers come and go; what was truncated under a reader's feet is gone for it. */
  async #recover(error: unknown, asked: readonly Watching[]): Promise<void> {
    if (isOutOfRange(error)) {
      for (const watching of asked) {
        watching.isOver = true;
        this.#watched.delete(watching);
        watching.failed(error);
      }
      return;
    }
    await delay(RETRY_MS);
    await this.#cluster.refreshMetadata().catch(() => undefined);
  }
}

export function fetchedOf({ next }: Pick<Watching, 'next'>, data: PartitionData): Fetched {
  const committed = committedOf(data, next);
  const batch: Batch = {
    partition: data.partition,
    entries: committed.messages.map(entryOf),
    next: committed.next ?? next,
  };
  return { batch, stableEnd: Number(data.lastStableOffset ?? data.highWatermark) };
}

function entryOf({ offset, timestamp, key, value, headers }: RawMessage): StoredEntry {
  const entry = { offset: Number(offset), ingestTime: Number(timestamp), key, value: value ?? EMPTY };
  if (headers === undefined) return entry;
  const { [PACKED_HEADER]: packed, ...others } = headers;
  const texts = Object.entries(others).map(([name, text]) => [name, String(text)]);
  return {
    ...entry,
    ...(packed instanceof Buffer ? { packed } : {}),
    ...(texts.length > 0 ? { headers: Object.fromEntries(texts) } : {}),
  };
}

const EMPTY = Buffer.alloc(0);
