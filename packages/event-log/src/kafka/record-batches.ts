// Reads what a broker gives of a partition: record batches (Kafka's message format, magic 2), the last one cut off where the answer was full.
// An entry is a view of its batch. The client's own decoder makes some ten objects of each, which outlive the young generation while a batch
// is taken in; where all that is counted goes through, that is most of what reading costs.
import type { StoredEntry } from '../port.ts';
import { codecOf } from './internals.ts';
import { PACKED_HEADER } from './packets.ts';

export interface RecordBatchHead {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** It holds the end of a transaction. */
  readonly isControl: boolean;
}

export interface ReadBatch extends RecordBatchHead {
  readonly attributes: number;
  /** Milliseconds since 1970, as are the times of its records: that of the first, and of the newest or of when the broker took them in. */
  readonly firstTime: number;
  readonly maxTime: number;
  readonly count: number;
  /** As they came, perhaps compressed. */
  readonly records: Buffer;
}

const LENGTH_AT = 8;
/** What the length is about begins behind it. */
const LENGTH_END = 12;
const MAGIC_AT = 16;
const MAGIC = 2;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_AT = 23;
const FIRST_TIME_AT = 27;
const MAX_TIME_AT = 35;
const PRODUCER_AT = 43;
const COUNT_AT = 57;
const HEAD_BYTES = 61;

const IS_APPEND_TIME = 0x08;
const IS_TRANSACTIONAL = 0x10;
const IS_CONTROL = 0x20;

/** @throws RangeError for a message format of former times. */
export function batchesIn(bytes: Buffer): readonly ReadBatch[] {
  const batches: ReadBatch[] = [];
  for (let at = 0; at + LENGTH_END <= bytes.length; ) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length) break;
    batches.push(batchOf(bytes.subarray(at, end)));
    at = end;
  }
  return batches;
}

function batchOf(bytes: Buffer): ReadBatch {
  const magic = bytes.length < HEAD_BYTES ? Number.NaN : bytes.readInt8(MAGIC_AT);
  if (magic !== MAGIC) throw new RangeError(`a record batch has the message format ${magic} instead of ${MAGIC}`);
  const attributes = bytes.readInt16BE(ATTRIBUTES_AT);
  const baseOffset = int64(bytes, 0);
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(LAST_OFFSET_AT),
    producerId: bytes.readBigInt64BE(PRODUCER_AT),
    isTransactional: (attributes & IS_TRANSACTIONAL) !== 0,
    isControl: (attributes & IS_CONTROL) !== 0,
    attributes,
    firstTime: int64(bytes, FIRST_TIME_AT),
    maxTime: int64(bytes, MAX_TIME_AT),
    count: bytes.readInt32BE(COUNT_AT),
    records: bytes.subarray(HEAD_BYTES),
  };
}

/** Offsets and times are far below 2^53. */
function int64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigInt64BE(at));
}

/** @throws whatever the codec says, RangeError when a record reaches beyond its batch. */
export async function entriesOf(batch: ReadBatch): Promise<readonly StoredEntry[]> {
  const codec = codecOf(batch.attributes);
  const bytes = codec === null ? batch.records : await codec.decompress(batch.records);
  const cursor = { bytes, at: 0 };
  const entries: StoredEntry[] = [];
  for (let left = batch.count; left > 0; left -= 1) {
    const length = readVarint(cursor);
    const end = cursor.at + length;
    entries.push(recordAt(cursor, batch));
    if (length < 0 || cursor.at > end || end > bytes.length) throw new RangeError('a record reaches beyond its batch');
    cursor.at = end;
  }
  return entries;
}

/** Leaves the cursor behind the value. */
function recordAt(cursor: Cursor, { baseOffset, firstTime, maxTime, attributes }: ReadBatch): RecordEntry {
  // Attributes of a record mean nothing yet.
  cursor.at += 1;
  const time = firstTime + readVarint(cursor);
  const ingestTime = (attributes & IS_APPEND_TIME) === 0 ? time : maxTime;
  const offset = baseOffset + readVarint(cursor);
  return new RecordEntry(cursor, offset, ingestTime);
}

