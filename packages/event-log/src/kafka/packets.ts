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

export function cutPackets(entries: readonly Addressed[]): readonly Packet[] {
  const packets: { messages: Map<string, Message[]>; places: Map<string, number[]> }[] = [];
  /** For each partition: the packet it has got to, and the bytes it has in there. */
  const filled = new Map<string, { packet: number; bytes: number }>();
  entries.forEach((entry, index) => {
    const place = placeOf(entry.topic, entry.partition);
    const bytes = entry.value.length + (entry.key?.length ?? 0) + headerBytes(entry) + OVERHEAD_BYTES;
    const at = filled.get(place) ?? { packet: 0, bytes: 0 };
    if (at.bytes > 0 && at.bytes + bytes > PARTITION_BYTES) {
      at.packet += 1;
      at.bytes = 0;
    }
    at.bytes += bytes;
    filled.set(place, at);
    const packet = packets[at.packet] ?? { messages: new Map(), places: new Map() };
    packets[at.packet] = packet;
    listIn(packet.messages, entry.topic).push(messageOf(entry));
    listIn(packet.places, place).push(index);
  });
  return packets.map(({ messages, places }) => ({
    topicMessages: [...messages].map(([topic, list]) => ({ topic, messages: list })),
    places,
  }));
}

function listIn<Item>(lists: Map<string, Item[]>, name: string): Item[] {
  let list = lists.get(name);
  if (list === undefined) {
    list = [];
    lists.set(name, list);
  }
  return list;
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
