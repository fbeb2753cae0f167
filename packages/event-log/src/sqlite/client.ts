// A thread's way to the writer thread: requests with their answers, and notices of what others have written.
import type { MessagePort } from 'node:worker_threads';
import { LogError } from '../port.ts';
import type { Ownership, WriterReply, WriterRequest } from './messages.ts';

/** A request without its number. */
export type Request = WriterRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (values: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
  readonly deed: string;
}

/** Bytes that may wait for the disk before senders are told to wait, too. */
const QUEUED_BYTES_MAX = 256 * 1024 * 1024;

export class WriterClient {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  readonly #advanced = new Set<(places: readonly string[]) => void>();
  readonly #fenced = new Set<(of: Ownership, epoch: number) => void>();
  #lastId = 0;
  #queuedBytes = 0;
  #closed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (reply: WriterReply) => this.#take(reply));
    port.on('close', () => this.#end());
  }

  #take(reply: WriterReply): void {
    switch (reply.kind) {
      case 'advanced':
        for (const listener of this.#advanced) listener(reply.places);
        return;
      case 'fenced':
        for (const listener of this.#fenced) listener(reply.of, reply.epoch);
        return;
      case 'done':
        this.#settle(reply.id)?.resolve(reply.values);
        return;
      case 'failed': {
        const waiting = this.#settle(reply.id);
        waiting?.reject(new LogError(reply.code, waiting.deed, { cause: new Error(reply.cause) }));
      }
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(): void {
    this.#closed = true;
    for (const { reject, deed } of this.#waiting.values()) reject(new LogError('NHIP_LOG_UNAVAILABLE', deed));
    this.#waiting.clear();
  }

  /** Buffers named in `moved` are handed over and cannot be used afterwards. Rejects with a LogError that names the deed. */
  async ask(request: Request, deed: string, moved: readonly ArrayBuffer[] = []): Promise<readonly number[]> {
    if (this.#closed) throw new LogError('NHIP_LOG_UNAVAILABLE', `${deed}: the log is closed`);
    const bytes = moved.reduce((sum, buffer) => sum + buffer.byteLength, 0);
    if (this.#queuedBytes + bytes > QUEUED_BYTES_MAX) {
      throw new LogError('NHIP_LOG_UNAVAILABLE', `${deed}: too much waits for the disk`);
    }
    this.#queuedBytes += bytes;
    this.#lastId += 1;
    const id = this.#lastId;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, deed });
        this.#port.postMessage({ ...request, id }, [...moved]);
      });
    } finally {
      this.#queuedBytes -= bytes;
    }
  }

  /** A new writer port for another thread. */
  async connect(port: MessagePort): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    await new Promise<readonly number[]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, deed: 'connect a thread' });
      this.#port.postMessage({ kind: 'connect', id, port }, [port]);
    });
  }

  onAdvanced(listener: (places: readonly string[]) => void): () => void {
    this.#advanced.add(listener);
    return () => this.#advanced.delete(listener);
  }

  onFenced(listener: (of: Ownership, epoch: number) => void): () => void {
    this.#fenced.add(listener);
    return () => this.#fenced.delete(listener);
  }

  close(): void {
    this.#port.close();
  }
}
