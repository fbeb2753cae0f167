// Benchmark: sends stretches of a stream and times them from the first byte until the KPIs show every event.
import type { City, Counts } from '../city.ts';
import type { Load } from '../load/load.ts';
import { receivedAmong, type Stretch } from '../stream.ts';
import type { Sizes } from './sizes.ts';

export interface Feed {
  readonly city: City;
  readonly load: Load;
  readonly sizes: Sizes;
}

export interface Timed {
  readonly events: number;
  /** Bytes of the events alone. */
  readonly eventBytes: number;
  /** From the first byte sent until the KPIs show the last event. */
  readonly seconds: number;
  /** Until the last answer. */
  readonly sentSeconds: number;
}

const SEND_MS_MAX = 600_000;

/** Encodes one stretch, then sends it in batches and waits until it is counted. @throws Error when it is not in time. */
export async function feed({ city, load, sizes }: Feed, stretch: Stretch): Promise<Timed> {
  const { eventBytes } = await load.encode({ stretch, batch: sizes.batch });
  const started = performance.now();
  const sent = await load.send({ port: city.port, connections: sizes.batchConnections, msMax: SEND_MS_MAX });
  if (sent.events !== stretch.count)
    throw new Error(`only ${sent.events} of ${stretch.count} events were sent in time`);
  await city.counted(countsAfter(stretch), sizes.countedMsMax);
  // Newer statements about known records leave these counts as they are.
  if (stretch.kind === 'again') await city.caughtUp();
  return { events: sent.events, eventBytes, seconds: (performance.now() - started) / 1000, sentSeconds: sent.seconds };
}

/** What the KPIs show after all events up to the end of a stretch. */
function countsAfter({ kind, first, count, records }: Stretch): Counts {
  const sent = first + count;
  if (kind === 'again') return { received: records, finished: 0 };
  if (kind !== 'fresh') return { received: sent, finished: 0 };
  const received = receivedAmong(records, sent);
  return { received, finished: sent - received };
}

/** Sends a whole fresh stream of `records` records, stretch by stretch. */
export async function feedFresh(feeding: Feed, records: number): Promise<readonly Timed[]> {
  const nowMs = Date.now();
  const { codes } = feeding.city.setting;
  const timed: Timed[] = [];
  for (let first = 0; first < 2 * records; first += feeding.sizes.stretch) {
    const count = Math.min(feeding.sizes.stretch, 2 * records - first);
    timed.push(await feed(feeding, { kind: 'fresh', first, count, records, nowMs, codes }));
  }
  return timed;
}
