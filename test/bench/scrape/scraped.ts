// Benchmark: the handle on the scraped process, and one scrape of it over a socket.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Command, Compared, Reply, Watched } from './commands.ts';

export interface Scrape {
  readonly seconds: number;
  readonly bytes: number;
  readonly watched: Watched;
}

export interface Scraped {
  compare(runs: number): Promise<Compared>;
  /** Watches while nothing is asked: what the machine itself holds up. */
  idle(msMax: number): Promise<Watched>;
  scrape(headers: Readonly<Record<string, string>>): Promise<Scrape>;
  close(): Promise<void>;
}

export async function startScraped(samples: number): Promise<Scraped> {
  const child = fork(fileURLToPath(new URL('exporter-process.ts', import.meta.url)), [], {
    execArgv: ['--expose-gc', '--max-old-space-size=3072'],
  });
  const { port } = await ask(child, { kind: 'serve', samples }, 'served');
  return {
    compare: async (runs) => (await ask(child, { kind: 'compare', runs }, 'compared')).compared,
    idle: async (msMax) => {
      await ask(child, { kind: 'watch' }, 'watching');
      await new Promise((resolve) => setTimeout(resolve, msMax));
      return (await ask(child, { kind: 'endWatch' }, 'watched')).watched;
    },
    scrape: async (headers) => {
      await ask(child, { kind: 'watch' }, 'watching');
      const started = performance.now();
      const bytes = await fetchAll(port, headers);
      const seconds = (performance.now() - started) / 1000;
      const { watched } = await ask(child, { kind: 'endWatch' }, 'watched');
      return { seconds, bytes, watched };
    },
    close: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function ask<Kind extends Reply['kind']>(
  child: ChildProcess,
  command: Command,
  kind: Kind,
): Promise<Extract<Reply, { kind: Kind }>> {
  const answered = new AbortController();
  const message = once(child, 'message', answered) as Promise<[Reply]>;
  const ended = once(child, 'exit', answered).then(([code]): [Reply] => [
    { kind: 'failed', message: `the process ended with ${code}` },
  ]);
  child.send(command);
  const [reply] = await Promise.race([message, ended]);
  for (const one of [message, ended]) one.catch(() => undefined);
  answered.abort();
  if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
  throw new Error(`could not ${command.kind}: ${'message' in reply ? reply.message : reply.kind}`);
}

async function fetchAll(port: number, headers: Readonly<Record<string, string>>): Promise<number> {
  const request = get({ host: '127.0.0.1', port, path: '/metrics', headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.byteLength;
  if (answer.statusCode !== 200) throw new Error(`/metrics answers ${answer.statusCode}`);
  return bytes;
}
