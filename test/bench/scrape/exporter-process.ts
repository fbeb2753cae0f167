// Benchmark: the process that is scraped. It tells its port, watches its own event loop and memory on demand, and makes the same
// scrape with prom-client, until its parent lets it go.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Command, Compared, Reply, Watched } from './commands.ts';
import { promClientTwin, sampleLines } from './prom-client-twin.ts';
import { openPublishedCity } from './published-city.ts';

const MEMORY_EVERY_MS = 20;

const TWIN_PATH = '/prom-client';

interface City {
  readonly app: FastifyInstance;
  /** Answers at a path of its own. */
  readonly twin: Registry;
}

let city: City | null = null;
let endWatch: (() => Watched) | null = null;

async function obey(command: Command): Promise<Reply> {
  if (command.kind === 'serve') {
    city = await openCity(command.samples);
    return { kind: 'served', port: await listen(city.app) };
  }
  if (city === null) throw new Error('nothing is served yet');
  if (command.kind === 'compare') return { kind: 'compared', compared: await compare(city, command.runs) };
  if (command.kind === 'watch') {
    endWatch = watch();
    return { kind: 'watching' };
  }
  if (endWatch === null) throw new Error('nothing is watched');
  return { kind: 'watched', watched: endWatch() };
}

async function openCity(samples: number): Promise<City> {
  const app = await openPublishedCity(await loadCatalogue(builtInCatalogue()), samples);
  const twin = new Registry();
  app.get(TWIN_PATH, async (_request, reply) => reply.type(twin.contentType).send(await twin.metrics()));
  return { app, twin };
}

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the exporter has no port');
  return address.port;
}

/** By turns, so that both meet the same machine; the same server answers both. */
async function compare({ app: server, twin }: City, runs: number): Promise<Compared> {
  const text = (await server.inject({ url: '/metrics' })).body;
  promClientTwin(text, twin);
  if (!isDeepStrictEqual(sampleLines(await twin.metrics()), sampleLines(text))) throw new Error('the scrapes differ');
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await scrapeMs(server, '/metrics'));
    theirs.push(await scrapeMs(server, TWIN_PATH));
  }
  return { oursMs: Math.min(...ours), promClientMs: Math.min(...theirs), bytes: Buffer.byteLength(text) };
}

/** The whole way of an answer, without a socket. */
async function scrapeMs(server: FastifyInstance, url: string): Promise<number> {
  const started = performance.now();
  const answer = await server.inject({ url, payloadAsStream: true });
  let bytes = 0;
  for await (const chunk of answer.stream()) bytes += chunk.byteLength;
  if (answer.statusCode !== 200 || bytes === 0) throw new Error(`${url} answers ${answer.statusCode}`);
  return performance.now() - started;
}

function watch(): () => Watched {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, MEMORY_EVERY_MS);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const endTurns = watchTurns();
  return () => {
    delay.disable();
    clearInterval(timer);
    look();
    return {
      blockMsMax: delay.max / 1e6,
      turnCpuMsMax: endTurns(),
      rssBytes: before,
      rssGrownBytes: peak - before,
    };
  };
}

/** @returns what ends it, and gives the most processor time, in milliseconds, that this thread used between two timers. */
function watchTurns(): () => number {
  let longestMicros = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longestMicros = Math.max(longestMicros, now.user + now.system - last.user - last.system);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longestMicros / 1000;
  };
}

process.on('message', (command: Command) => {
  obey(command).then(
    (reply) => process.send?.(reply),
    (error: unknown) => {
      console.error(error);
      process.send?.({ kind: 'failed', message: String(error) } satisfies Reply);
    },
  );
});
process.on('disconnect', () => process.exit());