const EMPTY = Buffer.alloc(0);

class RecordEntry implements StoredEntry {
  readonly offset: number;
  readonly ingestTime: number;
  readonly #bytes: Buffer;
  readonly #keyAt: number;
  /** Below 0: there is none. */
  readonly #keyLength: number;
  readonly #valueAt: number;
  readonly #valueLength: number;

  /** @param cursor before the key; is left behind the value. */
  constructor(cursor: Cursor, offset: number, ingestTime: number) {
    this.#bytes = cursor.bytes;
    this.offset = offset;
    this.ingestTime = ingestTime;
    this.#keyLength = readVarint(cursor);
    this.#keyAt = cursor.at;
    cursor.at += Math.max(0, this.#keyLength);
    this.#valueLength = readVarint(cursor);
    this.#valueAt = cursor.at;
    cursor.at += Math.max(0, this.#valueLength);
  }

  get key(): Buffer | null {
    return this.#keyLength < 0 ? null : this.#bytes.subarray(this.#keyAt, this.#keyAt + this.#keyLength);
  }

  get value(): Buffer {
    return this.#valueLength < 0 ? EMPTY : this.#bytes.subarray(this.#valueAt, this.#valueAt + this.#valueLength);
  }

  get packed(): Buffer | undefined {
    const cursor = this.#headersCursor();
    let found: Buffer | null = null;
    let times = 0;
    for (let left = readVarint(cursor); left > 0; left -= 1) {
      const isPacked = isPackedName(cursor);
      const value = readBytes(cursor);
      if (!isPacked) continue;
      found = value;
      times += 1;
    }
    return times === 1 ? (found ?? undefined) : undefined;
  }

  /** What stands under one name twice is joined by a comma. */
  get headers(): Readonly<Record<string, string>> | undefined {
    const cursor = this.#headersCursor();
    let texts: Map<string, string> | null = null;
    for (let left = readVarint(cursor); left > 0; left -= 1) {
      const nameAt = cursor.at;
      if (isPackedName(cursor)) {
        readBytes(cursor);
        continue;
      }
      cursor.at = nameAt;
      const name = readText(cursor);
      const text = readText(cursor);
      texts ??= new Map();
      const former = texts.get(name);
      texts.set(name, former === undefined ? text : `${former},${text}`);
    }
    return texts === null ? undefined : Object.fromEntries(texts);
  }

  #headersCursor(): Cursor {
    return { bytes: this.#bytes, at: this.#valueAt + Math.max(0, this.#valueLength) };
  }
}

const PACKED_NAME = Buffer.from(PACKED_HEADER);

/** Passes the name of a header. */
function isPackedName(cursor: Cursor): boolean {
  const length = readVarint(cursor);
  const start = cursor.at;
  cursor.at = start + Math.max(0, length);
  return length === PACKED_NAME.length && PACKED_NAME.compare(cursor.bytes, start, cursor.at) === 0;
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** Empty where there is none. */
function readText(cursor: Cursor): string {
  return readBytes(cursor)?.toString('utf8') ?? '';
}

function readBytes(cursor: Cursor): Buffer | null {
  const length = readVarint(cursor);
  if (length < 0) return null;
  const start = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.bytes.length) throw new RangeError('a record reaches beyond its batch');
  return cursor.bytes.subarray(start, cursor.at);
}

/** Zigzag, seven bits a byte, the lowest first; of 64 bits too, as far as a double is exact. @throws RangeError at the end of the bytes. */
function readVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  let scale = 1;
  let number = 0;
  for (;;) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new RangeError('a record reaches beyond its batch');
    cursor.at += 1;
    number += (byte & 127) * scale;
    if (byte < 128) break;
    scale *= 128;
  }
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}
