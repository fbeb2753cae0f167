// How record batches may be compressed: by what clients of agencies choose, since a topic keeps a batch as it came. The client library knows
// gzip alone. What is not Node's own is loaded when the first such batch is met.
import kafkajs from 'kafkajs';
import { packZstd, unpackZstd } from './zstd.ts';

interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

const zstd: Codec = { compress: ({ buffer }) => packZstd(buffer), decompress: unpackZstd };

const snappy: Codec = {
  compress: async ({ buffer }) => (await import('snappy')).compress(buffer),
  decompress: async (packed) => {
    const { uncompress } = await import('snappy');
    const blocks = await Promise.all(snappyBlocks(packed).map((block) => uncompress(block, { asBuffer: true })));
    return Buffer.concat(blocks.map((block) => Buffer.from(block)));
  },
};

/** The frame format of LZ4, which Kafka writes as it is specified. */
const lz4: Codec = {
  compress: async ({ buffer }) => (await import('lz4-napi')).compressFrame(buffer),
  decompress: async (packed) => (await import('lz4-napi')).decompressFrame(packed),
};

/** Teaches the client the codecs; harmless when done twice. */
export function installCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.Snappy] = () => snappy;
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4;
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstd;
}

/** What Java's library writes before its blocks: a name, its version, and the oldest version that can read it. */
const JAVA_NAME = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);
const JAVA_HEAD_BYTES = 16;
const LENGTH_BYTES = 4;

/** Java's library cuts into blocks, each behind its length; others write one block and nothing around it. @throws RangeError */
function snappyBlocks(packed: Buffer): readonly Buffer[] {
  if (!packed.subarray(0, JAVA_NAME.length).equals(JAVA_NAME)) return [packed];
  const blocks: Buffer[] = [];
  for (let at = JAVA_HEAD_BYTES; at < packed.length; ) {
    const start = at + LENGTH_BYTES;
    const end = start + packed.readInt32BE(at);
    if (end < start || end > packed.length) throw new RangeError('a block of snappy ends outside of its batch');
    blocks.push(packed.subarray(start, end));
    at = end;
  }
  return blocks;
}
