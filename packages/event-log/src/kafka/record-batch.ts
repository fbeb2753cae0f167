// Entries as one record batch (Kafka's message format, magic 2), packed with zstd. The client's own encoder makes a buffer of 512 bytes and
// more for each entry; where all that is accepted goes through, that is most of what sending costs.
import type { Entry } from '../port.ts';
import { crc32c } from './crc32c.ts';
import { PACKED_HEADER } from './packets.ts';
import { PLAIN_AT_ONCE_MAX, packZstd } from './zstd.ts';

const HEAD_BYTES = 61;
/** Length and checksum are about what follows them. */
const LENGTH_END = 12;
const CRC_AT = 17;
const CRC_END = 21;
const MAGIC = 2;
const ZSTD = 4;
const NONE = -1;
const NONE_64 = -1n;
/** Attributes and the difference to the batch's time. */
const RECORD_HEAD_BYTES = 2;
/** Where records stand until they are packed. Buffers of their own would be garbage outside of the heap, which is collected at a high price. */
const scratch = Buffer.allocUnsafeSlow(PLAIN_AT_ONCE_MAX);
const NO_HEADERS: NonNullable<Entry['headers']> = {};

/** As it goes over the wire: its head, then the records. They are put together where a request is. */
export interface RecordBatch {
  readonly head: Buffer;
  readonly packed: Buffer;
}

/** @param atMs the time of all of them, milliseconds since 1970. */
export async function encodeRecordBatch(entries: readonly Entry[], atMs: number): Promise<RecordBatch> {
  const packed = await packZstd(encodeRecords(entries));
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  // The broker sets offset and leader epoch.
  head.writeBigInt64BE(0n, 0);
  head.writeInt32BE(HEAD_BYTES + packed.length - LENGTH_END, 8);
  head.writeInt32BE(NONE, LENGTH_END);
  head.writeInt8(MAGIC, 16);
  head.writeInt16BE(ZSTD, CRC_END);
  head.writeInt32BE(entries.length - 1, 23);
  head.writeBigInt64BE(BigInt(atMs), 27);
  head.writeBigInt64BE(BigInt(atMs), 35);
  // No producer with an id, no epoch, no sequence: a repeated append is harmless.
  head.writeBigInt64BE(NONE_64, 43);
  head.writeInt16BE(NONE, 51);
  head.writeInt32BE(NONE, 53);
  head.writeInt32BE(entries.length, 57);
  head.writeUInt32BE(crc32c(head.subarray(CRC_END), packed), CRC_AT);
  return { head, packed };
}

function encodeRecords(entries: readonly Entry[]): Buffer {
  const sizes = entries.map(recordBytes);
  let bytes = 0;
  for (const size of sizes) bytes += size + varintBytes(size);
  const to = { buffer: bytes > PLAIN_AT_ONCE_MAX ? Buffer.allocUnsafe(bytes) : scratch.subarray(0, bytes), at: 0 };
  entries.forEach((entry, place) => {
    writeVarint(to, sizes[place] ?? 0);
    to.buffer.fill(0, to.at, to.at + RECORD_HEAD_BYTES);
    to.at += RECORD_HEAD_BYTES;
    writeVarint(to, place);
    writeBytes(to, entry.key);
    writeBytes(to, entry.value);
    writeHeaders(to, entry);
  });
  return to.buffer;
}

function recordBytes({ key, value, packed, headers }: Entry, place: number): number {
  const ofEntry = RECORD_HEAD_BYTES + varintBytes(place) + bytesBytes(key?.length ?? NONE) + bytesBytes(value.length);
  let count = packed === undefined ? 0 : 1;
  let ofHeaders = packed === undefined ? 0 : bytesBytes(PACKED_HEADER.length) + bytesBytes(packed.length);
  for (const name in headers) {
    ofHeaders += bytesBytes(Buffer.byteLength(name)) + bytesBytes(Buffer.byteLength(headers[name] ?? ''));
    count += 1;
  }
  return ofEntry + varintBytes(count) + ofHeaders;
}

interface Target {
  readonly buffer: Buffer;
  at: number;
}

function writeHeaders(to: Target, { packed, headers = NO_HEADERS }: Entry): void {
  const names = Object.keys(headers);
  writeVarint(to, names.length + (packed === undefined ? 0 : 1));
  for (const name of names) {
    writeText(to, name);
    writeText(to, headers[name] ?? '');
  }
  if (packed === undefined) return;
  writeText(to, PACKED_HEADER);
  writeBytes(to, packed);
}

function writeText(to: Target, text: string): void {
  writeVarint(to, Buffer.byteLength(text));
  to.at += to.buffer.write(text, to.at);
}

function writeBytes(to: Target, bytes: Uint8Array | null): void {
  writeVarint(to, bytes?.length ?? NONE);
  if (bytes === null) return;
  to.buffer.set(bytes, to.at);
  to.at += bytes.length;
}

function bytesBytes(length: number): number {
  return varintBytes(length) + Math.max(0, length);
}

/** Zigzag, so that -1 is short too; seven bits a byte, the lowest first. */
function writeVarint(to: Target, number: number): void {
  let left = zigzag(number);
  while (left > 127) {
    to.buffer[to.at] = (left & 127) | 128;
    to.at += 1;
    left >>>= 7;
  }
  to.buffer[to.at] = left;
  to.at += 1;
}

function varintBytes(number: number): number {
  let bytes = 1;
  for (let left = zigzag(number); left > 127; left >>>= 7) bytes += 1;
  return bytes;
}

function zigzag(number: number): number {
  return ((number << 1) ^ (number >> 31)) >>> 0;
}
