// A record batch as the client's own decoder reads it: what brokers and other clients read too.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../port.ts';
import { decodeClientBatch, Record, RecordBatch } from '../testing/client-batches.ts';
import { installCodecs } from './codecs.ts';
import { PACKED_HEADER } from './packets.ts';
import { encodeRecordBatch } from './record-batch.ts';
import { sealed } from './topics.ts';

installCodecs();

const SEED = 20_260_506;
const AT = Date.parse('2026-05-06T07:08:09.123Z');

async function encoded(entries: readonly Entry[]): Promise<Buffer> {
  const { head, packed } = await encodeRecordBatch(entries, AT);
  return Buffer.concat([head, packed]);
}

const bytes = (lengthMax: number) => fc.uint8Array({ maxLength: lengthMax });
/** The client's decoder takes a name that every object has for one that it has read before. */
const names = fc.string({ unit: 'grapheme' }).filter((name) => !(name in {}));
const headers = fc.dictionary(names, fc.string({ unit: 'grapheme' }), {
  maxKeys: 3,
  noNullPrototype: true,
});
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ key: fc.option(bytes(100)), value: bytes(300) }),
  fc.record({ key: fc.option(bytes(100)), value: bytes(300), headers }),
  fc.record({ key: fc.option(bytes(100)), value: bytes(300), packed: bytes(100) }),
  fc.record({ key: fc.option(bytes(100)), value: bytes(300), packed: bytes(100), headers }),
);

describe('a record batch', () => {
  it(`gives back the entries in their order, with keys, headers and what was packed (seed ${SEED})`, async () =>
    fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 200 }), async (entries) => {
        const { records, lastOffsetDelta } = await decodeClientBatch(await encoded(entries));
        expect(lastOffsetDelta).toBe(entries.length - 1);
        expect(records.map(({ offset }) => Number(offset))).toEqual(entries.map((_, place) => place));
        expect(records.map(({ timestamp }) => Number(timestamp))).toEqual(entries.map(() => AT));
        expect(records.map(({ key }) => key)).toEqual(entries.map(({ key }) => key && Buffer.from(key)));
        expect(records.map(({ value }) => value)).toEqual(entries.map(({ value }) => Buffer.from(value)));
        for (const [place, { headers: read }] of records.entries()) {
          const { [PACKED_HEADER]: packed, ...others } = read;
          const texts = Object.entries(others).map(([name, value]) => [name, value.toString()]);
          expect(Object.fromEntries(texts)).toEqual(entries[place]?.headers ?? {});
          expect(packed && new Uint8Array(packed)).toEqual(entries[place]?.packed);
        }
      }),
      { seed: SEED, numRuns: 50 },
    ));

  it.each([1, 63, 64, 127, 128, 8_191, 8_192, 16_384, 300_000])('holds a value of %i bytes', async (length) => {
    const value = Buffer.alloc(length, 'ab');
    const { records } = await decodeClientBatch(await encoded([{ key: null, value }]));
    expect(records[0]?.value?.equals(value)).toBe(true);
  });

  it('is too large for a topic that a rebuild has closed, however small the entry; the end of a transaction is not', async () => {
    const bytesMax = Number(sealed.configs['max.message.bytes']);
    const tick = { key: null, value: Buffer.from(JSON.stringify({ kind: 'tick', at: AT })) };
    // An identity is a hash.
    const statement = { key: randomBytes(16), value: Buffer.from('{}') };
    for (const one of [tick, statement]) expect((await encoded([one])).length).toBeGreaterThan(bytesMax);
    // Version and type of the marker; version and epoch of whoever ends it (KIP-98).
    const marker = Record({ key: Buffer.alloc(4), value: Buffer.alloc(6), offsetDelta: 0, timestampDelta: 0 });
    const { buffer } = await RecordBatch({ records: [marker], firstTimestamp: AT, maxTimestamp: AT, compression: 0 });
    expect(buffer.length).toBeLessThanOrEqual(bytesMax);
  });

  it('says what the client says of itself, checksum included', async () => {
    const entries = [
      { key: Buffer.from('k'), value: Buffer.from('first') },
      { key: null, value: Buffer.from('second'), headers: { traceparent: '00-1-2-01' } },
    ];
    const own = await encoded(entries);
    const records = entries.map((one, offsetDelta) => Record({ ...one, offsetDelta, timestampDelta: 0 }));
    const times = { firstTimestamp: AT, maxTimestamp: AT };
    const theirs = await RecordBatch({ records, ...times, compression: 4, lastOffsetDelta: 1, firstSequence: -1 });
    // The client writes leader epoch 0, which the broker replaces, and producer epoch 0 beside "no producer".
    const changed = Buffer.from(theirs.buffer);
    changed.writeInt32BE(-1, 12);
    changed.writeInt16BE(-1, 51);
    const withoutChecksum = (batch: Buffer): Buffer => Buffer.concat([batch.subarray(0, 17), batch.subarray(21)]);
    expect(withoutChecksum(own)).toEqual(withoutChecksum(changed));
    // CRC-32C of RFC 3720, B.4, over the same bytes: as the broker computes it.
    expect(own.readUInt32BE(17)).toBe(crc32cOf(own.subarray(21)));
  });
});

/** Bit by bit, by the reflected polynomial. */
function crc32cOf(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) * 0x82f63b78);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
