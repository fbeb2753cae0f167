// Record batches are read as the client library reads them, whoever has written them; what is cut off is not there yet.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, StoredEntry } from '../port.ts';
import { type ClientRecord, decodeClientBatch, Record, RecordBatch } from '../testing/client-batches.ts';
import { installCodecs } from './codecs.ts';
import { decodeFetchResponse } from './fetch-response.ts';
import { fetchedOf } from './fetcher.ts';
import { PACKED_HEADER } from './packets.ts';
import { encodeRecordBatch } from './record-batch.ts';
import { batchesIn, entriesOf } from './record-batches.ts';

const require = createRequire(import.meta.url);
const decodeResponse = require('kafkajs/src/protocol/requests/fetch/v11/response').decode as (
  bytes: Buffer,
) => Promise<TheirResponse>;
interface TheirResponse {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly highWatermark: string;
      readonly lastStableOffset: string;
      readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
      readonly messages: readonly ClientRecord[];
    }[];
  }[];
}

installCodecs();

const SEED = 20_261_201;
const AT = Date.parse('2026-12-01T01:02:03.456Z');
const APPEND_TIME = 0x08;
const CODECS = [0, 1, 2, 3, 4];

const bytes = (lengthMax: number) => fc.uint8Array({ maxLength: lengthMax });
/** The client's decoder takes a name that every object has for one that it has read before. */
const names = fc.string({ unit: 'grapheme' }).filter((name) => !(name in {}));
const record = fc.record({
  key: fc.option(bytes(200).map((some) => Buffer.from(some))),
  value: fc.option(bytes(20_000).map((some) => Buffer.from(some))),
  headers: fc.dictionary(names, fc.string({ unit: 'grapheme' }), { maxKeys: 3, noNullPrototype: true }),
  timestampDelta: fc.oneof(fc.nat(100), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
});
const batch = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 20 }),
  compression: fc.constantFrom(...CODECS),
  firstOffset: fc.oneof(fc.nat(100), fc.nat(2 ** 45)),
  producerId: fc.oneof(fc.constant(-1), fc.nat(2 ** 40)),
  transactional: fc.boolean(),
});

interface Written {
  readonly records: readonly { readonly timestampDelta: number }[];
  readonly compression: number;
  readonly firstOffset: number;
  readonly producerId: number;
  readonly transactional: boolean;
}

/** As the client writes it. */
async function written({ records, ...options }: Written): Promise<Buffer> {
  const times = { firstTimestamp: AT, maxTimestamp: AT + 2 ** 41 };
  const placed = records.map((one, offsetDelta) => Record({ ...one, offsetDelta }));
  const { buffer } = await RecordBatch({ records: placed, ...times, ...options, lastOffsetDelta: records.length - 1 });
  return Buffer.from(buffer);
}

async function read(all: Buffer): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (const one of batchesIn(all)) entries.push(...(await entriesOf(one)));
  return entries;
}

function plain({ offset, ingestTime, key, value, headers }: StoredEntry) {
  return { offset, ingestTime, key, value, headers };
}

function theirs(records: readonly ClientRecord[]) {
  return records.map(({ offset, timestamp, key, value, headers }) => {
    const texts = Object.entries(headers).map(([name, text]) => [name, String(text)]);
    return {
      offset: Number(offset),
      ingestTime: Number(timestamp),
      key,
      value: value ?? Buffer.alloc(0),
      headers: texts.length === 0 ? undefined : Object.fromEntries(texts),
    };
  });
}

