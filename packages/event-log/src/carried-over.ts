// Entries that a rebuild carries into the next generation of the log, and when they were first taken in: the new log has a time of its own,
// but the day on which an agency reported is the day of its first receipt.
import type { StoredEntry } from './port.ts';

const INGEST_TIME = 'ingest-time';

/** When the first of all logs took the entry in, milliseconds since 1970. */
export function ingestTimeOf({ headers, ingestTime }: StoredEntry): number {
  const first = headers?.[INGEST_TIME];
  return first === undefined ? ingestTime : Number(first);
}

/** The headers of an entry on its way into another log. */
export function carriedOver(entry: StoredEntry): Readonly<Record<string, string>> {
  return { ...entry.headers, [INGEST_TIME]: String(ingestTimeOf(entry)) };
}
