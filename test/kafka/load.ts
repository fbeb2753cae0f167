// Kafka: a steady load of events through the door, by a sender that sends again whatever had no 202, as agencies do.
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent } from '@nhip/nhip';

export interface LoadOptions {
  readonly url: () => string;
  readonly events: readonly CloudEvent[];
  /** It lasts about so long when nothing fails. */
  readonly durationMs: number;
}

const BATCH = 40;
const AGAIN_MS = 250;
const ANSWER_MS_MAX = 60_000;

export class Load {
  readonly #options: LoadOptions;
  readonly #done: Promise<void>;
  /** Events with a 202. */
  accepted = 0;
  /** Answers 503, each with its Retry-After. */
  refused = 0;
  /** Longest time without a 202. */
  longestGapMs = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#done = this.#run();
    this.#done.catch(() => undefined);
  }

  /** Resolves when every event has its 202. */
  done(): Promise<void> {
    return this.#done;
  }

  /** Resolves when so large a share is accepted. */
  async reached(share: number): Promise<void> {
    const failed = this.#done.then(() => undefined);
    while (this.accepted < share * this.#options.events.length) await Promise.race([delay(10), failed]);
  }

  async #run(): Promise<void> {
    const { events, durationMs } = this.#options;
    const restMs = durationMs / Math.ceil(events.length / BATCH);
    let lastAt = performance.now();
    for (let start = 0; start < events.length; start += BATCH) {
      const body = JSON.stringify(events.slice(start, start + BATCH));
      const began = performance.now();
      while (!(await this.#send(body))) await delay(AGAIN_MS);
      this.accepted += Math.min(BATCH, events.length - start);
      const now = performance.now();
      this.longestGapMs = Math.max(this.longestGapMs, now - lastAt);
      lastAt = now;
      await delay(Math.max(0, restMs - (now - began)));
    }
  }

  async #send(body: string): Promise<boolean> {
    const response = await fetch(new URL('/v1/events', this.#options.url()), {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    }).catch(() => null);
    if (response === null) return false;
    const text = await response.text();
    if (response.status === 202) return true;
    if (response.status !== 503 || response.headers.get('retry-after') === null) {
      throw new Error(`the door answers ${response.status}: ${text}`);
    }
    this.refused += 1;
    return false;
  }
}
