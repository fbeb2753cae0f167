// Reads what writer.ts wrote. A message that ends too early is a broken log and throws.

const SIGNIFICANT = 128;
const TEXT = new TextDecoder('utf-8', { fatal: true });

export interface ByteReader {
  /** Bytes not read yet. */
  left(): number;
  byte(): number;
  unsigned(): number;
  signed(): number;
  u32(): number;
  f64(): number;
  text(): string;
  /** A view of the next bytes, valid as long as the message is. */
  bytes(count: number): Uint8Array;
}

/** @throws RangeError from its methods when the message ends too early. */
export function createByteReader(message: Uint8Array): ByteReader {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let place = 0;
  const unsigned = (): number => {
    let factor = 1;
    let value = 0;
    for (;;) {
      const next = view.getUint8(place++);
      if (next < SIGNIFICANT) return value + next * factor;
      value += (next & 0x7f) * factor;
      factor *= SIGNIFICANT;
    }
  };
  const bytes = (count: number): Uint8Array => {
    if (place + count > message.length) throw new RangeError('the message ends too early');
    place += count;
    return message.subarray(place - count, place);
  };
  return {
    left: () => message.length - place,
    byte: () => view.getUint8(place++),
    unsigned,
    signed: () => {
      const value = unsigned();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    u32: () => {
      place += 4;
      return view.getUint32(place - 4, true);
    },
    f64: () => {
      place += 8;
      return view.getFloat64(place - 8, true);
    },
    text: () => TEXT.decode(bytes(unsigned())),
    bytes,
  };
}
