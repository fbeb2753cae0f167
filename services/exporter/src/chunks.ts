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

/** The same for texts that come with waits between them. */
export async function* chunksAsTheyCome(lists: AsyncIterable<Iterable<string>>): AsyncGenerator<string> {
  let chunk = '';
  for await (const texts of lists) {
    for (const text of texts) {
      chunk += text;
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

type Source<T> = Iterator<T, unknown> | AsyncIterator<T, unknown>;

export function streamOf(chunks: Iterable<string> | AsyncIterable<string>): Readable {
  const coming: Source<string> =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  return new Readable({
    highWaterMark: CHUNK_LENGTH,
    read() {
      setImmediate(async () => {
        // Whoever asked may have left meanwhile.
        if (this.destroyed) return;
        try {
          const { done, value } = await coming.next();
          this.push(done === true ? null : Buffer.from(String(value), 'utf8'));
        } catch (error) {
          this.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
    destroy(error, done) {
      // Whoever makes the text lets go of what it holds.
      new Promise((resolve) => resolve(coming.return?.())).then(
        () => done(error),
        (cause) => done(error ?? cause),
      );
    },
  });
}
