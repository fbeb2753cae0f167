// Reads a partition up to the end as it stands now: for restoring a state, and for views that open.
import type { Batch, ReadOptions, Topic } from '../port.ts';
import { unavailable } from './errors.ts';
import { fetchedOf } from './fetcher.ts';
import { type Cluster, fetchFrom, openCluster } from './internals.ts';
import { reachTopics } from './reach-topics.ts';
import { type KafkaSettings, TRANSACTION_MS, topicName } from './settings.ts';

const WAIT_MS = 100;
const READ_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 40;
const RETRY_MS = 250;
/** One whose process was killed is ended by the broker. */
const SETTLED_MS_MAX = TRANSACTION_MS + 20_000;

interface Fetching {
  readonly partition: number;
  readonly next: number;
  readonly bytes: number;
}

export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

export class Reader {
  readonly #settings: KafkaSettings;
  readonly #cluster: Cluster;
  readonly #reach: (topics: readonly string[]) => Promise<void>;

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    this.#cluster = openCluster(settings);
    this.#reach = reachTopics(this.#cluster);
  }

  async range(topic: Topic, partition: number): Promise<OffsetRange> {
    const name = topicName(this.#settings, topic);
    return this.#patiently(`ask for the range of ${name}/${partition}`, async () => {
      await this.#reach([name]);
      const edge = async (fromBeginning: boolean): Promise<number> => {
        const [found] = await this.#cluster.fetchTopicsOffset([
          { topic: name, partitions: [{ partition }], fromBeginning },
        ]);
        const offset = found?.partitions[0]?.offset;
        // A client that does not know the leader asks nobody: taken for an empty partition, a state would begin anew.
        if (offset === undefined) throw new Error('no broker answered for the partition');
        return Number(offset);
      };
      return { start: await edge(true), end: await edge(false) };
    });
  }

  async *read(topic: Topic, partition: number, from: number, options: ReadOptions = {}): AsyncGenerator<Batch> {
    const { batchBytesMax: bytes = READ_BYTES } = options;
    const name = topicName(this.#settings, topic);
    const { start, end } = await this.range(topic, partition);
    let next = Math.max(from, start);
    while (next < end) {
      const { batch, stableEnd } = await this.#patiently(`read ${name}/${partition}`, () =>
        this.#fetch(name, { partition, next, bytes }),
      );
      if (batch.entries.length > 0) yield batch;
      // What is not stable belongs to a transaction that nobody has ended; it is not there yet.
      if (batch.next === next && stableEnd <= next) return;
      next = batch.next;
    }
  }

  /**
   * Resolves when nobody's transaction is under way there: whoever reads from now on is given everything that was committed before.
   * @throws LogError `NHIP_LOG_UNAVAILABLE` when one does not end.
   */
  async settled(topic: Topic, partition: number): Promise<void> {
    const name = topicName(this.#settings, topic);
    const deadline = Date.now() + SETTLED_MS_MAX;
    for (;;) {
      const { end: next } = await this.range(topic, partition);
      const { end, stableEnd } = await this.#patiently(`read ${name}/${partition}`, () =>
        this.#fetch(name, { partition, next, bytes: READ_BYTES }),
      );
      if (stableEnd >= end) return;
      if (Date.now() > deadline)
        throw unavailable(`wait for transactions in ${name}/${partition}`, new Error('one of them does not end'));
    }
  }

  async #fetch(name: string, { partition, next, bytes }: Fetching) {
    const leader = this.#cluster
      .findTopicPartitionMetadata(name)
      .find(({ partitionId }) => partitionId === partition)?.leader;
    const { responses } = await fetchFrom(this.#cluster, leader ?? -1, {
      maxWaitTime: WAIT_MS,
      minBytes: 1,
      maxBytes: bytes,
      topics: [{ topic: name, partitions: [{ partition, fetchOffset: String(next), maxBytes: bytes }] }],
    });
    const data = responses[0]?.partitions[0];
    if (data === undefined) throw new Error('the broker answered without the partition');
    return fetchedOf({ next }, data);
  }

  /** A broker that restarts is waited for; one that stays away is told. */
  async #patiently<T>(deed: string, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt === ATTEMPTS) throw unavailable(deed, error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        await this.#cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect();
  }
}
