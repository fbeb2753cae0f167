// The keys of records, as they were stated: the state keeps digests only, and where in `events` a statement stands that names the key.
import type { Plan, RecordBehind } from '@nhip/core';
import type { EventLog, StoredEntry } from '@nhip/event-log';
import { decodeStored, type StatementDecoder } from '@nhip/events';

export type RecordKey = Readonly<Record<string, unknown>>;

export interface KeyPlace extends Pick<RecordBehind, 'record' | 'identity' | 'offset'> {
  readonly partition: number;
}

export interface KeyReader {
  /** Null: the statement is kept no more, or no agency made one (the service's own records). Best asked in the order of offsets. */
  keyOf(place: KeyPlace): Promise<RecordKey | null>;
}

export interface KeyReaderOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly decoder: StatementDecoder;
}

/** One statement is wanted; its neighbours may be wanted next. */
const READ_BYTES = 64 * 1024;

export function createKeyReader({ log, plan, decoder }: KeyReaderOptions): KeyReader {
  let near: { readonly partition: number; readonly entries: readonly StoredEntry[] } = { partition: -1, entries: [] };
  const entryAt = async ({ partition, offset }: KeyPlace): Promise<StoredEntry | null> => {
    const find = (): StoredEntry | undefined => near.entries.find((entry) => entry.offset === offset);
    const known = near.partition === partition ? find() : undefined;
    if (known !== undefined) return known;
    for await (const { entries } of log.read('events', partition, offset, { batchBytesMax: READ_BYTES })) {
      near = { partition, entries };
      break;
    }
    return near.partition === partition ? (find() ?? null) : null;
  };
  return {
    keyOf: async (place) => {
      const record = plan.records[place.record];
      if (record === undefined || record.isBuiltIn === true) return null;
      const entry = await entryAt(place);
      const stored = entry === null ? null : decodeStored(entry.value);
      if (stored?.kind !== 'event' || stored.envelope.data.kind !== 'json') return null;
      const decoded = decoder.decode(stored.envelope, stored.agency, null);
      // Whatever stands there: another record's key is never shown.
      if (decoded.kind === 'rejected' || !sameBytes(decoded.statement.identity, place.identity)) return null;
      const data = stored.envelope.data.value as RecordKey;
      const names = record.key.flatMap((field) => record.fields[field]?.name ?? []);
      const own = record.agencyInKey ? { agency: stored.agency } : {};
      return { ...own, ...Object.fromEntries(names.map((name) => [name, data[name] ?? null])) };
    },
  };
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, place) => byte === right[place]);
}
