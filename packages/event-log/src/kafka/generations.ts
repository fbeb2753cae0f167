// Which generation of a city's topics is in force, kept in a topic of its own; and how one is closed for good, so that what comes in goes to
// the next one and nowhere else.
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { type EventLog, LogError, type Member, type Topic } from '../port.ts';
import { unavailable } from './errors.ts';
import { Fetcher } from './fetcher.ts';
import { connectKafka } from './kafka-log.ts';
import { Reader } from './reader.ts';
import { type KafkaSettings, topicName } from './settings.ts';
import { sealed, settleTopics, topicRules } from './topics.ts';
import { type Turn, takeTurn } from './turn.ts';

export interface Generations {
  /** Number of the one in force, from 1. */
  current(): Promise<number>;
  /** Told of each that comes into force from now on. */
  watch(changed: (generation: number) => void): Promise<Member>;
  /** Resolves when no broker takes entries for `events` and `clock` of this generation any more. */
  seal(log: EventLog, generation: number): Promise<void>;
  unseal(generation: number): Promise<void>;
  /** Whoever seals, drops or switches has it. @throws LogError `NHIP_LOG_IN_USE` when it is somebody else's. */
  takeTurn(): Promise<Turn>;
  /** Removes what an earlier rebuild that was broken off has left. */
  drop(generation: number): Promise<void>;
  close(): Promise<void>;
}

/** Entries that only ask whether a topic is open carry this header; nobody counts or copies them. */
export const PROBE = 'probe';

const BYTES = 64 * 1024;
const AGAIN_MS = 100;
const PATIENCE_MS = 30_000;

/** @throws LogError `NHIP_LOG_UNAVAILABLE` */
export async function openKafkaGenerations(
  settings: Omit<KafkaSettings, 'generation' | 'partitions'>,
): Promise<Generations> {
  const whole: KafkaSettings = { ...settings, generation: 1 };
  const kafka = connectKafka(whole);
  const admin = kafka.admin();
  try {
    await admin.connect();
    await settleTopics(admin, whole, ['generations']);
  } catch (error) {
    await admin.disconnect().catch(() => undefined);
    throw error instanceof LogError ? error : unavailable(`reach the brokers ${settings.brokers.join(', ')}`, error);
  }
  return new KafkaGenerations(whole, kafka, admin);
}

class KafkaGenerations implements Generations {
  readonly #settings: KafkaSettings;
  readonly #admin: Admin;
  readonly #kafka: Kafka;
  readonly #reader: Reader;

  constructor(settings: KafkaSettings, kafka: Kafka, admin: Admin) {
    this.#settings = settings;
    this.#kafka = kafka;
    this.#admin = admin;
    this.#reader = new Reader(settings);
  }

  async current(): Promise<number> {
    let generation = 1;
    for await (const { entries } of this.#reader.read('generations', 0, 0)) {
      for (const { value } of entries) generation = generationOf(value) ?? generation;
    }
    return generation;
  }

  async watch(changed: (generation: number) => void): Promise<Member> {
    const { end } = await this.#reader.range('generations', 0);
    const fetcher = new Fetcher({ settings: this.#settings, partitionBytes: BYTES });
    await fetcher.watch({
      topic: topicName(this.#settings, 'generations'),
      partition: 0,
      from: end,
      take: ({ batch }) => {
        for (const { value } of batch.entries) {
          const generation = generationOf(value);
          if (generation !== null) changed(generation);
        }
      },
      // A process that misses the news is told by its refused appends, and finds the generation when it is started again.
      failed: () => undefined,
    });
    return fetcher;
  }

  async seal(log: EventLog, generation: number): Promise<void> {
    await this.#limit(generation, sealed.configs);
    for (const topic of sealed.topics) {
      for (let partition = 0; partition < log.partitions(topic); partition += 1) await refuses(log, topic, partition);
    }
  }

  async unseal(generation: number): Promise<void> {
    await this.#limit(generation, {});
  }

  async #limit(generation: number, limit: Readonly<Record<string, string>>): Promise<void> {
    const resources = sealed.topics.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: topicName({ ...this.#settings, generation }, topic),
      configEntries: Object.entries({ ...topicRules[topic].configs, ...limit }).map(([name, value]) => ({
        name,
        value,
      })),
    }));
    await this.#admin.alterConfigs({ validateOnly: false, resources });
  }

  async takeTurn(): Promise<Turn> {
    const end = async (): Promise<number> => (await this.#reader.range('generations', 0)).end;
    const turn = await takeTurn({ kafka: this.#kafka, settings: this.#settings }, end);
    return {
      ...turn,
      switchTo: async (generation) => {
        await turn.switchTo(generation);
        // The broker answers a commit a moment before readers see it, and whoever asks after the switch is to be told of it. It is made, though.
        const isSeen = async (): Promise<boolean> => (await this.current()) === generation;
        await patiently(`generation ${generation} is seen`, isSeen).catch(() => undefined);
      },
    };
  }

  async drop(generation: number): Promise<void> {
    const beginning = `${this.#settings.prefix}.${generation}.`;
    const left = async () => (await this.#admin.listTopics()).filter((name) => name.startsWith(beginning));
    const topics = await left();
    if (topics.length === 0) return;
    await this.#admin.deleteTopics({ topics });
    await patiently(`the topics ${beginning}* are gone`, async () => (await left()).length === 0);
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#admin.disconnect();
  }
}

/** Brokers hear of the limit one after the other, so that each partition is tried until it refuses. */
async function refuses(log: EventLog, topic: Topic, partition: number): Promise<void> {
  await patiently(`${topic}/${partition} is closed`, async () => {
    const probe = { partition, key: null, value: Buffer.from('{}'), headers: { [PROBE]: '1' } };
    return log.append(topic, [probe]).then(
      () => false,
      () => true,
    );
  });
}

async function patiently(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new LogError('NHIP_LOG_UNAVAILABLE', `wait until ${what}`);
    await delay(AGAIN_MS);
  }
}

function generationOf(value: Uint8Array): number | null {
  const entry: unknown = JSON.parse(Buffer.from(value).toString('utf8'));
  const generation = typeof entry === 'object' && entry !== null && 'generation' in entry ? entry.generation : null;
  return typeof generation === 'number' && Number.isInteger(generation) ? generation : null;
}
