// Benchmark: one kept-alive HTTP connection that writes requests encoded beforehand and reads nothing of an answer but its
// status and length; a full client would take from the service the processor time that is being measured.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpConnection {
  /** Sends one whole request, resolves with the whole answer. One at a time. */
  exchange(request: Uint8Array): Promise<Answer>;
  close(): void;
}

export interface Answer {
  readonly status: number;
  /** The body; only valid until the next exchange. */
  readonly body: Buffer;
}

/** A POST with everything in place, ready to be written. */
export function encodePost(contentType: string, body: string): Buffer {
  const bytes = Buffer.from(body, 'utf8');
  const head = `POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

export function encodeGet(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'latin1');
}

/** @throws Error when nothing listens there. */
export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return new RawConnection(socket);
}

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Where an answer ends: after so many bytes, or (in chunks) with the chunk of length 0. */
type End =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunks' };

const UNKNOWN: End = { kind: 'unknown' };

class RawConnection implements HttpConnection {
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #end: End = UNKNOWN;
  #waiting: PromiseWithResolvers<Answer> | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('close', () => this.#fail(new Error('the service closed the connection')));
    socket.on('error', (error) => this.#fail(error));
  }

  exchange(request: Uint8Array): Promise<Answer> {
    if (this.#waiting !== null) throw new Error('one exchange at a time');
    this.#waiting = Promise.withResolvers();
    this.#socket.write(request);
    return this.#waiting.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#end.kind === 'unknown') this.#end = endOf(this.#gather());
    if (this.#isWhole(piece)) this.#finish();
  }

  #isWhole(piece: Buffer): boolean {
    if (this.#end.kind === 'length') return this.#bytes >= this.#end.bytes;
    if (this.#end.kind === 'unknown') return false;
    // The end may itself come in pieces.
    const tail = piece.length >= LAST_CHUNK.length ? piece : this.#gather();
    return tail.subarray(-LAST_CHUNK.length).equals(Buffer.from(LAST_CHUNK, 'latin1'));
  }

  #gather(): Buffer {
    const only = this.#pieces.length === 1 ? this.#pieces[0] : undefined;
    const gathered = only ?? Buffer.concat(this.#pieces);
    this.#pieces = [gathered];
    return gathered;
  }

  #finish(): void {
    const whole = this.#gather();
    const inChunks = this.#end.kind === 'chunks';
    const waiting = this.#waiting;
    this.#pieces = [];
    this.#bytes = 0;
    this.#end = UNKNOWN;
    this.#waiting = null;
    const sent = whole.subarray(whole.indexOf(HEAD_END) + HEAD_END.length);
    waiting?.resolve({ status: Number(whole.toString('latin1', 9, 12)), body: inChunks ? joinChunks(sent) : sent });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

/** @throws Error for an answer that tells its end in no way that is known here. */
function endOf(answer: Buffer): End {
  const end = answer.indexOf(HEAD_END);
  if (end < 0) return UNKNOWN;
  const head = answer.toString('latin1', 0, end).toLowerCase();
  if (/\r\ntransfer-encoding: *chunked/.test(head)) return { kind: 'chunks' };
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length:\n${head}`);
  return { kind: 'length', bytes: end + HEAD_END.length + Number(length) };
}

/** The body that was sent in chunks. */
export function joinChunks(sent: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let place = 0;
  while (place < sent.length) {
    const lineEnd = sent.indexOf('\r\n', place);
    const size = Number.parseInt(sent.toString('latin1', place, lineEnd), 16);
    if (!(size > 0)) break;
    chunks.push(sent.subarray(lineEnd + 2, lineEnd + 2 + size));
    place = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
