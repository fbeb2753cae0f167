// What clients of agencies compress is read, whichever codec they choose. The two batches were written by Kafka's own client for Java (4.2.0).
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { installCodecs } from './codecs.ts';

installCodecs();

const { CompressionCodecs, CompressionTypes } = kafkajs;
const types = {
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
} as const;

type Codec = keyof typeof types;

const codecOf = (codec: Codec) => CompressionCodecs[types[codec]]();

/** Ten records, each with a header and JSON as its value. */
const byJava = {
  snappy:
    'glNOQVBQWQAAAAABAAAAAQAAAIK3A5BUAAAAATZ7Im4iOjAsInRleHQiOiJzbmFwcHkgeHh4In0CAmEMCRAQVgCYAQINLAAxgiwACJoBBA0sADKKLAAEBgEJhAAziiwAAAgNLAA0iiwAAAoNLAA1iiwAAAwNLAA2iiwAAA4NLAA3iiwAABANLAA4iiwAABINLAA5eiwA',
  lz4: 'BCJNGGBAgoAAAADzGkgAAAABMHsibiI6MCwidGV4dCI6Imx6NCB4eHgifQICYQZsejRIAHYCJQAfMSUACRMEJQAfMiUACRMGJQAfMyUACRMIJQAfNCUACRMKJQAfNSUACRMMJQAfNiUACRMOJQAfNyUACRMQJQAfOCUACRMSJQAfOSUAAVBhBmx6NAAAAAA=',
} as const;

describe.each(['snappy', 'lz4'] as const)('a batch that was compressed with %s', (codec) => {
  it('by the client for Java is read to its end', async () => {
    const plain = await codecOf(codec).decompress(Buffer.from(byJava[codec], 'base64'));
    const values: readonly string[] = plain.toString('latin1').match(/\{"n":\d,"text":"\w+ xxx"\}/g) ?? [];
    expect(values.map((value) => JSON.parse(value))).toEqual(
      Array.from({ length: 10 }, (_, n) => ({ n, text: `${codec} xxx` })),
    );
    expect(plain.subarray(-codec.length).toString()).toBe(codec);
  });

  it('is refused where it is cut off', async () => {
    const packed = Buffer.from(byJava[codec], 'base64');
    await expect(codecOf(codec).decompress(packed.subarray(0, 100))).rejects.toThrow();
  });
});

it.each(['snappy', 'lz4', 'zstd'] as const)('what is compressed with %s comes back', (codec) =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), fc.nat(200), async (bytes, times) => {
      const plain = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
      const packed = await codecOf(codec).compress({ buffer: plain } as never);
      expect((await codecOf(codec).decompress(packed)).equals(plain)).toBe(true);
    }),
    { seed: 20_261_201, numRuns: 40 },
  ),
);

it('what the client for Java cuts into blocks of snappy is put together, and read where they are not cut', async () => {
  const { compress, decompress } = codecOf('snappy');
  const parts = ['first', 'second', ''].map((text) => Buffer.from(text));
  const blocks = await Promise.all(parts.map((part) => compress({ buffer: part } as never)));
  const head = Buffer.from(byJava.snappy, 'base64').subarray(0, 16);
  const framed = blocks.flatMap((block) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    return [length, block];
  });
  expect((await decompress(Buffer.concat([head, ...framed]))).toString()).toBe('firstsecond');
  expect((await decompress(blocks[1] ?? Buffer.alloc(0))).toString()).toBe('second');
});
