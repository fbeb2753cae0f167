// The thread that writes: takes requests from the ports of all threads of the process and lets those that wait share a commit.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { WriterRequest } from './messages.ts';
import { type Caller, LogWriter, type Queued } from './writer.ts';

/** What `openSqliteLog` starts this thread with. */
export interface WriterThreadData {
  readonly path: string;
}

const { path } = workerData as WriterThreadData;
const writer = new LogWriter(path, Date.now);
const callers = new Map<MessagePort, Caller>();
let queue: Queued[] = [];

/** Takes what other threads have sent meanwhile, too: while one commit waited for the disk, a queue has built up. */
function drainPorts(): void {
  for (const [port, caller] of callers) {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      take(caller, next.message as WriterRequest);
    }
  }
}

function take(caller: Caller, request: WriterRequest): void {
  if (request.kind === 'connect') {
    connect(request.port as unknown as MessagePort);
    caller.reply({ kind: 'done', id: request.id, values: [] });
    return;
  }
  queue.push({ caller, request });
}

function flush(): void {
  drainPorts();
  if (queue.length === 0) return;
  const taken = queue;
  queue = [];
  if (!writer.write(taken, callers.values())) parentPort?.postMessage('gone');
  for (const { request } of taken) letGo(request);
}

/** The bodies were handed over to this thread. So little else is made here that its heap is hardly ever collected: they would lie about. */
function letGo(request: Queued['request']): void {
  if (!('outputs' in request)) return;
  for (const { body } of request.outputs) body.buffer.transfer(0);
}

function connect(port: MessagePort): void {
  const caller: Caller = { reply: (reply) => port.postMessage(reply) };
  callers.set(port, caller);
  port.on('message', (request: WriterRequest) => {
    take(caller, request);
    flush();
  });
  port.on('close', () => callers.delete(port));
}

parentPort?.on(
  'message',
  (message: { readonly kind: 'port'; readonly port: MessagePort } | { readonly kind: 'close' }) => {
    if (message.kind === 'port') {
      connect(message.port);
      return;
    }
    flush();
    writer.close();
    for (const port of callers.keys()) port.close();
    parentPort?.postMessage('closed');
    parentPort?.close();
  },
);
parentPort?.postMessage('ready');
