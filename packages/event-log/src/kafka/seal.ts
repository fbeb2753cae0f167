// Whether a rebuild has closed the generation: as its topics say of themselves. What was refused for that looks as if it were too large.
import kafkajs, { type Admin } from 'kafkajs';
import type { Topic } from '../port.ts';
import { typeOf } from './errors.ts';
import { type KafkaSettings, topicName } from './settings.ts';
import { sealed } from './topics.ts';

/** Many are refused at once: the broker is asked once for all of them. */
const FRESH_MS = 1_000;
const TOO_LARGE: ReadonlySet<string> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const closable: ReadonlySet<Topic> = new Set(sealed.topics);

export class Seal {
  readonly #admin: Admin;
  readonly #name: string;
  #asked: Promise<boolean> | null = null;
  #askedMs = 0;

  constructor(admin: Admin, settings: KafkaSettings) {
    this.#admin = admin;
    this.#name = topicName(settings, 'events');
  }

  /** Rejects with what the client says when no broker answers. */
  isClosed(): Promise<boolean> {
    const nowMs = performance.now();
    if (this.#asked !== null && nowMs - this.#askedMs < FRESH_MS) return this.#asked;
    this.#askedMs = nowMs;
    this.#asked = this.#ask();
    this.#asked.catch(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  /** Why the log did not take it. */
  async explains(topic: Topic, error: unknown): Promise<boolean> {
    if (!closable.has(topic) || !TOO_LARGE.has(typeOf(error))) return false;
    return this.isClosed().catch(() => false);
  }

  async #ask(): Promise<boolean> {
    const { resources } = await this.#admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: this.#name }],
    });
    const entries = resources.flatMap(({ configEntries }) => configEntries);
    return Object.entries(sealed.configs).every(([name, value]) =>
      entries.some(({ configName, configValue }) => configName === name && configValue === value),
    );
  }
}
