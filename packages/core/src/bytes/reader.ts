// Reads what writer.ts wrote. A message that ends too early is a broken log and throws.
import { plainText, type TextMemory } from './text-memory.ts';

const SIGNIFICANT = 128;

export interface ByteReader {
  /** Reads another message, from its beginning: what is left of the one before is not read any more. */
  begin(message: Uint8Array): void;
  /** Bytes not read yet. */
  left(): number;
  byte(): number;
  unsigned(): number;
  signed(): number;
  u32(): number;
  f64(): number;
  /** @param memory where texts that come again and again are kept, so that there is one string of each. */
  text(memory?: TextMemory): string;
  /** A view of the next bytes, valid as long as the message is. */
  bytes(count: number): Uint8Array;
}

/** @throws RangeError from its methods when the message ends too early, TypeError when a text is not UTF-8. */
export function createByteReader(message: Uint8Array = new Uint8Array()): ByteReader {
  let view: DataView = new DataView(message.buffer);
  let place = message.byteOffset;
  let end = place + message.length;
  const take = (count: number): number => {
    if (count > end - place) throw new RangeError('the message ends too early');
    place += count;
    return place - count;
  };
  const unsigned = (): number => {
    let factor = 1;
    let value = 0;
    for (;;) {
      const next = view.getUint8(take(1));
      if (next < SIGNIFICANT) return value + next * factor;
      value += (next & 0x7f) * factor;
      factor *= SIGNIFICANT;
    }
  };
  return {
    begin: (next) => {
      // Messages mostly stand one after the other in one buffer, and a view of it costs more than what is read of a small one.
      if (next.buffer !== view.buffer) view = new DataView(next.buffer);
      place = next.byteOffset;
      end = place + next.length;
    },
    left: () => end - place,
    byte: () => view.getUint8(take(1)),
    unsigned,
    signed: () => {
      const value = unsigned();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    u32: () => view.getUint32(take(4), true),
    f64: () => view.getFloat64(take(8), true),
    text: (memory) => {
      const length = unsigned();
      const at = take(length);
      return memory === undefined ? plainText(view, at, length) : memory.text(view, at, length);
    },
    bytes: (count) => new Uint8Array(view.buffer, take(count), count),
  };
}
