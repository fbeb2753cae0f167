// End to end: pushes events through the public door, as any agency does.
import type { CloudEvent } from '@nhip/nhip';

export interface Posted {
  readonly accepted: number;
  readonly rejected: number;
}

const BATCH_SIZE = 1_000;

/** Posts in batches, one after the other. @throws Error when the door does not answer 202. */
export async function postAll(url: string, events: readonly CloudEvent[]): Promise<Posted> {
  let accepted = 0;
  let rejected = 0;
  for (let start = 0; start < events.length; start += BATCH_SIZE) {
    const answer = await postBatch(url, events.slice(start, start + BATCH_SIZE));
    accepted += answer.accepted;
    rejected += answer.rejected;
  }
  return { accepted, rejected };
}

export async function postBatch(url: string, events: readonly CloudEvent[]): Promise<Posted> {
  const response = await fetch(new URL('/v1/events', url), {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`the door answers ${response.status}: ${text}`);
  return JSON.parse(text) as Posted;
}

export async function postTick(url: string, at: string): Promise<void> {
  const response = await fetch(new URL('/v1/clock/tick', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ at }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the clock answers ${response.status}: ${text}`);
}

/** Fisher and Yates. */
export function shuffle<T>(list: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
