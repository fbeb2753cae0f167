// The parts of kafkajs below its consumer: cluster, group membership, fetch. Its consumer begins at the offset that the broker
// remembers, and that must not be: a partition is to be fenced first, then restored, then read from the position in the state. The
// client is no longer developed and its version is pinned, so these parts stand still; this file alone names them.
import { createRequire } from 'node:module';
import type { PartitionAssigner } from 'kafkajs';
import { decodeFetchResponse, type FetchResponse } from './fetch-response.ts';
import { type KafkaSettings, SESSION_MS } from './settings.ts';

const require = createRequire(import.meta.url);

export interface FetchRequest {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
}

export interface Broker {
  readonly connectionPool: {
    send<Answer>(exchange: { readonly request: RawRequest; readonly response: RawResponse<Answer> }): Promise<Answer>;
  };
  disconnect(): Promise<void>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<unknown>;
}

interface RawRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  readonly expectResponse: () => boolean;
  /** What the client asks of its own encoder. */
  readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
}

interface RawResponse<Answer> {
  readonly decode: (bytes: Buffer) => Promise<Answer>;
  readonly parse: (answer: Answer) => Promise<Answer>;
}

interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

export interface Cluster {
  connect(): Promise<void>;
  removeBroker(at: { readonly host: string; readonly port: number }): void;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[];
  findBroker(options: { readonly nodeId: number }): Promise<Broker>;
  findGroupCoordinator(options: { readonly groupId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
      readonly fromBeginning: boolean;
    }[],
  ): Promise<
    readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[]
  >;
}

export interface ConsumerGroup {
  connect(): Promise<void>;
  joinAndSync(): Promise<void>;
  leave(): Promise<void>;
  heartbeat(options: { readonly interval: number }): Promise<void>;
  assigned(): readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  readonly generationId: number;
  readonly memberId: string | null;
}

const READ_COMMITTED = 1;
const METADATA_MS_MAX = 300_000;
const CONNECT_MS = 3_000;
const REQUEST_MS = 15_000;

type Constructor<T> = new (...parameters: never[]) => T;
const ClusterClass = require('kafkajs/src/cluster') as Constructor<Cluster>;
const ConsumerGroupClass = require('kafkajs/src/consumer/consumerGroup') as Constructor<ConsumerGroup>;
const Emitter = require('kafkajs/src/instrumentation/emitter') as new () => object;
const socketFactory = require('kafkajs/src/network/socketFactory') as () => unknown;
const loggers = require('kafkajs/src/loggers') as {
  createLogger(options: { level: number; logCreator: () => () => void }): object;
};

const produceResponse = require('kafkajs/src/protocol/requests/produce/v7/response') as Pick<
  RawResponse<ProduceAnswer>,
  'decode'
>;
const { createErrorFromCode } = require('kafkajs/src/protocol/error') as {
  createErrorFromCode(code: number): Error & { readonly retriable: boolean };
};

const { KafkaJSConnectionClosedError: ConnectionClosedError } = require('kafkajs/src/errors') as {
  KafkaJSConnectionClosedError: new () => Error & { readonly host: string; readonly port: number };
};

/** What goes wrong reaches the caller as an error; the client's own log lines would say it a second time. */
export const silent = loggers.createLogger({ level: 0, logCreator: () => () => {} });

/** A connection of its own, so that a long wait for news holds nothing else up. */
export function openCluster(settings: KafkaSettings): Cluster {
  const options = {
    logger: silent,
    socketFactory: socketFactory(),
    brokers: [...settings.brokers],
    ssl: settings.ssl,
    sasl: settings.sasl,
    clientId: settings.clientId,
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    enforceRequestTimeout: true,
    metadataMaxAge: METADATA_MS_MAX,
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  };
  return Reflect.construct(ClusterClass, [options]);
}

export interface GroupOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  readonly topic: string;
  readonly assigner: PartitionAssigner;
  readonly rebalanceMs: number;
}

