// How many partitions each topic has: those that go with `events` as many as it, all others one.
import type { Topic } from './port.ts';

const PARTITIONED: ReadonlySet<Topic> = new Set(['events', 'records', 'cells', 'conflicts', 'deadletters']);

export function partitionsOf(topic: Topic, partitions: number): number {
  return PARTITIONED.has(topic) ? partitions : 1;
}
