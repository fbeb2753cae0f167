// One partition's ownership: a transactional id that belongs to group and partition, so that whoever opens it last fences all
// others and ends what they left hanging. After any failure the ownership is over: what is in the log then has to be read again.
import kafkajs, { type Kafka, type Producer, type RecordMetadata } from 'kafkajs';
import { LogError, type LogErrorCode, type Output, type Owner } from '../port.ts';
import { commitFault } from './errors.ts';
import { asAddressed, cutPackets, type Packet, placeOf } from './packets.ts';
import { sendPacket } from './send-packet.ts';
import { type KafkaSettings, TRANSACTION_MS, topicName } from './settings.ts';

export interface TransactorOptions {
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  readonly transactionalId: string;
  readonly partition: number;
}

const ALL_REPLICAS = -1;

export class Transactor implements Owner {
  readonly partition: number;
  readonly #settings: KafkaSettings;
  readonly #producer: Producer;
  readonly #broken = Promise.withResolvers<never>();
  /** What has ended the ownership. */
  #over: LogErrorCode | null = null;

  private constructor({ settings, partition }: TransactorOptions, producer: Producer) {
    this.partition = partition;
    this.#settings = settings;
    this.#producer = producer;
    this.#broken.promise.catch(() => undefined);
  }

  /** Rejects when a commit has failed, whoever asked for it: the ownership is over then. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  /** Resolves when every former owner is fenced and its transaction has ended. */
  static async fence(options: TransactorOptions): Promise<Transactor> {
    const producer = options.kafka.producer({
      transactionalId: options.transactionalId,
      transactionTimeout: TRANSACTION_MS,
      maxInFlightRequests: 1,
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: asAddressed,
      retry: { retries: 12, initialRetryTime: 50, maxRetryTime: 1_000, multiplier: 1.6 },
    });
    try {
      await producer.connect();
      // The id is taken with the first transaction; an empty one tells the broker nothing more.
      const transaction = await producer.transaction();
      await transaction.abort();
      return new Transactor(options, producer);
    } catch (cause) {
      await producer.disconnect().catch(() => undefined);
      throw new LogError('NHIP_LOG_UNAVAILABLE', `take over ${options.transactionalId}`, { cause });
    }
  }

  async commit(outputs: readonly Output[], position: number): Promise<readonly number[]> {
    const deed = `commit ${outputs.length} outputs of partition ${this.partition} up to ${position}`;
    if (this.#over !== null) throw new LogError(this.#over, deed);
    if (outputs.length === 0) return [];
    try {
      const transaction = await this.#producer.transaction();
      const entries = outputs.map((output) => ({ ...output, topic: topicName(this.#settings, output.topic) }));
      const offsets: number[] = new Array(outputs.length);
      for (const packet of cutPackets(entries)) {
        const sent = await sendPacket(packet, (topicMessages) =>
          transaction.sendBatch({
            acks: ALL_REPLICAS,
            compression: kafkajs.CompressionTypes.ZSTD,
            topicMessages,
          }),
        );
        noteOffsets(offsets, packet, sent);
      }
      await transaction.commit();
      return offsets;
    } catch (cause) {
      // Whether it was fenced, or refused, or the broker did not say how it ended: only what is in the log is true.
      this.#over = commitFault(cause);
      const error = new LogError(this.#over, deed, { cause });
      this.#broken.reject(error);
      throw error;
    }
  }

  /** Refuses every later commit. */
  async close(): Promise<void> {
    this.#over ??= 'NHIP_LOG_FENCED';
    await this.#producer.disconnect().catch(() => undefined);
  }
}

function noteOffsets(offsets: number[], { places }: Packet, sent: readonly RecordMetadata[]): void {
  for (const { topicName: topic, partition, baseOffset } of sent) {
    places.get(placeOf(topic, partition))?.forEach((index, nth) => {
      offsets[index] = Number(baseOffset) + nth;
    });
  }
}
