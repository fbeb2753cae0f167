// Benchmark: what the bare client can do. Any service on kafkajs would have to consume and parse, or produce, at least this.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Plan } from '@nhip/core';
import kafkajs, { type Message } from 'kafkajs';
import type { Command, LogSettings } from './commands.ts';
import { storedEvents } from './stored-events.ts';

const ALL_REPLICAS = -1;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Reads and writes with the compression that the service uses. */
function client(brokers: readonly string[]): kafkajs.Kafka {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) =>
      compress(buffer, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
  return new kafkajs.Kafka({ brokers: [...brokers], clientId: 'bare', logLevel: kafkajs.logLevel.NOTHING });
}

type Consume = Omit<Extract<Command, { kind: 'consume' }>, 'kind'>;

/** Seconds from the first batch until the last event is parsed. */
export async function consumeAll({ brokers, topic, events }: Consume): Promise<number> {
  const consumer = client(brokers).consumer({ groupId: `floor-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const all = Promise.withResolvers<number>();
  let started: number | null = null;
  let seen = 0;
  // Most faults pass, such as a coordinator that is loading: then the client starts again by itself.
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) all.reject(payload.error);
  });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      started ??= performance.now();
      for (const { value } of batch.messages) {
        const event: unknown = JSON.parse(value === null ? 'null' : value.toString('utf8'));
        if (typeof event === 'object' && event !== null) seen += 1;
      }
      if (seen >= events) all.resolve((performance.now() - started) / 1000);
    },
  });
  const seconds = await all.promise;
  await consumer.disconnect();
  return seconds;
}

interface Produce extends Omit<Extract<Command, { kind: 'produce' }>, 'kind' | 'catalogue'> {
  readonly plan: Plan;
}

/** Seconds from the end of the warm-up until the broker has confirmed the last request; everything is encoded before. */
export async function produceAll(options: Produce): Promise<number> {
  const { settings, atOnce, batch, warmUpEvents } = options;
  const requests = await encodeRequests(options);
  const createPartitioner =
    () =>
    ({ message }: { readonly message: Message }) =>
      message.partition ?? 0;
  const producer = client(settings.brokers).producer({ allowAutoTopicCreation: false, createPartitioner });
  await producer.connect();
  const topic = eventsTopic(settings);
  const send = async (part: readonly Message[][]): Promise<void> => {
    let next = 0;
    const loop = async (): Promise<void> => {
      for (;;) {
        const messages = part[next];
        if (messages === undefined) return;
        next += 1;
        await producer.send({ topic, acks: ALL_REPLICAS, compression: kafkajs.CompressionTypes.ZSTD, messages });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, loop));
  };
  const first = Math.ceil(warmUpEvents / batch);
  await send(requests.slice(0, first));
  const started = performance.now();
  await send(requests.slice(first));
  const seconds = (performance.now() - started) / 1000;
  await producer.disconnect();
  return seconds;
}

async function encodeRequests({ settings, plan, stretch, batch }: Produce): Promise<readonly Message[][]> {
  const make = await storedEvents(plan, stretch, settings.partitions);
  return Array.from({ length: Math.ceil(stretch.count / batch) }, (_, request) => {
    const first = stretch.first + request * batch;
    const length = Math.min(batch, stretch.first + stretch.count - first);
    return Array.from({ length }, (_, place): Message => {
      const { partition, key, value } = make(first + place);
      return { partition, key: key === null ? null : Buffer.from(key), value: Buffer.from(value) };
    });
  });
}

export function eventsTopic({ prefix, generation }: LogSettings): string {
  return `${prefix}.${generation}.events`;
}
