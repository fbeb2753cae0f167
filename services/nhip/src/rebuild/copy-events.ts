// Rebuild: carries what was accepted, and the clock, from one generation of the log into the next, whose number of partitions
// may be another. Entries of one record keep their order; nothing is judged here.
import { isAhead, readClockEntry } from '@nhip/aggregator';
import {
  carriedOver,
  type EventLog,
  ingestTimeOf,
  type Placed,
  PROBE,
  type StoredEntry,
  type Topic,
} from '@nhip/event-log';
import { decodeStored, partitionOf, type StatementDecoder } from '@nhip/events';

export interface CopyOptions {
  readonly from: EventLog;
  readonly to: EventLog;
  /** Of the catalogue in force now, which may identify records by other fields than the former one. */
  readonly decoder: StatementDecoder;
  readonly progress: (entries: number) => void;
  /** Where to go on in each partition, moved along; by default all of it is copied. */
  readonly positions?: Map<number, number>;
}

/** Gives how many events were carried over. */
export async function copyEvents({ from, to, decoder, progress, positions = new Map() }: CopyOptions): Promise<number> {
  const partitions = to.partitions('events');
  let copied = 0;
  for (let partition = 0; partition < from.partitions('events'); partition += 1) {
    const { start } = await from.range('events', partition);
    for await (const batch of from.read('events', partition, positions.get(partition) ?? start)) {
      const entries = batch.entries.filter(isNoProbe).map((entry) => place(entry, decoder, partitions));
      if (entries.length > 0) await to.append('events', entries);
      positions.set(partition, batch.next);
      copied += entries.length;
      progress(copied);
    }
  }
  return copied;
}

/** So few are left that carrying them over takes no time. */
const FEW = 5_000;

/** While more come in. Where as many come as can be carried over, waiting makes them no fewer. Gives how many were carried over. */
export async function copyUntilFew(options: CopyOptions): Promise<number> {
  let copied = 0;
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const some = await copyEvents(options);
    copied += some;
    if (some < FEW || some >= before) return copied;
    before = some;
  }
}

/** An entry that cannot be read stays with its former key: the tally makes a dead letter of it again. */
function place(entry: StoredEntry, decoder: StatementDecoder, partitions: number): Placed {
  const { key, value } = entry;
  const stored = decodeStored(value);
  const decoded = stored.kind === 'rejected' ? null : decoder.decode(stored.envelope, stored.agency, null);
  const headers = carriedOver(entry);
  if (decoded?.kind !== 'statement')
    return { key, value, partition: key === null ? 0 : partitionOf(key, partitions), headers };
  const { identity } = decoded.statement;
  const packed = decoder.codec.pack(decoded.statement);
  return { key: identity, value, packed, partition: partitionOf(identity, partitions), headers };
}

function isNoProbe({ headers }: StoredEntry): boolean {
  return headers?.[PROBE] === undefined;
}

/** Topics with one partition, entry by entry. */
export async function copyTopic(topic: Topic, from: EventLog, to: EventLog): Promise<void> {
  const { start } = await from.range(topic, 0);
  for await (const batch of from.read(topic, 0, start)) {
    await to.append(
      topic,
      batch.entries.filter(isNoProbe).map((entry) => carried(entry, entry.value)),
    );
  }
}

/**
 * The clock, but for ticks of a wall clock that are still to come: a clock was wrong. Something stands in their place, since positions in
 * this topic go on. Gives how many were left out.
 */
export async function copyClock({ from, to, nowMs }: CopyClock): Promise<number> {
  let leftOut = 0;
  const { start } = await from.range('clock', 0);
  for await (const batch of from.read('clock', 0, start)) {
    const entries = batch.entries.filter(isNoProbe).map((entry) => {
      const clock = readClockEntry(entry.value);
      if (clock === null || !isAhead(clock, Math.min(nowMs, ingestTimeOf(entry)))) return carried(entry, entry.value);
      leftOut += 1;
      return carried(entry, Buffer.from(JSON.stringify({ kind: 'left out', of: clock })));
    });
    await to.append('clock', entries);
  }
  return leftOut;
}

export function leftOutLine(count: number): string {
  return `${count} ticks of the clock are still to come, by the clock of this machine, and are left out`;
}

interface CopyClock {
  readonly from: EventLog;
  readonly to: EventLog;
  /** Wall clock, milliseconds since 1970. */
  readonly nowMs: number;
}

function carried(entry: StoredEntry, value: Uint8Array): Placed {
  return { key: entry.key, value, partition: 0, headers: carriedOver(entry) };
}
