// The Kafka driver of the port: topics of one generation on a cluster of brokers.
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import {
  type Batch,
  type EventLog,
  type FollowOptions,
  LogError,
  type Member,
  type Placed,
  type ProcessOptions,
  type ReadOptions,
  type Topic,
} from '../port.ts';
import { Appender } from './appender.ts';
import { installCodecs } from './codecs.ts';
import { isOutOfRange, unavailable } from './errors.ts';
import { Fetcher } from './fetcher.ts';
import { KafkaMember } from './member.ts';
import { Reader } from './reader.ts';
import { Seal } from './seal.ts';
import { type KafkaSettings, topicName } from './settings.ts';
import { type Partitions, partitionsOfTopic, settleTopics, topicRules } from './topics.ts';

export interface KafkaLog extends EventLog {
  /** A rebuild has closed this generation: `events` and `clock` take nothing. Rejects when no broker answers. */
  isClosed(): Promise<boolean>;
  /**
   * Resolves when nobody's transaction is under way in the topic: a commit is answered a moment before others read what it wrote.
   * @throws LogError `NHIP_LOG_UNAVAILABLE` when one does not end.
   */
  settled(topic: Topic): Promise<void>;
}

const FOLLOW_BYTES = 4 * 1024 * 1024;
const CONNECT_MS = 3_000;

/**
 * Connects, and makes or checks the topics.
 * @throws LogError `NHIP_LOG_UNAVAILABLE`, `NHIP_LOG_PARTITIONS`, `NHIP_LOG_CORRUPT`
 */
export async function openKafkaLog(settings: KafkaSettings): Promise<KafkaLog> {
  const kafka = connectKafka(settings);
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    throw unavailable(`reach the brokers ${settings.brokers.join(', ')}`, error);
  }
  try {
    const partitions = await settleTopics(admin, settings);
    return new KafkaEventLog({ kafka, admin, settings, partitions });
  } catch (error) {
    await admin.disconnect();
    throw error;
  }
}

/** The client, ready to connect. */
export function connectKafka(settings: KafkaSettings): Kafka {
  installCodecs();
  return new kafkajs.Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    connectionTimeout: CONNECT_MS,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 3_000 },
  });
}

interface Opened {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly settings: KafkaSettings;
  readonly partitions: Partitions;
}

class KafkaEventLog implements KafkaLog {
  readonly #opened: Opened;
  readonly #appender: Appender;
  readonly #reader: Reader;
  readonly #seal: Seal;
  readonly #open = new Set<{ close(): Promise<void> }>();
  #following: Fetcher | null = null;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#appender = new Appender(opened.settings);
    this.#reader = new Reader(opened.settings);
    this.#seal = new Seal(opened.admin, opened.settings);
  }

  partitions(topic: Topic): number {
    return partitionsOfTopic(topicRules[topic], this.#opened.partitions);
  }

  append(topic: Topic, entries: readonly Placed[]): Promise<void> {
    const name = topicName(this.#opened.settings, topic);
    const deed = `append ${entries.length} entries`;
    const addressed = entries.map(({ partition, key, value, packed, headers }) => {
      return { topic: name, partition, key, value, packed, headers };
    });
    return this.#appender.append(addressed).catch(async (cause: unknown) => {
      if (!(await this.#seal.explains(topic, cause))) throw cause;
      throw new LogError('NHIP_LOG_REBUILDING', deed, { cause });
    });
  }

  isClosed(): Promise<boolean> {
    return this.#seal.isClosed();
  }

  async process(options: ProcessOptions): Promise<Member> {
    const member = new KafkaMember(this.#opened, options);
    this.#open.add(member);
    await member.start();
    return { close: () => this.#close(member) };
  }

  read(topic: Topic, partition: number, from: number, options?: ReadOptions): AsyncIterable<Batch> {
    return this.#reader.read(topic, partition, from, options);
  }

  async follow({ topic, partition, from, take, failed }: FollowOptions): Promise<Member> {
    // One for all that is followed: one request asks for it.
    this.#following ??= new Fetcher({ settings: this.#opened.settings, partitionBytes: FOLLOW_BYTES });
    const watch = await this.#following.watch({
      topic: topicName(this.#opened.settings, topic),
      partition,
      from,
      take: ({ batch }) => take(batch),
      failed: (error) =>
        failed?.(isOutOfRange(error) ? unavailable(`read on in ${topic}: it was truncated`, error) : error),
    });
    return { close: () => watch.stop() };
  }

  range(topic: Topic, partition: number): Promise<{ readonly start: number; readonly end: number }> {
    return this.#reader.range(topic, partition);
  }

  async settled(topic: Topic): Promise<void> {
    for (let partition = 0; partition < this.partitions(topic); partition += 1)
      await this.#reader.settled(topic, partition);
  }

  async truncate(topic: Topic, partition: number, before: number): Promise<void> {
    const name = topicName(this.#opened.settings, topic);
    // The client knows who leads a partition only after it was asked about the topic.
    await this.#opened.admin.fetchTopicOffsets(name);
    await this.#opened.admin.deleteTopicRecords({ topic: name, partitions: [{ partition, offset: String(before) }] });
  }

  async #close(open: { close(): Promise<void> }): Promise<void> {
    this.#open.delete(open);
    await open.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((open) => open.close()));
    await this.#following?.close();
    await this.#appender.close();
    await this.#reader.close();
    await this.#opened.admin.disconnect();
  }
}
