// The way of appends to a thread that has the log to itself: entries go packed, many in one message, and an answer comes back for each
// append. Nothing is called appended before the log has said so. What they are packed into comes back with the answer and is filled anew:
// buffers of their own would be garbage outside of the heap, for which both threads would mark all that lives in their heaps.
import type { MessagePort } from 'node:worker_threads';
import {
  type EventLog,
  LogError,
  type LogErrorCode,
  type Placed,
  packEntries,
  type Topic,
  unpackEntries,
} from '@nhip/event-log';
import { describe } from '../failure.ts';
import { openSpareBuffers } from './spare-buffers.ts';

interface AppendRequest {
  readonly id: number;
  readonly topic: Topic;
  /** Of each entry, in their order. */
  readonly partitions: Int32Array<ArrayBuffer>;
  readonly body: Uint8Array<ArrayBuffer>;
}

type AppendReply = { readonly id: number; readonly emptied: ArrayBuffer } & (
  | { readonly kind: 'appended' }
  | { readonly kind: 'failed'; readonly code: LogErrorCode; readonly cause: string }
);

export interface Appends {
  /** As the log's own: resolves when durable. @throws LogError */
  readonly append: EventLog['append'];
  close(): void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: LogError) => void;
  readonly deed: string;
}

/** The end of whoever appends. */
export function appendThrough(port: MessagePort): Appends {
  const waiting = new Map<number, Waiting>();
  const spare = openSpareBuffers();
  let asked = 0;
  let isClosed = false;
  port.on('message', (reply: AppendReply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    spare.give(reply.emptied);
    if (reply.kind === 'appended') one?.resolve();
    else one?.reject(new LogError(reply.code, one.deed, { cause: new Error(reply.cause) }));
  });
  port.on('close', () => {
    isClosed = true;
    for (const { reject, deed } of waiting.values()) reject(new LogError('NHIP_LOG_UNAVAILABLE', deed));
    waiting.clear();
  });
  return {
    append: (topic, entries) =>
      new Promise((resolve, reject) => {
        const deed = `append ${entries.length} entries`;
        if (isClosed) throw new LogError('NHIP_LOG_UNAVAILABLE', deed);
        asked += 1;
        const partitions = Int32Array.from(entries, ({ partition }) => partition);
        const body = packEntries(entries, spare.take);
        waiting.set(asked, { resolve, reject, deed });
        const request: AppendRequest = { id: asked, topic, partitions, body };
        port.postMessage(request, [partitions.buffer, body.buffer]);
      }),
    close: () => port.close(),
  };
}

/** The end of the thread that has the log, which must be done with the entries when it answers. */
export function serveAppends(port: MessagePort, log: Pick<EventLog, 'append'>): { close(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  const serve = ({ id, topic, partitions, body }: AppendRequest): Promise<void> => {
    const { buffer } = body;
    // An async function would hold the entries until the log has answered, and each collection until then would move them.
    return log
      .append(topic, placedOf(body, partitions))
      .then(
        () => ({ kind: 'appended' }) as const,
        (error: unknown) => ({ kind: 'failed', code: codeOf(error), cause: describe(error) }) as const,
      )
      .then((said) => {
        const reply: AppendReply = { id, emptied: buffer, ...said };
        port.postMessage(reply, [buffer]);
      });
  };
  port.on('message', (request: AppendRequest) => {
    const serving = serve(request).finally(() => underWay.delete(serving));
    underWay.add(serving);
  });
  return {
    close: async () => {
      await Promise.all(underWay);
      port.close();
    },
  };
}

function placedOf(body: Uint8Array, partitions: Int32Array): readonly Placed[] {
  return unpackEntries({ base: 0, ingestTime: 0, body }, 0).map(({ offset, key, value, packed, headers }) => {
    return { key, value, packed, headers, partition: partitions[offset] ?? 0 };
  });
}

function codeOf(error: unknown): LogErrorCode {
  return error instanceof LogError ? error.code : 'NHIP_LOG_APPEND_FAILED';
}
