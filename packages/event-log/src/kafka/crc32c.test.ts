// The checksum of record batches, by the examples of RFC 3720, B.4, and the check value of the catalogue of CRCs.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

const SEED = 20_260_507;

it.each([
  ['nothing', [], 0],
  ['32 bytes of zeros', new Array<number>(32).fill(0), 0x8a9136aa],
  ['32 bytes of ones', new Array<number>(32).fill(0xff), 0x62a8ab43],
  ['32 bytes that increase', Array.from({ length: 32 }, (_, place) => place), 0x46dd794e],
  ['32 bytes that decrease', Array.from({ length: 32 }, (_, place) => 31 - place), 0x113fdb5c],
  ['the digits from 1 to 9', [...Buffer.from('123456789')], 0xe3069283],
])('of %s is what the standard says', (_, bytes, expected) => {
  expect(crc32c(Uint8Array.from(bytes))).toBe(expected);
});

it(`of parts is that of the whole, wherever it is cut (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, first, second) => {
      const [from, to] = [Math.min(first, second), Math.max(first, second)];
      const parts = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
      expect(crc32c(...parts)).toBe(crc32c(bytes));
      expect(crc32c(bytes)).toBe(bitByBit(bytes));
    }),
    { seed: SEED },
  );
});

function bitByBit(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
