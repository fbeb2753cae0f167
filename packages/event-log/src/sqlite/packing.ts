// Between entries and stored batches: entries of one partition travel and stand together.
import { packEntries, unpackEntries } from '../framing.ts';
import type { Batch, Output, Placed, Topic } from '../port.ts';
import type { LogReader } from './database.ts';
import { type PackedOutput, placeName } from './messages.ts';

interface Packed {
  readonly outputs: readonly PackedOutput[];
  /** The offset of each entry, in the order they were given, once the base of each output is known. */
  offsets(bases: readonly number[]): readonly number[];
}

/** One packed output for each topic and partition, entries in their order. */
export function offsetsOf(entries: readonly Output[]): Packed {
  const groups = new Map<string, Output[]>();
  const places = entries.map((entry) => {
    const name = placeName(entry.topic, entry.partition);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    return { name, within: group.push(entry) - 1 };
  });
  const names = [...groups.keys()];
  const outputs = [...groups.values()].map((group) => {
    const { topic, partition } = group[0] as Output;
    return { topic, partition, count: group.length, body: packEntries(group) };
  });
  return {
    outputs,
    offsets: (bases) => {
      const baseOf = new Map(names.map((name, place) => [name, bases[place] ?? 0]));
      return places.map(({ name, within }) => (baseOf.get(name) ?? 0) + within);
    },
  };
}

export function packPlaced(topic: Topic, entries: readonly Placed[]): readonly PackedOutput[] {
  const first = entries[0]?.partition ?? 0;
  if (entries.every(({ partition }) => partition === first)) {
    return [{ topic, partition: first, count: entries.length, body: packEntries(entries) }];
  }
  return offsetsOf(entries.map((entry) => ({ ...entry, topic }))).outputs;
}

export interface ReadPlace {
  readonly topic: Topic;
  readonly partition: number;
  readonly from: number;
  readonly bytesMax: number;
}

export function readBatches(reader: LogReader, { topic, partition, from, bytesMax }: ReadPlace): Batch[] {
  return reader.batches(topic, partition, { from, bytesMax }).map((packed) => {
    const entries = unpackEntries(packed, from);
    return { partition, entries, next: (entries.at(-1)?.offset ?? from - 1) + 1 };
  });
}

/** One batch from several; null when there is nothing. */
export function gather(batches: readonly Batch[]): Batch | null {
  const filled = batches.filter(({ entries }) => entries.length > 0);
  const [first, ...others] = filled;
  if (first === undefined || others.length === 0) return first ?? null;
  const entries = filled.flatMap((batch) => batch.entries);
  return { partition: first.partition, entries, next: filled.at(-1)?.next ?? first.next };
}
