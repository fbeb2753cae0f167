// What an agency produced and nobody can take in: its original bytes and headers, with code, reason and place; without its key, and cut
// where the broker would not take it.
import type { Output, StoredEntry } from '@nhip/event-log';
import type { Fault } from '@nhip/events';

export interface InboxPlace {
  readonly partition: number;
  readonly entry: StoredEntry;
  /** Partition of `deadletters`. */
  readonly to: number;
}

/** A record of a megabyte fills what a broker takes; with the reason beside it, it would not fit any more. */
const VALUE_BYTES_MAX = 850_000;
const HEADERS_BYTES_MAX = 32_768;
const SECRET = 'authorization';

export function inboxDeadLetter({ partition, entry, to }: InboxPlace, { code, pointer, message }: Fault): Output {
  const { value, key } = entry;
  const isCut = value.length > VALUE_BYTES_MAX;
  return {
    topic: 'deadletters',
    partition: to,
    key: key !== null && key.length > HEADERS_BYTES_MAX ? null : key,
    value: isCut ? value.subarray(0, VALUE_BYTES_MAX) : value,
    headers: {
      ...original(entry),
      ...(isCut ? { 'cut-from-bytes': String(value.length) } : {}),
      topic: 'inbox',
      partition: String(partition),
      offset: String(entry.offset),
      code,
      pointer,
      message,
    },
  };
}

function original({ headers = {} }: StoredEntry): Readonly<Record<string, string>> {
  let bytes = 0;
  const kept = Object.entries(headers).filter(([name, text]) => {
    if (name.toLowerCase() === SECRET) return false;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
    return bytes <= HEADERS_BYTES_MAX;
  });
  return Object.fromEntries(kept);
}
