// zstd for the Kafka client by Node's own zlib: smaller than gzip and several times faster. What is small is done at once: to hand it to
// another thread takes more processor time than it does, and on a busy machine a wait for that thread, one for each partition of a request.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';

const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** The answer is given in buffers of this size. Left to zlib it is 128 KiB, as garbage or for as long as a view of it lives. */
const chunkBytes = (wanted: number): number => Math.min(128 * 1024, Math.max(1024, wanted));
/** Plain bytes that take a fraction of a millisecond. */
export const PLAIN_AT_ONCE_MAX = 256 * 1024;
/** Of events, about. */
const PLAIN_PER_PACKED = 10;
const PACKED_AT_ONCE_MAX = 32 * 1024;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What is small is read before this returns: its buffer may be filled anew then. */
export async function packZstd(plain: Buffer): Promise<Buffer> {
  if (plain.length > PLAIN_AT_ONCE_MAX) return compress(plain, FASTEST);
  return zstdCompressSync(plain, { ...FASTEST, chunkSize: chunkBytes(Math.ceil(plain.length / 4)) });
}

export async function unpackZstd(packed: Buffer): Promise<Buffer> {
  if (packed.length > PACKED_AT_ONCE_MAX) return decompress(packed);
  return zstdDecompressSync(packed, { chunkSize: chunkBytes(packed.length * PLAIN_PER_PACKED) });
}
