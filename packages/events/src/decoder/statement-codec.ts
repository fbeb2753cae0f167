// Statements as bytes: what the door made of an event goes beside it through the log, so that the tally need not read the JSON again,
// which costs it as much as counting does. The JSON stays what counts: packed statements are only understood by whoever has the same
// catalogue, byte for byte, and everybody else reads the event.
import { createHash } from 'node:crypto';
import type { Identity, Plan, Statement } from '@nhip/core';

export interface StatementCodec {
  /** Undefined: it is so large that the event itself had better be read, or its entry in the log would take twice the room. */
  pack(statement: Statement): Uint8Array | undefined;
  /**
   * @param identity of the record, which stands beside the event already: it is its key.
   * @returns null: it was packed by another catalogue or release, or is broken. Values of key fields that are not kept are empty.
   */
  unpack(packed: Uint8Array, identity: Identity): Statement | null;
}

/** To be raised with each change of the layout below, or of what a statement is. */
const LAYOUT = 1;

/** Many times what codes and numbers take: only long texts go beyond it. */
const PACKED_BYTES_MAX = 16 * 1024;

const TAG_BYTES = 8;
const IDENTITY_BYTES = 16;
const VERSION_BYTES = 20;

/** What a value is; a whole number below 256 - SMALL stands in the same byte. */
const EMPTY = 0;
const NOTHING = 1;
const TEXT = 2;
const DOUBLE = 3;
const SMALL = 4;
const SMALL_MAX = 255 - SMALL;

/** A text of so many bytes has its length in one byte. */
const SHORT_MAX = 254;
const LONG = 255;

export function createStatementCodec(plan: Plan): StatementCodec {
  const tag = tagOf(plan);
  const keptKeys = plan.records.map(({ key, fields }) => key.map((field) => fields[field]?.kept === true));
  const writer = createWriter();
  const reader = createReader();
  return {
    pack: (statement) => {
      const { record, event, agency, version, values, keyValues, occurrence, of } = statement;
      writer.begin(tag);
      writer.count(record);
      writer.count(event);
      writer.version(version);
      writer.value(agency);
      writer.value(of);
      writer.value(occurrence);
      const kept = keptKeys[record] ?? [];
      for (let place = 0; place < keyValues.length; place++) {
        writer.value(kept[place] === true ? (keyValues[place] as string | number) : Number.NaN);
      }
      for (const value of values) writer.value(value);
      return writer.take();
    },
    unpack: (packed, identity) => {
      if (identity.length !== IDENTITY_BYTES || !reader.begin(packed, tag)) return null;
      const record = reader.count();
      const event = reader.count();
      const keys = plan.records[record]?.key.length ?? 0;
      const version = reader.version();
      const agency = reader.value();
      const of = reader.value();
      const occurrence = reader.value();
      const keyValues = reader.values(keys);
      const values = reader.values(Number.POSITIVE_INFINITY);
      if (!reader.isWhole() || typeof agency !== 'string' || typeof of === 'string') return null;
      return { record, event, identity, agency, version, values, keyValues, occurrence, of };
    },
  };
}

/** Of all that reading an event depends on. */
function tagOf(plan: Plan): Uint8Array {
  const text = JSON.stringify([LAYOUT, process.versions.tz, plan]);
  return createHash('sha256').update(text).digest().subarray(0, TAG_BYTES);
}

type Value = string | number | null;

interface Writer {
  begin(tag: Uint8Array): void;
  /** A whole number from 0 on. */
  count(value: number): void;
  version(version: Statement['version']): void;
  value(value: Value): void;
  /** What was written, in memory of its own; undefined: it is too large. */
  take(): Uint8Array | undefined;
}

/** Writes into one buffer, over and over. */
function createWriter(): Writer {
  let buffer = Buffer.alloc(4096);
  let at = 0;
  const reserve = (bytes: number): void => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.alloc(Math.max(2 * buffer.length, at + bytes));
    buffer.copy(larger);
    buffer = larger;
  };
  const double = (value: number): void => {
    reserve(9);
    buffer[at++] = DOUBLE;
    at = buffer.writeDoubleLE(value, at);
  };
  const number = (value: number): void => {
    if (value >= 0 && value <= SMALL_MAX && Number.isInteger(value) && !Object.is(value, -0)) {
      reserve(1);
      buffer[at++] = SMALL + value;
    } else if (Number.isNaN(value)) {
      reserve(1);
      buffer[at++] = EMPTY;
    } else double(value);
  };
  const text = (value: string): void => {
    // No character takes more than three bytes.
    reserve(6 + 3 * value.length);
    buffer[at] = TEXT;
    const bytes = writeText(buffer, at + 2, value);
    if (bytes <= SHORT_MAX) buffer[at + 1] = bytes;
    else {
      buffer.copyWithin(at + 6, at + 2, at + 2 + bytes);
      buffer[at + 1] = LONG;
      buffer.writeUInt32LE(bytes, at + 2);
      at += 4;
    }
    at += 2 + bytes;
  };
  return {
    begin: (tag) => {
      buffer.set(tag, 0);
      at = tag.length;
    },
    count: number,
    version: (version) => {
      reserve(VERSION_BYTES);
      at = buffer.writeDoubleLE(version.at, at);
      at = buffer.writeUInt32LE(version.tieHigh, at);
      at = buffer.writeUInt32LE(version.tieLow, at);
      at = buffer.writeUInt32LE(version.eventHash, at);
    },
    value: (value) => {
      if (typeof value === 'string') text(value);
      else if (value !== null) number(value);
      else {
        reserve(1);
        buffer[at++] = NOTHING;
      }
    },
    take: () => {
      if (at > PACKED_BYTES_MAX) return undefined;
      const taken = Buffer.allocUnsafe(at);
      buffer.copy(taken, 0, 0, at);
      return taken;
    },
  };
}

