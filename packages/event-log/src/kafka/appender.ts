// Appends with acks=all. A few requests are under way at a time, so that the broker has work while the next one is put together;
// calls that come while there are enough of them go together in the next one. Calls that overlap have no order among each other.
import { LogError } from '../port.ts';
import { type Cluster, openCluster } from './internals.ts';
import { type Addressed, cutShares } from './packets.ts';
import { sendShares } from './send-shares.ts';
import type { KafkaSettings } from './settings.ts';

const UNDER_WAY_MAX = 4;

interface Waiting {
  readonly entries: readonly Addressed[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Appender {
  readonly #cluster: Cluster;
  readonly #topics = new Set<string>();
  #connected: Promise<void> | null = null;
  #waiting: Waiting[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(settings: KafkaSettings) {
    this.#cluster = openCluster(settings);
  }

  /** @throws LogError `NHIP_LOG_APPEND_FAILED` */
  append(entries: readonly Addressed[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      this.#sendNext();
    });
  }

  #sendNext(): void {
    if (this.#waiting.length === 0 || this.#underWay.size >= UNDER_WAY_MAX) return;
    const sending = this.#send(this.#waiting.splice(0)).finally(() => {
      this.#underWay.delete(sending);
      this.#sendNext();
    });
    this.#underWay.add(sending);
  }

  async #send(together: readonly Waiting[]): Promise<void> {
    const entries = together.flatMap((waiting) => waiting.entries);
    try {
      await this.#target(entries);
      for (const shares of cutShares(entries)) await sendShares(this.#cluster, shares);
      for (const { resolve } of together) resolve();
    } catch (cause) {
      const error = new LogError('NHIP_LOG_APPEND_FAILED', `append ${entries.length} entries`, { cause });
      for (const { reject } of together) reject(error);
    }
  }

  /** The client knows who leads the partitions of those topics only that it was told of. */
  async #target(entries: readonly Addressed[]): Promise<void> {
    this.#connected ??= this.#cluster.connect().catch((error: unknown) => {
      this.#connected = null;
      throw error;
    });
    await this.#connected;
    const topics = new Set(entries.map(({ topic }) => topic)).difference(this.#topics);
    if (topics.size === 0) return;
    await this.#cluster.addMultipleTargetTopics([...topics]);
    for (const topic of topics) this.#topics.add(topic);
  }

  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#cluster.disconnect();
  }
}
