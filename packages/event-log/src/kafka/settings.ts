// How the brokers are reached, and how the topics of one city and generation are called.
import type { ConnectionOptions } from 'node:tls';
import type { SASLOptions } from 'kafkajs';
import type { Topic } from '../port.ts';

export interface KafkaSettings {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** True: TLS with the system's authorities. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SASLOptions;
  /** First part of every topic, group and transactional id: cities on one cluster are kept apart by it. */
  readonly prefix: string;
  /** From 1: a rebuild fills the next one. */
  readonly generation: number;
  /** Partitions of `events` in a new generation; for one that exists it must agree. */
  readonly partitions?: number;
  /** Copies of each partition in new topics. */
  readonly replication?: number;
}

/** One for all generations: agencies write to `inbox` under one name, and how far it was taken in goes with it. */
const forEver: ReadonlySet<Topic> = new Set(['generations', 'inbox', 'intake']);

/** Topics as the broker knows them. */
export function topicName({ prefix, generation }: Pick<KafkaSettings, 'prefix' | 'generation'>, topic: Topic): string {
  return forEver.has(topic) ? `${prefix}.${topic}` : `${prefix}.${generation}.${topic}`;
}

/** A member that is silent for so long loses its partitions; a transaction that hangs for so long is ended. */
export const SESSION_MS = 10_000;
export const TRANSACTION_MS = 10_000;
