// Benchmark: a closed loop over some connections: each writes its next request when its answer is whole.
import { type Command, percentilesOf, type Sent } from './commands.ts';
import type { Requests } from './encode.ts';
import { type Answer, type HttpConnection, openConnection } from './http-connection.ts';

type Send = Extract<Command, { kind: 'send' }>;

const ACCEPTED = 202;

/** @throws Error when an event is refused. Ends early, without a fault, when `msMax` has passed. */
export async function sendAll({ bodies, events }: Requests, { port, connections, msMax }: Send): Promise<Sent> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const latencies: number[] = [];
  let next = 0;
  const started = performance.now();
  const loop = async (connection: HttpConnection): Promise<void> => {
    for (;;) {
      const body = bodies[next];
      if (body === undefined || performance.now() - started > msMax) return;
      next += 1;
      const written = performance.now();
      expectAccepted(await connection.exchange(body));
      latencies.push(performance.now() - written);
    }
  };
  await Promise.all(open.map(loop));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of open) connection.close();
  const sent = next === bodies.length ? events : Math.round((events / bodies.length) * next);
  return { kind: 'sent', requests: next, events: sent, seconds, latencyMs: percentilesOf(latencies) };
}

const REFUSED = /"rejected": *[1-9]/;

/** @throws Error with the beginning of the answer. */
export function expectAccepted({ status, body }: Answer): void {
  const start = body.toString('latin1', 0, 300);
  if (status !== ACCEPTED || REFUSED.test(start)) throw new Error(`the door answers ${status}: ${start}`);
}
