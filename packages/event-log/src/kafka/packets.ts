// Cuts entries into requests the broker takes: at most so many bytes for one partition in one request, order kept.
import type { ICustomPartitioner, Message } from 'kafkajs';
import type { Entry } from '../port.ts';

/** Below the broker's 1 MB for a message set, with room for what is around the entries. */
const PARTITION_BYTES = 900_000;
const OVERHEAD_BYTES = 100;

/** The header that holds what was packed of the value. */
export const PACKED_HEADER = 'nhip-packed';

export interface Addressed extends Entry {
  readonly topic: string;
  readonly partition: number;
}

/** Every entry says where it belongs; the client is not to choose. */
export const asAddressed: ICustomPartitioner =
  () =>
  ({ message }) =>
    message.partition ?? 0;

export interface Packet {
  readonly topicMessages: { topic: string; messages: Message[] }[];
  /** Where each entry stands: its index in the list that was cut, by topic and partition. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/** What goes to one partition in one request, in order. */
export interface Share {
  readonly topic: string;
  readonly partition: number;
  readonly entries: readonly Addressed[];
  /** Their indexes in the list that was cut. */
  readonly places: readonly number[];
}

interface OpenShare extends Share {
  readonly entries: Addressed[];
  readonly places: number[];
  bytes: number;
}

/** For each request its shares, one for a partition at most. */
export function cutShares(entries: readonly Addressed[]): readonly (readonly Share[])[] {
  /** By topic and partition: the requests it has got to. */
  const cut = new Map<string, Map<number, OpenShare[]>>();
  entries.forEach((entry, index) => {
    const { topic, partition } = entry;
    const shares = cut.get(topic)?.get(partition) ?? [];
    if (shares.length === 0) cut.set(topic, (cut.get(topic) ?? new Map()).set(partition, shares));
    const bytes = entry.value.length + (entry.key?.length ?? 0) + headerBytes(entry) + OVERHEAD_BYTES;
    let share = shares.at(-1);
    if (share === undefined || share.bytes + bytes > PARTITION_BYTES) {
      share = { topic, partition, entries: [], places: [], bytes: 0 };
      shares.push(share);
    }
    share.entries.push(entry);
    share.places.push(index);
    share.bytes += bytes;
  });
  const all = [...cut.values()].flatMap((ofTopic) => [...ofTopic.values()]);
  const requests = Math.max(0, ...all.map(({ length }) => length));
  return Array.from({ length: requests }, (_, request) => all.flatMap((shares) => shares[request] ?? []));
}

/** The same as the client takes it. */
export function cutPackets(entries: readonly Addressed[]): readonly Packet[] {
  return cutShares(entries).map((shares) => ({
    topicMessages: [...Map.groupBy(shares, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      messages: ofTopic.flatMap((share) => share.entries.map(messageOf)),
    })),
    places: new Map(shares.map(({ topic, partition, places }) => [placeOf(topic, partition), places])),
  }));
}

function messageOf({ key, value, packed, headers, partition }: Addressed): Message {
  const message = { key: key === null ? null : asBuffer(key), value: asBuffer(value), partition };
  if (packed !== undefined) return { ...message, headers: { ...headers, [PACKED_HEADER]: asBuffer(packed) } };
  return headers === undefined ? message : { ...message, headers: { ...headers } };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function headerBytes({ packed, headers = {} }: Entry): number {
  let bytes = packed === undefined ? 0 : PACKED_HEADER.length + packed.length;
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0) * 3;
  return bytes;
}
