// Appends with acks=all. A few requests are under way at a time, so that the broker has work while the next one is put together;
// calls that come while there are enough of them go together in the next one. Calls that overlap have no order among each other.
import { LogError } from '../port.ts';
import { type Cluster, openCluster } from './internals.ts';
import { type Addressed, cutShares, type Share } from './packets.ts';
import { type EncodedShare, encodeShare } from './produce-request.ts';
import { reachTopics } from './reach-topics.ts';
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
  readonly #reach: (topics: readonly string[]) => Promise<void>;
  #waiting: Waiting[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(settings: KafkaSettings) {
    this.#cluster = openCluster(settings);
    this.#reach = reachTopics(this.#cluster);
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

  #send(together: readonly Waiting[]): Promise<void> {
    const entries = together.flatMap((waiting) => waiting.entries);
    const deed = `append ${entries.length} entries`;
    const askers = together.map(({ resolve, reject }) => ({ resolve, reject }));
    // An async function would hold the entries until the broker has answered, and each collection until then would move them.
    return encodeRequests(entries)
      .then((requests) => this.#sendInOrder(requests))
      .then(
        () => {
          for (const { resolve } of askers) resolve();
        },
        (cause: unknown) => {
          const error = new LogError('NHIP_LOG_APPEND_FAILED', deed, { cause });
          for (const { reject } of askers) reject(error);
        },
      );
  }

  async #sendInOrder(requests: readonly (readonly EncodedShare[])[]): Promise<void> {
    await this.#reach([...new Set(requests.flat().map(({ topic }) => topic))]);
    for (const shares of requests) await sendShares(this.#cluster, shares);
  }

  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#cluster.disconnect();
  }
}

/** For each request its shares. */
async function encodeRequests(entries: readonly Addressed[]): Promise<readonly (readonly EncodedShare[])[]> {
  const atMs = Date.now();
  const encode = (share: Share): Promise<EncodedShare> => encodeShare(share, atMs);
  return await Promise.all(cutShares(entries).map((shares) => Promise.all(shares.map(encode))));
}
