// Benchmark: a steady pace, and how old a value is when /metrics shows it. One connection sends, so that events are counted in
// the order they were answered in; another scrapes.
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, type Paced, percentilesOf } from './commands.ts';
import type { Requests } from './encode.ts';
import { encodeGet, openConnection } from './http-connection.ts';
import { expectAccepted } from './send.ts';

type Pace = Extract<Command, { kind: 'pace' }>;

interface Mark {
  readonly atMs: number;
  /** Events answered 202 up to here. */
  readonly events: number;
}

const SETTLE_MS_MAX = 30_000;
const OK = 200;

export async function pace(requests: Requests, command: Pace): Promise<Paced> {
  const watch = await openWatch(command);
  const base = await watch.read();
  const answered: Mark[] = [];
  const seen: Mark[] = [];
  let sending = true;
  const sender = sendPaced(requests, command, answered).finally(() => {
    sending = false;
  });
  const deadline = () => (answered.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) + SETTLE_MS_MAX;
  while (sending || (seen.at(-1)?.events ?? 0) < (answered.at(-1)?.events ?? 0)) {
    const started = performance.now();
    const value = await watch.read();
    seen.push({ atMs: performance.now(), events: value - base });
    if (!sending && performance.now() > deadline()) throw new Error(`/metrics stays at ${value - base} new events`);
    await delay(Math.max(0, command.scrapeEveryMs - (performance.now() - started)));
  }
  const seconds = await sender;
  const last = answered.at(-1)?.events ?? 0;
  const freshMs = percentilesOf(agesOf(answered, seen));
  watch.close();
  return {
    kind: 'paced',
    events: last,
    seconds,
    freshMs,
    scrapes: seen.length,
    scrapeMs: percentilesOf(watch.durations),
  };
}

/** For each answer, how long until the end of the first scrape that shows its events. */
export function agesOf(answered: readonly Mark[], seen: readonly Mark[]): readonly number[] {
  let place = 0;
  return answered.map(({ atMs, events }) => {
    while (place < seen.length && (seen[place]?.events ?? 0) < events) place += 1;
    // A scrape may show events whose answer is still on its way.
    return Math.max(0, (seen[place]?.atMs ?? Number.POSITIVE_INFINITY) - atMs);
  });
}

/** Resolves with the seconds it took. */
async function sendPaced(
  { bodies }: Requests,
  { port, eventsPerSecond, batch }: Pace,
  answered: Mark[],
): Promise<number> {
  const connection = await openConnection(port);
  const started = performance.now();
  let events = 0;
  for (const body of bodies) {
    const dueMs = started + (events / eventsPerSecond) * 1000;
    const wait = dueMs - performance.now();
    if (wait > 1) await delay(wait);
    expectAccepted(await connection.exchange(body));
    events += batch;
    answered.push({ atMs: performance.now(), events });
  }
  connection.close();
  return (performance.now() - started) / 1000;
}

interface Watch {
  readonly durations: readonly number[];
  read(): Promise<number>;
  close(): void;
}

/** Reads one sample of /metrics, found by its name and labels as they stand in the text. */
async function openWatch({ metricsPort, metric }: Pace): Promise<Watch> {
  const connection = await openConnection(metricsPort);
  const request = encodeGet('/metrics');
  const durations: number[] = [];
  return {
    durations,
    async read() {
      const started = performance.now();
      const { status, body } = await connection.exchange(request);
      durations.push(performance.now() - started);
      const start = body.indexOf(`\n${metric} `);
      if (status !== OK || start < 0) throw new Error(`/metrics (${status}) does not show ${metric}`);
      const end = body.indexOf('\n', start + 1);
      return Number(body.toString('latin1', start + metric.length + 2, end < 0 ? body.length : end));
    },
    close: () => connection.close(),
  };
}
