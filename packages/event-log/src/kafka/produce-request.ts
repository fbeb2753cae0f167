// The body of a produce request (version 7) with acks=all, and the record batches that go into it.
import type { Share } from './packets.ts';
import { encodeRecordBatch, type RecordBatch } from './record-batch.ts';

export interface EncodedShare {
  readonly topic: string;
  readonly partition: number;
  readonly batch: RecordBatch;
}

const NO_TRANSACTION = -1;
const ALL_REPLICAS = -1;
const HEAD_BYTES = 12;
const INT16_BYTES = 2;
const INT32_BYTES = 4;

/** @param atMs the time of its entries, milliseconds since 1970. */
export async function encodeShare({ topic, partition, entries }: Share, atMs: number): Promise<EncodedShare> {
  return { topic, partition, batch: await encodeRecordBatch(entries, atMs) };
}

/** @param ackMs how long the leader waits for the replicas. */
export function encodeProduceRequest(shares: readonly EncodedShare[], ackMs: number): Buffer {
  const topics = [...Map.groupBy(shares, ({ topic }) => topic)];
  let bytes = HEAD_BYTES;
  for (const [topic, ofTopic] of topics) {
    bytes += INT16_BYTES + Buffer.byteLength(topic) + INT32_BYTES;
    for (const { batch } of ofTopic) bytes += 2 * INT32_BYTES + bytesOf(batch);
  }
  const body = Buffer.allocUnsafe(bytes);
  let at = body.writeInt16BE(NO_TRANSACTION, 0);
  at = body.writeInt16BE(ALL_REPLICAS, at);
  at = body.writeInt32BE(ackMs, at);
  at = body.writeInt32BE(topics.length, at);
  for (const [topic, ofTopic] of topics) {
    at = body.writeInt16BE(Buffer.byteLength(topic), at);
    at += body.write(topic, at);
    at = body.writeInt32BE(ofTopic.length, at);
    for (const { partition, batch } of ofTopic) {
      at = body.writeInt32BE(partition, at);
      at = body.writeInt32BE(bytesOf(batch), at);
      at += batch.head.copy(body, at);
      at += batch.packed.copy(body, at);
    }
  }
  return body;
}

function bytesOf({ head, packed }: RecordBatch): number {
  return head.length + packed.length;
}
