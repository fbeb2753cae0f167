// Reads a body within its limit: a larger one is refused by its announced length, or as soon as it goes beyond, and a packed
// one is inflated only as far as the limit, so that neither a huge body nor a bomb costs more memory than a good one.
import type { IncomingMessage } from 'node:http';
import { brotliDecompress, constants, gunzip, zstdDecompress } from 'node:zlib';
import { RequestRefusal } from './problem.ts';

type Done = (error: Error | null, body?: Buffer) => void;
type Inflate = (packed: Buffer, bytesMax: number, done: Done) => void;

/** 8 MiB, what RFC 8878 tells decoders to allow: a frame may not ask for a larger window. */
const ZSTD_WINDOW_LOG_MAX = 23;

const inflaters: Readonly<Record<string, Inflate>> = {
  gzip: (packed, maxOutputLength, done) => gunzip(packed, { maxOutputLength }, done),
  'x-gzip': (packed, maxOutputLength, done) => gunzip(packed, { maxOutputLength }, done),
  br: (packed, maxOutputLength, done) => brotliDecompress(packed, { maxOutputLength }, done),
  zstd: (packed, maxOutputLength, done) => {
    const params = { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX };
    zstdDecompress(packed, { maxOutputLength, params }, done);
  },
};

const NO_BYTES = Buffer.alloc(0);

/** Calls `done` once, with the plain body or a RequestRefusal. */
export function readBody(request: IncomingMessage, bytesMax: number, done: Done): void {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const inflate = Object.hasOwn(inflaters, encoding) ? inflaters[encoding] : undefined;
  if (inflate === undefined && encoding !== 'identity' && encoding !== '') {
    const detail = `Content-Encoding ${encoding} is none of gzip, br, zstd`;
    done(new RequestRefusal('NHIP_DOOR_ENCODING_UNKNOWN', detail, { 'accept-encoding': 'gzip, br, zstd' }));
    return;
  }
  collect(request, bytesMax, (error, body = NO_BYTES) => {
    if (error !== null || inflate === undefined) done(error, body);
    else inflate(body, bytesMax, (failure, plain) => done(failure && inflateRefusal(failure, bytesMax), plain));
  });
}

function collect(request: IncomingMessage, bytesMax: number, done: Done): void {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    done(tooLarge(bytesMax));
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (error: Error | null): void => {
    request.off('data', take).off('end', end).off('error', fail).off('close', fail);
    done(error, join(chunks, bytes));
  };
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      // What is still to come is read past without being kept, so that the sender gets the answer.
      chunks.length = 0;
      finish(tooLarge(bytesMax));
      request.resume();
      return;
    }
    chunks.push(chunk);
  };
  const end = (): void => finish(null);
  const fail = (): void => finish(new RequestRefusal('NHIP_DOOR_BODY_BROKEN', 'the body ended too early'));
  request.on('data', take).on('end', end).on('error', fail).on('close', fail);
}

function join(chunks: readonly Buffer[], bytes: number): Buffer {
  const [first = NO_BYTES] = chunks;
  if (chunks.length < 2) return first;
  const body = Buffer.concat(chunks, bytes);
  for (const chunk of chunks) letGo(chunk);
  return body;
}

/**
 * Gives the memory back at once, of bytes that nobody will read any more. Left to the collector, what bodies take outside of the heap lets it
 * mark all that lives in the heap, again and again.
 */
export function letGo({ buffer, byteLength }: Buffer): void {
  // A small one lies in a pool with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function tooLarge(bytesMax: number): RequestRefusal {
  return new RequestRefusal('NHIP_DOOR_BODY_TOO_LARGE', `the body is larger than ${bytesMax} bytes`);
}

function inflateRefusal(failure: Error, bytesMax: number): RequestRefusal {
  if ('code' in failure && failure.code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(bytesMax);
  return new RequestRefusal('NHIP_DOOR_ENCODING_BROKEN', 'the body is not what Content-Encoding says');
}
