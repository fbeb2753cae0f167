// Sends long texts piece by piece: pieces of some 32 kB, and the event loop gets its turn between any two of them, so that
// an answer of millions of rows holds up nobody. A slow reader holds back the source.
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

const CHUNK_LENGTH = 32 * 1024;

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
  return Readable.from(takingTurns(chunks), { objectMode: false });
}

async function* takingTurns(chunks: Iterable<string>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    yield Buffer.from(chunk, 'utf8');
    await turn();
  }
}
