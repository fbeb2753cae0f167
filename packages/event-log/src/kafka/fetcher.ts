// Reads partitions as they grow, many at once: one request at a time to each broker for all partitions it leads, so that an idle
// partition holds none of the others up. A partition is asked for again once what it gave is taken.
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch, StoredEntry } from '../port.ts';
import { committedOf } from './committed.ts';
import { isOutOfRange } from './errors.ts';
import type { PartitionData } from './fetch-response.ts';
import { type Cluster, fetchFrom, openCluster } from './internals.ts';
import { placeOf } from './packets.ts';
import { reachTopics } from './reach-topics.ts';
import { batchesIn, entriesOf } from './record-batches.ts';
import { restEndMs } from './rest.ts';
import type { KafkaSettings } from './settings.ts';

export interface Fetched {
  readonly batch: Batch;
  /** First offset that is not yet stable (or not yet there): everything before was given, or is not for readers. */
  readonly stableEnd: number;
  /** Offset behind the last entry, stable or not. */
  readonly end: number;
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
/** While others are being taken in: they are not to wait for news of these. */
const BUSY_WAIT_MS = 25;
const RETRY_MS = 250;
const RESPONSE_BYTES = 16 * 1024 * 1024;

export interface FetcherOptions {
  readonly settings: KafkaSettings;
  readonly partitionBytes: number;
  /**
   * A partition that was read to its end is asked for again only so long after that, longer where taking in takes long: what comes meanwhile
   * is given together. Left out: at once.
   */
  readonly restMs?: number;
}

export class Fetcher {
  readonly #cluster: Cluster;
  readonly #reach: (topics: readonly string[]) => Promise<void>;
  readonly #partitionBytes: number;
  readonly #restMs: number;
  readonly #watched = new Set<Watching>();
  readonly #loops = new Map<number, Promise<void>>();
  #turns = 0;
  #closed = false;

  constructor({ settings, partitionBytes, restMs = 0 }: FetcherOptions) {
    this.#cluster = openCluster(settings);
    this.#reach = reachTopics(this.#cluster);
    this.#partitionBytes = partitionBytes;
    this.#restMs = restMs;
  }

  async watch(watch: Watch): Promise<{ stop(): Promise<void> }> {
    await this.#reach([watch.topic]);
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
      // Others may end their rests at this very moment.
      await nextTurn();
      const led = [...this.#watched].filter((watching) => this.#leaderOf(watching) === leader);
      const asked = led.filter(({ isBusy }) => !isBusy);
      if (asked.length === 0) return;
      try {
        if (leader < 0) throw new Error('the partition has no leader');
        await this.#fetch(leader, asked, asked.length < led.length ? BUSY_WAIT_MS : WAIT_MS);
      } catch (error) {
        await this.#recover(error, asked);
      }
    }
  }

  async #fetch(leader: number, asked: readonly Watching[], maxWaitTime: number): Promise<void> {
    // A full answer has room for the first ones only.
    this.#turns += 1;
    const turn = this.#turns % asked.length;
    const inTurn = [...asked.slice(turn), ...asked.slice(0, turn)];
    const topics = [...Map.groupBy(inTurn, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, next }) => ({
        partition,
        fetchOffset: String(next),
        maxBytes: this.#partitionBytes,
      })),
    }));
    const request = { maxWaitTime, minBytes: 1, maxBytes: RESPONSE_BYTES, topics };
    const { responses } = await fetchFrom(this.#cluster, leader, request);
    for (const { topicName, partitions } of responses) {
      for (const data of partitions) {
        const watching = asked.find(({ topic, partition }) => topic === topicName && partition === data.partition);
        if (watching === undefined || watching.isOver) continue;
        const { next } = watching;
        const fetched = await fetchedOf(watching, data);
        // Meanwhile it may have found another leader, and be given by that one.
        if (!watching.isOver && !watching.isBusy && watching.next === next) this.#give(watching, fetched);
      }
    }
  }

  #give(watching: Watching, fetched: Fetched): void {
    if (fetched.batch.entries.length === 0 && fetched.batch.next === watching.next) return;
    watching.next = fetched.batch.next;
    watching.isBusy = true;
    const givenMs = performance.now();
    watching.done = (async () => {
      try {
        await watching.take(fetched);
        if (fetched.batch.next >= fetched.stableEnd) await this.#rest(watching, givenMs);
      } catch (error) {
        watching.isOver = true;
        this.#watched.delete(watching);
        watching.failed(error);
      }
      watching.isBusy = false;
      this.#spin();
    })();
  }

  async #rest({ over }: Watching, givenMs: number): Promise<void> {
    const takenMs = performance.now();
    const restMs = restEndMs({ givenMs, takenMs }, this.#restMs) - takenMs;
    if (restMs <= 0) return;
    // Rounded up, so that those whose rests end together are there together.
    await delay(Math.ceil(restMs), undefined, { signal: over.signal }).catch(() => undefined);
  }

  /** Brokers come and go; what was truncated under a reader's feet is gone for it, and for no other. */
  async #recover(error: unknown, asked: readonly Watching[]): Promise<void> {
    const gone = isOutOfRange(error) ? await this.#outOfRange(asked).catch(() => []) : [];
    for (const watching of gone) {
      watching.isOver = true;
      this.#watched.delete(watching);
      watching.failed(error);
    }
    if (gone.length > 0) return;
    await delay(RETRY_MS);
    await this.#cluster.refreshMetadata().catch(() => undefined);
  }

  /** The client does not tell which of those in one request it was. */
  async #outOfRange(asked: readonly Watching[]): Promise<readonly Watching[]> {
    const edges = async (fromBeginning: boolean): Promise<ReadonlyMap<string, number>> => {
      const topics = [...Map.groupBy(asked, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map(({ partition }) => ({ partition })),
        fromBeginning,
      }));
      const found = await this.#cluster.fetchTopicsOffset(topics);
      return new Map(
        found.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [placeOf(topic, partition), Number(offset)] as const),
        ),
      );
    };
    const [starts, ends] = await Promise.all([edges(true), edges(false)]);
    return asked.filter(({ topic, partition, next, isOver }) => {
      const place = placeOf(topic, partition);
      if (isOver) return false;
      return next < (starts.get(place) ?? next) || next > (ends.get(place) ?? next);
    });
  }
}

/** @throws whatever the codec of a batch says, RangeError for what is no record batch. */
export async function fetchedOf({ next }: Pick<Watching, 'next'>, data: PartitionData): Promise<Fetched> {
  const committed = committedOf(batchesIn(data.records), data, next);
  const entries: StoredEntry[] = [];
  for (const batch of committed.batches) {
    for (const entry of await entriesOf(batch)) if (entry.offset >= next) entries.push(entry);
  }
  const { partition, lastStableOffset, highWatermark } = data;
  const stableEnd = lastStableOffset < 0 ? highWatermark : lastStableOffset;
  return { batch: { partition, entries, next: committed.next ?? next }, stableEnd, end: highWatermark };
}
