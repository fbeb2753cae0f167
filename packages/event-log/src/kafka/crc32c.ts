// CRC-32C (Castagnoli), the checksum of record batches (RFC 3720, B.4). Eight bytes at a time, by a table for each: the client's own takes one
// byte at a time, and so four times as long, for all that is accepted.

/** Reversed, as the bits of a byte are taken lowest first. */
const POLYNOMIAL = 0x82f63b78;
const BYTE = 256;
const AT_ONCE = 8;

/** The table of a byte with so many bytes behind it, one after the other. */
const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(AT_ONCE * BYTE);
  for (let byte = 0; byte < BYTE; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    made[byte] = crc;
  }
  for (let place = BYTE; place < made.length; place += 1) {
    const before = made[place - BYTE] ?? 0;
    made[place] = (before >>> 8) ^ (made[before & 0xff] ?? 0);
  }
  return made;
}

/** Of the parts one after the other; unsigned. */
export function crc32c(...parts: readonly Uint8Array[]): number {
  let crc = -1;
  for (const part of parts) crc = goOn(crc, part);
  return ~crc >>> 0;
}

function goOn(before: number, bytes: Uint8Array): number {
  const t = tables;
  const { length } = bytes;
  let crc = before;
  let at = 0;
  for (; at + AT_ONCE <= length; at += AT_ONCE) {
    crc ^=
      byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
    crc =
      entry(t, 7 * BYTE + (crc & 0xff)) ^
      entry(t, 6 * BYTE + ((crc >>> 8) & 0xff)) ^
      entry(t, 5 * BYTE + ((crc >>> 16) & 0xff)) ^
      entry(t, 4 * BYTE + (crc >>> 24)) ^
      entry(t, 3 * BYTE + byteAt(bytes, at + 4)) ^
      entry(t, 2 * BYTE + byteAt(bytes, at + 5)) ^
      entry(t, BYTE + byteAt(bytes, at + 6)) ^
      entry(t, byteAt(bytes, at + 7));
  }
  for (; at < length; at += 1) crc = (crc >>> 8) ^ entry(t, (crc ^ byteAt(bytes, at)) & 0xff);
  return crc;
}

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number;
const entry = (table: Int32Array, place: number): number => table[place] as number;
