// What was accepted but cannot be counted, and what contradicts itself: written beside the numbers, with the original bytes,
// so that nothing that was accepted vanishes.

import type { Output, StoredEntry } from '@nhip/event-log';
import type { ErrorCode } from '@nhip/events';

export interface Reason {
  readonly code: ErrorCode;
  /** RFC 6901 pointer into the event, empty: the whole event. */
  readonly pointer: string;
  readonly message: string;
}

/** Where the entry stood: the same partition and offset find it again in `events`. */
export interface Place {
  readonly partition: number;
  readonly entry: StoredEntry;
}

/** The entry as it was, with code, reason and place in its headers. */
export function deadLetter({ partition, entry }: Place, reason: Reason): Output {
  return {
    topic: 'deadletters',
    partition,
    key: entry.key,
    value: entry.value,
    headers: { ...entry.headers, ...placed(partition, entry), ...reason },
  };
}

/** The code of a dead letter, nothing for any other output. */
export function deadLetterCodeOf({ topic, headers }: Output): readonly string[] {
  return topic === 'deadletters' && headers?.code !== undefined ? [headers.code] : [];
}

/** The same event (source and id) at the same version with other content: counted by the order of versions, and listed. */
export function conflict({ partition, entry }: Place): Output {
  const headers = { ...entry.headers, ...placed(partition, entry) };
  return { topic: 'conflicts', partition, key: entry.key, value: entry.value, headers };
}

function placed(partition: number, entry: StoredEntry): Readonly<Record<string, string>> {
  return { topic: 'events', partition: String(partition), offset: String(entry.offset) };
}
