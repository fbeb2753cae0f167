// Rebuild: carries what was accepted, and the clock, from one generation of the log into the next, whose number of partitions
// may be another. Entries of one record keep their order; nothing is judged here.
import type { EventLog, Placed, StoredEntry, Topic } from '@nhip/event-log';
import { decodeStored, partitionOf, type StatementDecoder } from '@nhip/events';

export interface CopyOptions {
  readonly from: EventLog;
  readonly to: EventLog;
  /** Of the catalogue in force now, which may identify records by other fields than the former one. */
  readonly decoder: StatementDecoder;
  readonly progress: (entries: number) => void;
}

/** Gives how many events were carried over. */
export async function copyEvents({ from, to, decoder, progress }: CopyOptions): Promise<number> {
  const partitions = to.partitions('events');
  let copied = 0;
  for (let partition = 0; partition < from.partitions('events'); partition += 1) {
    const { start } = await from.range('events', partition);
    for await (const batch of from.read('events', partition, start)) {
      await to.append(
        'events',
        batch.entries.map((entry) => place(entry, decoder, partitions)),
      );
      copied += batch.entries.length;
      progress(copied);
    }
  }
  return copied;
}

/** An entry that cannot be read stays with its former key: the tally makes a dead letter of it again. */
function place({ key, value, headers }: StoredEntry, decoder: StatementDecoder, partitions: number): Placed {
  const stored = decodeStored(value);
  const decoded = stored.kind === 'rejected' ? null : decoder.decode(stored.envelope, stored.agency, null);
  const identity = decoded?.kind === 'statement' ? decoded.statement.identity : key;
  const partition = identity === null ? 0 : partitionOf(identity, partitions);
  return { key: identity, value, partition, ...(headers === undefined ? {} : { headers }) };
}

/** Topics with one partition, entry by entry. */
export async function copyTopic(topic: Topic, from: EventLog, to: EventLog): Promise<void> {
  const { start } = await from.range(topic, 0);
  for await (const batch of from.read(topic, 0, start)) {
    await to.append(
      topic,
      batch.entries.map(({ key, value, headers }) => ({
        key,
        value,
        partition: 0,
        ...(headers === undefined ? {} : { headers }),
      })),
    );
  }
}
