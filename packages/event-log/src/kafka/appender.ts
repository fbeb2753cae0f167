// Appends with acks=all. Calls that come while a request is under way go together in the next one.
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { LogError } from '../port.ts';
import { type Addressed, asAddressed, cutPackets } from './packets.ts';

const ALL_REPLICAS = -1;
const ACK_MS = 8_000;

interface Waiting {
  readonly entries: readonly Addressed[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Appender {
  readonly #producer: Producer;
  #connected: Promise<void> | null = null;
  #waiting: Waiting[] = [];
  #sending: Promise<void> | null = null;

  constructor(kafka: Kafka) {
    this.#producer = kafka.producer({
      createPartitioner: asAddressed,
      allowAutoTopicCreation: false,
      retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_500 },
    });
  }

  /** @throws LogError `NHIP_LOG_APPEND_FAILED` */
  append(entries: readonly Addressed[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      this.#sending ??= this.#send();
    });
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#waiting;
      this.#waiting = [];
      try {
        await this.#connect();
        for (const { topicMessages } of cutPackets(together.flatMap(({ entries }) => entries))) {
          await this.#producer.sendBatch({
            acks: ALL_REPLICAS,
            timeout: ACK_MS,
            compression: kafkajs.CompressionTypes.ZSTD,
            topicMessages,
          });
        }
        for (const { resolve } of together) resolve();
      } catch (cause) {
        const count = together.reduce((sum, { entries }) => sum + entries.length, 0);
        const error = new LogError('NHIP_LOG_APPEND_FAILED', `append ${count} entries`, { cause });
        for (const { reject } of together) reject(error);
      }
    }
    this.#sending = null;
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#producer.connect().catch((error: unknown) => {
      this.#connected = null;
      throw error;
    });
    await this.#connected;
  }

  async close(): Promise<void> {
    await this.#sending;
    await this.#producer.disconnect();
  }
}
