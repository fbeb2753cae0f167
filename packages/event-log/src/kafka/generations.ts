// Which generation of a city's topics is in force, kept in a topic of its own; and how one is closed for good, so that what comes in goes to
// the next one and nowhere else.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { type EventLog, LogError, type Member, type StoredEntry, type Topic } from '../port.ts';
import { unavailable } from './errors.ts';
import { Fetcher } from './fetcher.ts';
import { connectKafka, type KafkaLog } from './kafka-log.ts';
import { PROBE } from './probe.ts';
import { Reader } from './reader.ts';
import { type KafkaSettings, topicName } from './settings.ts';
import { sealed, settleTopics, topicRules } from './topics.ts';
import { type HeldTurn, takeTurn } from './turn.ts';

export interface Generations {
  /** Number of the one in force, from 1. */
  current(): Promise<number>;
  /** Told of the one in force where it is not `known`, and of each that comes into force after that; of several at once, of the last. */
  watch(known: number, changed: (generation: number) => void): Promise<Member>;
  /** Resolves when no broker takes entries for `events` and `clock` of this generation any more, and all that they took can be read. */
  seal(log: KafkaLog, generation: number): Promise<void>;
  unseal(generation: number): Promise<void>;
  /** Whoever seals, drops or switches has it. @throws LogError `NHIP_LOG_IN_USE` when it is somebody else's. */
  takeTurn(): Promise<Turn>;
  /** Removes those between the two, which rebuilds that were broken off have left. */
  drop(after: number, before: number): Promise<void>;
  close(): Promise<void>;
}

export interface Turn extends Omit<HeldTurn, 'write'> {
  /** The number of a generation that is to be filled: nobody else has ever had it, or will have it. @throws LogError as a commit does. */
  claim(): Promise<number>;
  /** As `check`, but the broker says so: whoever stood still does not know yet. @throws LogError as a commit does. */
  confirm(): Promise<void>;
  /** Puts a generation in force. @throws LogError as a commit does. */
  switchTo(generation: number): Promise<void>;
}

/** What a probe holds: not smaller than entries are, also when it is compressed, or it would be taken where they are not. */
const PROBE_VALUE = Buffer.from(JSON.stringify(Array.from({ length: 8 }, () => randomUUID())));

const topics = Object.keys(topicRules) as Topic[];

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
    for await (const entry of this.#entries()) generation = entry.generation ?? generation;
    return generation;
  }

  async *#entries(): AsyncGenerator<GenerationEntry> {
    for await (const { entries } of this.#reader.read('generations', 0, 0)) yield* entries.map(readEntry);
  }

  async watch(known: number, changed: (generation: number) => void): Promise<Member> {
    let told = known;
    const fetcher = new Fetcher({ settings: this.#settings, partitionBytes: BYTES });
    await fetcher.watch({
      topic: topicName(this.#settings, 'generations'),
      partition: 0,
      // One may have come into force since whoever watches has asked for it.
      from: 0,
      take: ({ batch }) => {
        const last = batch.entries.map(readEntry).findLast(({ generation }) => generation !== null)?.generation ?? told;
        if (last === told) return;
        told = last;
        changed(last);
      },
      // A process that misses the news is told by its refused appends, and finds the generation when it is started again.
      failed: () => undefined,
    });
    return fetcher;
  }

  async seal(log: KafkaLog, generation: number): Promise<void> {
    await this.#limit(generation, sealed.configs);
    for (const topic of sealed.topics) {
      for (let partition = 0; partition < log.partitions(topic); partition += 1) await refuses(log, topic, partition);
      // What is taken in from `inbox` may have been written before, and not yet be committed.
      await log.settled(topic);
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
    const turn = await takeTurn({ kafka: this.#kafka, settings: this.#settings, endsWithSession: true }, end);
    return {
      ...turn,
      claim: async () => {
        const next = Math.max(...(await this.#numbers())) + 1;
        await turn.write({ filling: next });
        return next;
      },
      confirm: () => turn.write({ confirmed: true }),
      switchTo: async (generation) => {
        await turn.write({ generation });
        // The broker answers a commit a moment before readers see it, and whoever asks after the switch is to be told of it. It is made, though.
        const isSeen = async (): Promise<boolean> => (await this.current()) === generation;
        await patiently(`generation ${generation} is seen`, isSeen).catch(() => undefined);
      },
    };
  }

  /** All that were ever in force or filled, also by a program that did not claim them. */
  async #numbers(): Promise<readonly number[]> {
    const numbers = [1];
    for await (const { generation, filling } of this.#entries()) numbers.push(generation ?? 1, filling ?? 1);
    for (const name of await this.#admin.listTopics()) numbers.push(this.#generationOf(name) ?? 1);
    return numbers;
  }

  /** Null: it belongs to all of them, or to another city, whose prefix may begin as this one's. */
  #generationOf(name: string): number | null {
    const generation = Number(/\.(\d+)\.[^.]+$/.exec(name)?.[1] ?? Number.NaN);
    const { prefix } = this.#settings;
    const isOurs = topics.some((topic) => topicName({ prefix, generation }, topic) === name);
    return isOurs && Number.isInteger(generation) ? generation : null;
  }

  async drop(after: number, before: number): Promise<void> {
    const left = async (): Promise<string[]> =>
      (await this.#admin.listTopics()).filter((name) => {
        const generation = this.#generationOf(name);
        return generation !== null && generation > after && generation < before;
      });
    const old = await left();
    if (old.length === 0) return;
    await this.#admin.deleteTopics({ topics: old });
    await patiently(`the topics ${old.join(', ')} are gone`, async () => (await left()).length === 0);
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#admin.disconnect();
  }
}

/**
 * Brokers hear of the limit one after the other, so that each partition is tried until it refuses. One that only does not answer may still
 * take entries from others.
 */
async function refuses(log: EventLog, topic: Topic, partition: number): Promise<void> {
  await patiently(`${topic}/${partition} is closed`, async () => {
    const probe = { partition, key: null, value: PROBE_VALUE, headers: { [PROBE]: '1' } };
    return log.append(topic, [probe]).then(
      () => false,
      (error: unknown) => error instanceof LogError && error.code === 'NHIP_LOG_REBUILDING',
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

interface GenerationEntry {
  /** It is in force from here on. */
  readonly generation: number | null;
  /** A rebuild has taken this number. */
  readonly filling: number | null;
}

function readEntry({ value }: StoredEntry): GenerationEntry {
  const entry: unknown = JSON.parse(Buffer.from(value).toString('utf8'));
  if (typeof entry !== 'object' || entry === null) return { generation: null, filling: null };
  const { generation, filling } = entry as { readonly generation?: unknown; readonly filling?: unknown };
  return { generation: wholeNumber(generation), filling: wholeNumber(filling) };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
