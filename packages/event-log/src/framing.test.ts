// Entries in one blob: each comes back with all that it has and nothing else, also from blobs of former times.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packEntries, unpackEntries } from './framing.ts';
import type { Entry, StoredEntry } from './port.ts';

const SEED = 20_240_701;
const bytes = fc.uint8Array({ maxLength: 40 });
const entries: fc.Arbitrary<Entry> = fc
  .record({
    key: fc.option(bytes),
    value: bytes,
    packed: fc.option(bytes, { nil: undefined }),
    headers: fc.option(fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 8 })), { nil: undefined }),
  })
  .map(({ key, value, packed, headers }) => ({
    key,
    value,
    ...(packed === undefined ? {} : { packed }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  }));

/** With nothing that the entry does not have. */
function plain({ offset, ingestTime, key, value, packed, headers }: StoredEntry): StoredEntry {
  return {
    offset,
    ingestTime,
    key,
    value,
    ...(packed === undefined ? {} : { packed }),
    ...(headers === undefined ? {} : { headers }),
  };
}

it(`gives back what was packed, from any offset on (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 6 }), fc.nat({ max: 6 }), (all, skipped) => {
      const body = packEntries(all);
      const given = unpackEntries({ base: 100, ingestTime: 5, body }, 100 + skipped);
      const wanted = all.map((entry, place) => ({ ...entry, offset: 100 + place, ingestTime: 5 })).slice(skipped);
      expect(given.map(plain)).toStrictEqual(wanted);
    }),
    { seed: SEED, numRuns: 1_000 },
  );
});

it(`packs into whatever room it is given, over what stands there (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 6 }), fc.nat({ max: 20 }), (all, offset) => {
      const room = (bytes: number) => new Uint8Array(new ArrayBuffer(offset + bytes + 30), offset, bytes).fill(0xa5);
      const body = packEntries(all, room);
      expect([body.byteOffset, body]).toEqual([offset, packEntries(all)]);
      expect(new Uint8Array(body.buffer, offset + body.length)).toEqual(new Uint8Array(30));
    }),
    { seed: SEED, numRuns: 200 },
  );
});

it('reads blobs of former times, in which headers follow the value at once', () => {
  const former = (key: string | null, value: string, headers: string): Buffer => {
    const lengths = Buffer.alloc(12);
    lengths.writeUInt32LE(key === null ? 0xffffffff : key.length, 0);
    lengths.writeUInt32LE(value.length, 4);
    lengths.writeUInt32LE(headers.length, 8);
    return Buffer.concat([lengths, Buffer.from((key ?? '') + value + headers)]);
  };
  const body = Buffer.concat([former('k', 'one', ''), former(null, 'two', '{"a":"b"}')]);
  const texts = unpackEntries({ base: 0, ingestTime: 1, body }, 0)
    .map(plain)
    .map(({ key, value, ...rest }) => ({
      ...rest,
      key: key === null ? null : Buffer.from(key).toString(),
      value: Buffer.from(value).toString(),
    }));
  expect(texts).toStrictEqual([
    { offset: 0, ingestTime: 1, key: 'k', value: 'one' },
    { offset: 1, ingestTime: 1, key: null, value: 'two', headers: { a: 'b' } },
  ]);
});
