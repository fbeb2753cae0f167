// A growing byte buffer for the packed messages of records, cells and values. Integers are variable-length (7 bits a byte),
// so that small differences cost one byte; everything is exact up to 2^53.

const SIGNIFICANT = 128;
const INT32_MAX = 0x7fffffff;
const TEXT = new TextEncoder();

export interface ByteWriter {
  length(): number;
  byte(value: number): void;
  /** A whole number from 0 to 2^53. */
  unsigned(value: number): void;
  /** A whole number from -2^52 to 2^52; small ones of either sign are short. */
  signed(value: number): void;
  u32(value: number): void;
  f64(value: number): void;
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** The bytes written so far, as a copy; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer>;
  /** The bytes written so far, where they are: to be copied before anything else is written. The writer is empty afterwards. */
  pass(): Uint8Array<ArrayBuffer>;
}

export function createByteWriter(initialBytes = 4096): ByteWriter {
  let buffer = new Uint8Array(initialBytes);
  let view = new DataView(buffer.buffer);
  let used = 0;

  const reserve = (count: number): void => {
    if (used + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, used + count));
    larger.set(buffer.subarray(0, used));
    buffer = larger;
    view = new DataView(buffer.buffer);
  };
  const unsigned = (value: number): void => {
    reserve(8);
    let rest = value;
    while (rest > INT32_MAX) {
      buffer[used++] = (rest % SIGNIFICANT) | SIGNIFICANT;
      rest = Math.floor(rest / SIGNIFICANT);
    }
    while (rest >= SIGNIFICANT) {
      buffer[used++] = (rest & 0x7f) | SIGNIFICANT;
      rest >>>= 7;
    }
    buffer[used++] = rest;
  };
  const bytes = (value: Uint8Array): void => {
    reserve(value.length);
    buffer.set(value, used);
    used += value.length;
  };
  const encoded = (value: string): void => {
    const utf8 = TEXT.encode(value);
    unsigned(utf8.length);
    bytes(utf8);
  };
  const emptied = <Given>(given: Given): Given => {
    used = 0;
    return given;
  };
  return {
    length: () => used,
    byte: (value) => {
      reserve(1);
      buffer[used++] = value;
    },
    unsigned,
    signed: (value) => unsigned(value < 0 ? -value * 2 - 1 : value * 2),
    u32: (value) => {
      reserve(4);
      view.setUint32(used, value, true);
      used += 4;
    },
    f64: (value) => {
      reserve(8);
      view.setFloat64(used, value, true);
      used += 8;
    },
    text: (value) => {
      const start = used;
      unsigned(value.length);
      reserve(value.length);
      const isPlain = putPlain(buffer, used, value);
      used = isPlain ? used + value.length : start;
      if (!isPlain) encoded(value);
    },
    bytes,
    take: () => emptied(buffer.slice(0, used)),
    pass: () => emptied(buffer.subarray(0, used)),
  };
}

/** Most texts are short and plain, and a call of the encoder costs more than they do. False: it is no ASCII, and what was put is worth nothing. */
function putPlain(buffer: Uint8Array, at: number, text: string): boolean {
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code >= 0x80) return false;
    buffer[at + place] = code;
  }
  return true;
}
