// Statements as bytes: what the door made of an event goes beside it through the log, so that the tally need not read the JSON again,
// which costs it as much as counting does. The JSON stays what counts: packed statements are only understood by whoever has the same
// catalogue, byte for byte, and everybody else reads the event.
import { createHash } from 'node:crypto';
import {
  type ByteReader,
  type ByteWriter,
  createByteReader,
  createByteWriter,
  type Identity,
  type Plan,
  type Statement,
  TextMemory,
} from '@nhip/core';

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
const LAYOUT = 2;

/** Many times what codes and numbers take: only long texts go beyond it. */
const PACKED_BYTES_MAX = 16 * 1024;

const TAG_BYTES = 8;
const IDENTITY_BYTES = 16;

/** What a value is; a whole number below 256 - SMALL stands in the same byte. */
const EMPTY = 0;
const NOTHING = 1;
const TEXT = 2;
const DOUBLE = 3;
const SMALL = 4;
const SMALL_MAX = 255 - SMALL;

export function createStatementCodec(plan: Plan): StatementCodec {
  const tag = tagOf(plan);
  const keptKeys = plan.records.map(({ key, fields }) => key.map((field) => fields[field]?.kept === true));
  const writer = createByteWriter();
  const reader = createByteReader();
  const memory = new TextMemory();
  return {
    pack: (statement) => {
      const { record, event, agency, version, values, keyValues, occurrence, of } = statement;
      writer.bytes(tag);
      writer.unsigned(record);
      writer.unsigned(event);
      writeVersion(writer, version);
      writeValue(writer, agency);
      writeValue(writer, of);
      writeValue(writer, occurrence);
      const kept = keptKeys[record] ?? [];
      for (let place = 0; place < keyValues.length; place++) {
        writeValue(writer, kept[place] === true ? (keyValues[place] as string | number) : Number.NaN);
      }
      for (const value of values) writeValue(writer, value);
      const packed = writer.pass();
      // Into the pool of small buffers: one of its own would cost as much as what it holds.
      return packed.length > PACKED_BYTES_MAX ? undefined : Buffer.from(packed);
    },
    unpack: (packed, identity) => {
      if (identity.length !== IDENTITY_BYTES) return null;
      try {
        reader.begin(packed);
        for (let place = 0; place < tag.length; place++) if (reader.byte() !== tag[place]) return null;
        const [record, event] = [reader.unsigned(), reader.unsigned()];
        const version = readVersion(reader);
        const agency = readValue(reader, memory);
        const of = readValue(reader, memory);
        const occurrence = readValue(reader, memory);
        if (typeof agency !== 'string' || typeof of === 'string') return null;
        const keyValues: (string | number)[] = [];
        const keys = plan.records[record]?.key.length ?? 0;
        while (keyValues.length < keys) keyValues.push(readValue(reader, memory) ?? Number.NaN);
        const values: (string | number)[] = [];
        while (reader.left() > 0) values.push(readValue(reader, memory) ?? Number.NaN);
        return { record, event, identity, agency, version, values, keyValues, occurrence, of };
      } catch (error) {
        if (error instanceof RangeError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}

/** Of all that reading an event depends on. */
function tagOf(plan: Plan): Uint8Array {
  const text = JSON.stringify([LAYOUT, process.versions.tz, plan]);
  return createHash('sha256').update(text).digest().subarray(0, TAG_BYTES);
}

function writeVersion(writer: ByteWriter, { at, tieHigh, tieLow, eventHash }: Statement['version']): void {
  writer.f64(at);
  writer.u32(tieHigh);
  writer.u32(tieLow);
  writer.u32(eventHash);
}

function readVersion(reader: ByteReader): Statement['version'] {
  return { at: reader.f64(), tieHigh: reader.u32(), tieLow: reader.u32(), eventHash: reader.u32() };
}

type Value = string | number | null;

function writeValue(writer: ByteWriter, value: Value): void {
  if (typeof value === 'string') {
    writer.byte(TEXT);
    writer.text(value);
  } else if (value === null) writer.byte(NOTHING);
  else if (Number.isNaN(value)) writer.byte(EMPTY);
  else if (value >= 0 && value <= SMALL_MAX && Number.isInteger(value) && !Object.is(value, -0)) {
    writer.byte(SMALL + value);
  } else {
    writer.byte(DOUBLE);
    writer.f64(value);
  }
}

function readValue(reader: ByteReader, memory: TextMemory): Value {
  const kind = reader.byte();
  if (kind >= SMALL) return kind - SMALL;
  if (kind === TEXT) return reader.text(memory);
  if (kind === DOUBLE) return reader.f64();
  return kind === NOTHING ? null : Number.NaN;
}
