// Appends with acks=all. A few requests are under way at a time, so that the broker has work while the next one is put together;
// calls that come while there are enough of them go together in the next one. Calls that overlap have no order among each other.
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { LogError } from '../port.ts';
import { type Addressed, asAddressed, cutPackets } from './packets.ts';
import { sendPacket } from './send-packet.ts';

const ALL_REPLICAS = -1;
const ACK_MS = 8_000;
const UNDER_WAY_MAX = 4;

interface Waiting {
  readonly entries: readonly Addressed[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Appender {
  readonly #producer: Producer;
  #connected: Promise<void> | null = null;
  #waiting: Waiting[] = [];
  readonly #underWay = new Set<Promise<void>>();

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
      this.#sendNext();
    });
  }

  #sendNext(): void {
    if (this.#waiting.length === 0 || this.#underWay.size >= UNDER_WAY_MAX) return;
    const sending = this.#send(this.#waiting.splice(0)).finally(() => {
      this.#underWay.delete(sending);
      this.#sendNext();
    });
    this.#underWay.add(sending);
  }

  async #send(together: readonly Waiting[]): Promise<void> {
    const entries = together.flatMap((waiting) => waiting.entries);
    try {
      await this.#connect();
      for (const packet of cutPackets(entries)) {
        await sendPacket(packet, (topicMessages) =>
          this.#producer.sendBatch({
            acks: ALL_REPLICAS,
            timeout: ACK_MS,
            compression: kafkajs.CompressionTypes.ZSTD,
            topicMessages,
          }),
        );
      }
      for (const { resolve } of together) resolve();
    } catch (cause) {
      const error = new LogError('NHIP_LOG_APPEND_FAILED', `append ${entries.length} entries`, { cause });
      for (const { reject } of together) reject(error);
    }
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#producer.connect().catch((error: unknown) => {
      this.#connected = null;
      throw error;
    });
    await this.#connected;
  }

  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#producer.disconnect();
  }
}
