// Kafka: an agency that produces by itself, with a plain client: binary or structured CloudEvents, keyed and partitioned as the client likes.
import type { CloudEvent } from '@nhip/nhip';
import kafkajs, { type CompressionTypes, type Message, type Producer } from 'kafkajs';

export interface Agency {
  /** @param compression left out: none. */
  send(topic: string, messages: Message[], compression?: CompressionTypes): Promise<void>;
  close(): Promise<void>;
}

export async function openAgency(brokers: readonly string[]): Promise<Agency> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'agency', logLevel: kafkajs.logLevel.NOTHING });
  // Idempotent: what is there twice was not sent twice.
  const producer: Producer = kafka.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  return {
    send: async (topic, messages, compression = kafkajs.CompressionTypes.None) =>
      void (await producer.send({ topic, messages, acks: -1, compression })),
    close: () => producer.disconnect(),
  };
}

export function binary(
  { data, datacontenttype, ...attributes }: CloudEvent,
  headers: Message['headers'] = {},
): Message {
  const context = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]);
  return {
    key: attributes.id,
    value: JSON.stringify(data),
    headers: { ...Object.fromEntries(context), 'content-type': datacontenttype, ...headers },
  };
}

export function structured(event: CloudEvent, headers: Message['headers'] = {}): Message {
  const type = 'application/cloudevents+json; charset=UTF-8';
  return { key: event.id, value: JSON.stringify(event), headers: { 'content-type': type, ...headers } };
}