export function openConsumerGroup({ cluster, groupId, topic, assigner, rebalanceMs }: GroupOptions): ConsumerGroup {
  const options = {
    cluster,
    groupId,
    topics: [topic],
    topicConfigurations: {},
    logger: silent,
    instrumentationEmitter: new Emitter(),
    assigners: [Reflect.apply(assigner, undefined, [{ cluster, groupId, logger: silent }])],
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: rebalanceMs,
    maxBytesPerPartition: 1,
    minBytes: 1,
    maxBytes: 1,
    maxWaitTimeInMs: 1,
    autoCommit: false,
    isolationLevel: READ_COMMITTED,
    metadataMaxAge: METADATA_MS_MAX,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
  };
  return Reflect.construct(ConsumerGroupClass, [options]);
}

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: 'Produce', expectResponse: () => true } as const;

const NO_REPLICA = -1;
const fetchRequest = require('kafkajs/src/protocol/requests/fetch/v11/request') as (
  request: FetchRequest & { readonly replicaId: number; readonly isolationLevel: number },
) => RawRequest;
const fetchResponse = require('kafkajs/src/protocol/requests/fetch/v11/response') as Pick<
  RawResponse<FetchResponse>,
  'parse'
>;

export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  /** Null: it stands in the log. */
  readonly error: (Error & { readonly retriable: boolean }) | null;
}

/**
 * Sends an encoded body to one broker; an answer for each of its partitions.
 * @throws Error when the broker does not answer: it may stand in the log then.
 */
export async function produce(cluster: Cluster, nodeId: number, body: Buffer): Promise<readonly PartitionAnswer[]> {
  const { topics } = await exchange(cluster, nodeId, {
    request: { ...PRODUCE, encode: async () => ({ buf: body, buffer: body }) },
    response: { decode: produceResponse.decode, parse: async (answer) => answer },
  });
  return topics.flatMap(({ topicName: topic, partitions }) =>
    partitions.map(({ partition, errorCode }) => {
      return { topic, partition, error: errorCode === 0 ? null : createErrorFromCode(errorCode) };
    }),
  );
}

/**
 * Asks one broker for what stands in partitions that it leads, up to what is stable.
 * @throws Error when the broker does not answer, or refuses one of the partitions.
 */
export function fetchFrom(cluster: Cluster, nodeId: number, request: FetchRequest): Promise<FetchResponse> {
  return exchange(cluster, nodeId, {
    request: fetchRequest({ replicaId: NO_REPLICA, isolationLevel: READ_COMMITTED, ...request }),
    response: { decode: async (bytes) => decodeFetchResponse(bytes), parse: fetchResponse.parse },
  });
}

async function exchange<Answer>(
  cluster: Cluster,
  nodeId: number,
  one: { readonly request: RawRequest; readonly response: RawResponse<Answer> },
): Promise<Answer> {
  const broker = await cluster.findBroker({ nodeId });
  try {
    return await broker.connectionPool.send(one);
  } catch (error) {
    if (error instanceof ConnectionClosedError) {
      await broker.disconnect();
      cluster.removeBroker(error);
    }
    throw error;
  }
}

interface Codec {
  decompress(packed: Buffer): Promise<Buffer>;
}

const { Codecs, COMPRESSION_CODEC_MASK } = require('kafkajs/src/protocol/message/compression') as {
  readonly Codecs: Readonly<Record<number, () => Codec>>;
  readonly COMPRESSION_CODEC_MASK: number;
};

/** What a record batch of these attributes is compressed with, null: it is not. @throws RangeError for a codec that there is not. */
export function codecOf(attributes: number): Codec | null {
  const type = attributes & COMPRESSION_CODEC_MASK;
  const codec = Codecs[type];
  if (codec === undefined && type !== 0) throw new RangeError(`a record batch has the codec ${type}, which is unknown`);
  return codec === undefined ? null : codec();
}