describe('record batches', () => {
  it(`are read as the client reads them, with every codec (seed ${SEED})`, () =>
    fc.assert(
      fc.asyncProperty(batch, async (one) => {
        const all = await written(one);
        const expected = await decodeClientBatch(all);
        expect((await read(all)).map(plain)).toEqual(theirs(expected.records));
        const [head] = batchesIn(all);
        expect(head).toMatchObject({
          baseOffset: one.firstOffset,
          lastOffset: one.firstOffset + one.records.length - 1,
          producerId: BigInt(one.producerId),
          isTransactional: expected.inTransaction,
          isControl: false,
        });
      }),
      { seed: SEED, numRuns: 150 },
    ));

  it('give back what the door has packed', async () => {
    const entries: readonly Entry[] = [
      { key: Buffer.from('k'), value: Buffer.from('first'), packed: Buffer.from([1, 2, 3]) },
      { key: null, value: Buffer.from('second'), packed: Buffer.from([4]), headers: { traceparent: '00-1-2-01' } },
      { key: null, value: Buffer.alloc(0) },
    ];
    const { head, packed } = await encodeRecordBatch(entries, AT);
    const all = await read(Buffer.concat([head, packed]));
    expect(all.map((entry) => ({ ...plain(entry), packed: entry.packed }))).toEqual(
      entries.map((entry, offset) => ({ headers: undefined, packed: undefined, ...entry, offset, ingestTime: AT })),
    );
  });

  it('are told apart by their ends: one that is cut off anywhere is not there', async () => {
    const one = { compression: 4, firstOffset: 7, producerId: -1, transactional: false };
    const first = await written({ ...one, records: [{ value: Buffer.from('a'), timestampDelta: 0 } as never] });
    const second = await written({
      ...one,
      firstOffset: 8,
      records: [{ value: Buffer.from('b'), timestampDelta: 0 } as never],
    });
    const all = Buffer.concat([first, second]);
    for (let length = 0; length <= all.length; length += 1) {
      const whole = length < first.length ? 0 : length < all.length ? 1 : 2;
      expect(batchesIn(all.subarray(0, length)).map(({ baseOffset }) => baseOffset)).toEqual([7, 8].slice(0, whole));
    }
  });

  it('have one time, that of the broker, where the topic says so', async () => {
    const records = [0, 5].map((timestampDelta) => ({ value: Buffer.from('x'), timestampDelta }));
    const all = await written({ records, compression: 0, firstOffset: 0, producerId: -1, transactional: false });
    all.writeInt16BE(all.readInt16BE(21) | APPEND_TIME, 21);
    all.writeBigInt64BE(BigInt(AT + 99), 35);
    expect((await read(all)).map(({ ingestTime }) => ingestTime)).toEqual([AT + 99, AT + 99]);
  });

  it('join what stands under one name twice, take nothing for an empty text, and nothing for packed that stands twice', async () => {
    const headers = { a: ['1', '2'], none: '', [PACKED_HEADER]: ['p', 'q'] };
    const all = await written({
      records: [{ value: Buffer.from('v'), headers, timestampDelta: 0 } as never],
      compression: 0,
      firstOffset: 0,
      producerId: -1,
      transactional: false,
    });
    // The length of an empty text, and that of none at all.
    const lengthAt = all.indexOf(Buffer.from('none')) + 4;
    expect(all[lengthAt]).toBe(0);
    all[lengthAt] = 1;
    const [entry] = await read(all);
    expect(entry?.headers).toEqual({ a: '1,2', none: '' });
    expect(entry?.packed).toBeUndefined();
  });

  it('that are no such thing are refused', async () => {
    const records = [{ value: Buffer.from('x'), timestampDelta: 0 }];
    const all = await written({ records, compression: 0, firstOffset: 0, producerId: -1, transactional: false });
    const changed = (at: number, byte: number): Buffer => {
      const copy = Buffer.from(all);
      copy[at] = byte;
      return copy;
    };
    expect(() => batchesIn(changed(16, 1))).toThrow('the message format 1 instead of 2');
    await expect(read(changed(22, 5))).rejects.toThrow('the codec 5, which is unknown');
    // A record that says that it is longer, and more records than there are.
    await expect(read(changed(61, 120))).rejects.toThrow(RangeError);
    await expect(read(changed(60, 2))).rejects.toThrow(RangeError);
  });
});

describe('the answer to a fetch', () => {
  it('is read as the client reads it', async () => {
    const records = ['one', 'two'].map((text) => ({ value: Buffer.from(text), timestampDelta: 0 }));
    const one = await written({ records, compression: 4, firstOffset: 40, producerId: 9, transactional: true });
    const answer = response([
      { partition: 3, aborted: [[9n, 40n]], records: one },
      { partition: 4, aborted: null, records: one.subarray(0, 50) },
      { partition: 5, aborted: null, records: one },
    ]);
    const expected = await decodeResponse(answer);
    const [topic] = decodeFetchResponse(answer).responses;
    expect(decodeFetchResponse(answer).clientSideThrottleTime).toBe(7);
    expect(topic?.topicName).toBe(expected.responses[0]?.topicName);
    for (const [place, mine] of (topic?.partitions ?? []).entries()) {
      const their = expected.responses[0]?.partitions[place];
      expect(mine).toMatchObject({
        partition: their?.partition,
        errorCode: their?.errorCode,
        highWatermark: Number(their?.highWatermark),
        lastStableOffset: Number(their?.lastStableOffset),
        abortedTransactions: (their?.abortedTransactions ?? []).map(({ producerId, firstOffset }) => {
          return { producerId: BigInt(producerId), firstOffset: Number(firstOffset) };
        }),
      });
      expect((await read(mine.records)).map(plain)).toEqual(theirs(their?.messages ?? []));
    }
    // What was aborted is passed by, what is cut off is asked for again, and of the last one only what was asked for is given.
    const fetched = await Promise.all((topic?.partitions ?? []).map((data) => fetchedOf({ next: 41 }, data)));
    expect(fetched.map(({ batch: { entries, next } }) => [entries.map(({ offset }) => offset), next])).toEqual([
      [[], 42],
      [[], 41],
      [[41], 42],
    ]);
  });

  it('that ends too early is refused', async () => {
    const answer = response([{ partition: 0, aborted: null, records: Buffer.alloc(8) }]);
    for (const length of [0, 10, 30, answer.length - 1])
      expect(() => decodeFetchResponse(answer.subarray(0, length))).toThrow(RangeError);
  });
});

interface Answered {
  readonly partition: number;
  readonly aborted: readonly (readonly [bigint, bigint])[] | null;
  readonly records: Buffer;
}

/** Version 11, of one topic. */
function response(partitions: readonly Answered[]): Buffer {
  const parts: Buffer[] = [];
  const int = (bytes: 2 | 4, value: number): void => {
    const part = Buffer.alloc(bytes);
    part.writeIntBE(value, 0, bytes);
    parts.push(part);
  };
  const int64 = (value: bigint): void => {
    const part = Buffer.alloc(8);
    part.writeBigInt64BE(value);
    parts.push(part);
  };
  int(4, 7);
  int(2, 0);
  int(4, 0);
  int(4, 1);
  int(2, 6);
  parts.push(Buffer.from('events'));
  int(4, partitions.length);
  for (const { partition, aborted, records } of partitions) {
    int(4, partition);
    int(2, 0);
    int64(100n);
    int64(90n);
    int64(0n);
    int(4, aborted?.length ?? -1);
    for (const [producerId, firstOffset] of aborted ?? []) {
      int64(producerId);
      int64(firstOffset);
    }
    int(4, -1);
    int(4, records.length);
    parts.push(records);
  }
  return Buffer.concat(parts);
}