/** UTF-8; a plain loop, since most texts are short and plain. Gives the bytes written. */
function writeText(buffer: Buffer, at: number, text: string): number {
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code >= 0x80) return buffer.write(text, at, 'utf8');
    buffer[at + place] = code;
  }
  return text.length;
}

interface Reader {
  /** False: it has another tag. */
  begin(packed: Uint8Array, tag: Uint8Array): boolean;
  count(): number;
  version(): Statement['version'];
  value(): Value;
  /** So many, or all that are left. */
  values(count: number): (string | number)[];
  /** Nothing was missing, and nothing is left. */
  isWhole(): boolean;
}

function createReader(): Reader {
  const textAt = rememberedTexts();
  // Read in place: a view of its own for each statement would cost more than what is read with it.
  let buffer: Uint8Array = new Uint8Array();
  const eight = new DataView(new ArrayBuffer(8));
  let at = 0;
  let isBroken = false;
  /** Where the next bytes stand; -1: there are not so many. */
  const take = (bytes: number): number => {
    if (at + bytes > buffer.length) {
      isBroken = true;
      at = buffer.length;
      return -1;
    }
    at += bytes;
    return at - bytes;
  };
  const byte = (): number => (at < buffer.length ? (buffer[at++] as number) : take(1));
  const double = (): number => {
    const place = take(8);
    if (place < 0) return Number.NaN;
    for (let byte = 0; byte < 8; byte++) eight.setUint8(byte, buffer[place + byte] as number);
    return eight.getFloat64(0, true);
  };
  const u32 = (): number => {
    const place = take(4);
    if (place < 0) return 0;
    for (let byte = 0; byte < 4; byte++) eight.setUint8(byte, buffer[place + byte] as number);
    return eight.getUint32(0, true);
  };
  const text = (): string => {
    const short = byte();
    const length = short === LONG ? u32() : short;
    const place = take(length);
    return place < 0 ? '' : textAt(buffer, place, length);
  };
  const value = (): Value => {
    const kind = byte();
    if (kind >= SMALL) return kind - SMALL;
    if (kind === TEXT) return text();
    if (kind === DOUBLE) return double();
    return kind === NOTHING ? null : Number.NaN;
  };
  return {
    begin: (packed, tag) => {
      buffer = packed;
      at = tag.length;
      isBroken = buffer.length < tag.length;
      for (let place = 0; place < tag.length; place++) if (buffer[place] !== tag[place]) return false;
      return true;
    },
    count: () => {
      const count = value();
      return typeof count === 'number' ? count : -1;
    },
    version: () => ({ at: double(), tieHigh: u32(), tieLow: u32(), eventHash: u32() }),
    value,
    values: (count) => {
      const values: (string | number)[] = [];
      while (values.length < count && (at < buffer.length || Number.isFinite(count)) && !isBroken) {
        values.push(value() ?? Number.NaN);
      }
      return values;
    },
    isWhole: () => !isBroken && at === buffer.length,
  };
}

/** A power of two. */
const REMEMBERED = 4096;
/** A byte order mark at the beginning belongs to the text. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Codes of units and the like come again and again: one string for all of them costs less than one each, here and in every map of them. */
function rememberedTexts(): (bytes: Uint8Array, at: number, length: number) => string {
  const texts = new Array<string>(REMEMBERED).fill('');
  return (bytes, at, length) => {
    let hash = length;
    let bits = 0;
    for (let place = at; place < at + length; place++) {
      const code = bytes[place] as number;
      hash = Math.imul(hash, 31) + code;
      bits |= code;
    }
    if (bits >= 0x80) return UTF8.decode(bytes.subarray(at, at + length));
    const slot = hash & (REMEMBERED - 1);
    const known = texts[slot] as string;
    if (known.length === length && isSame(known, bytes, at)) return known;
    const text = UTF8.decode(bytes.subarray(at, at + length));
    texts[slot] = text;
    return text;
  };
}

function isSame(text: string, bytes: Uint8Array, at: number): boolean {
  for (let place = 0; place < text.length; place++) if (text.charCodeAt(place) !== bytes[at + place]) return false;
  return true;
}
