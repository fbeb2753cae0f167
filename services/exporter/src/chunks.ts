// Sends long texts piece by piece: pieces of some 64 kB, and the event loop gets its turn between any two of them, so that
// an answer of millions of rows holds up nobody. A slow reader holds back the source.
import { Readable } from 'node:stream';

const CHUNK_LENGTH = 64 * 1024;

/** Gathers short texts into chunks. */
export function* chunksOf(texts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

export function streamOf(chunks: Iterable<string>): Readable {
  const coming = chunks[Symbol.iterator]();
  return new Readable({
    highWaterMark: CHUNK_LENGTH,
    read() {
      setImmediate(() => {
        // Whoever asked may have left meanwhile.
        if (this.destroyed) return;
        try {
          const { done, value } = coming.next();
          this.push(done === true ? null : Buffer.from(value, 'utf8'));
        } catch (error) {
          this.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
  });
}
