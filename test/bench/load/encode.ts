// Benchmark: requests as bytes, made before anything is measured.
import { encodeEvent, eventAt, type Stretch } from '../stream.ts';
import { encodePost } from './http-connection.ts';

export interface Requests {
  readonly bodies: readonly Buffer[];
  readonly events: number;
  readonly eventBytes: number;
}

export function encodeRequests(stretch: Stretch, batch: number): Requests {
  const bodies: Buffer[] = [];
  let eventBytes = 0;
  const end = stretch.first + stretch.count;
  for (let first = stretch.first; first < end; first += batch) {
    const events: string[] = [];
    for (let index = first; index < Math.min(end, first + batch); index += 1) {
      const event = encodeEvent(stretch, eventAt(stretch, index));
      eventBytes += event.length;
      events.push(event);
    }
    bodies.push(
      batch === 1
        ? encodePost('application/cloudevents+json', events[0] ?? '')
        : encodePost('application/cloudevents-batch+json', `[${events.join(',')}]`),
    );
  }
  return { bodies, events: stretch.count, eventBytes };
}
