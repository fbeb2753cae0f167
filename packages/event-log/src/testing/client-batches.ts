// How the client library itself writes and reads record batches: what tests compare with.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const decode = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (decoder: object) => Promise<ClientBatch>;

export const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(options: object): Promise<{ readonly buffer: Buffer }>;
};
export const Record = require('kafkajs/src/protocol/recordBatch/record/v0') as (message: object) => object;

export interface ClientBatch {
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly records: readonly ClientRecord[];
}

export interface ClientRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: { readonly [name: string]: Buffer };
}

/** One batch. */
export function decodeClientBatch(batch: Buffer): Promise<ClientBatch> {
  return decode(new Decoder(batch));
}
