// Changes of cells as bytes, for an evaluator in another thread: each packet stands by itself, and a text is told once in it.
import { type ByteReader, createByteReader } from '../bytes/reader.ts';
import { type ByteWriter, createByteWriter } from '../bytes/writer.ts';
import type { AccumulatorKind, Plan } from '../plan/plan.ts';
import { type CellChange, STANDING } from './change.ts';

/** From so many bytes on a packet goes off, so that neither side holds much more than one. */
const PACKET_BYTES = 1024 * 1024;

const LIMB_BITS = 32n;
const LIMB_MASK = 0xffffffffn;

/** The changes in order, in packets of about a megabyte. */
export function* packChanges(changes: Iterable<CellChange>): IterableIterator<Uint8Array<ArrayBuffer>> {
  const writer = createByteWriter(PACKET_BYTES + PACKET_BYTES / 4);
  let texts = new Map<string, number>();
  for (const change of changes) {
    pack(writer, change, texts);
    if (writer.length() < PACKET_BYTES) continue;
    yield writer.take();
    texts = new Map();
  }
  if (writer.length() > 0) yield writer.take();
}

/** Reads what `packChanges` has packed. @param plan that of the changes. */
export function unpackChanges(plan: Plan): (packet: Uint8Array) => IterableIterator<CellChange> {
  const families = plan.records.map((record) =>
    record.families.map(({ by, accumulators }) => ({ dimensions: by.length, zeros: accumulators.map(zeroOf) })),
  );
  return function* (packet) {
    const reader = createByteReader(packet);
    const texts: string[] = [];
    while (reader.left() > 0) {
      const [record, family] = [reader.unsigned(), reader.unsigned()];
      const layout = families[record]?.[family];
      if (layout === undefined) throw new RangeError(`the plan has no family ${family} of record type ${record}`);
      yield unpack(reader, { record, family, ...layout }, texts);
    }
  };
}

function zeroOf(kind: AccumulatorKind): number | bigint {
  return kind === 'sum' ? 0n : 0;
}

function pack(writer: ByteWriter, change: CellChange, texts: Map<string, number>): void {
  const { record, family, unit, dimensions, bucket, differences, sketches, causes = 0 } = change;
  writer.unsigned(record);
  writer.unsigned(family);
  packText(writer, unit, texts);
  for (const dimension of dimensions) packText(writer, dimension, texts);
  writer.signed(bucket);
  writer.byte(causes);
  packDifferences(writer, differences);
  writer.unsigned(sketches.length);
  for (const pairs of sketches) {
    writer.unsigned(pairs.length);
    for (const number of pairs) writer.signed(number);
  }
}

function packText(writer: ByteWriter, text: string, texts: Map<string, number>): void {
  const known = texts.get(text) ?? texts.size;
  writer.unsigned(known);
  if (known < texts.size) return;
  texts.set(text, known);
  writer.text(text);
}

/** Most are 0: told are the others, each with its place after the one before. */
function packDifferences(writer: ByteWriter, differences: CellChange['differences']): void {
  let before = -1;
  for (let slot = 0; slot < differences.length; slot++) {
    const difference = differences[slot] as number | bigint;
    if (difference === 0 || difference === 0n) continue;
    writer.unsigned(slot - before);
    if (typeof difference === 'number') writer.signed(difference);
    else {
      writer.signed(Number(difference >> LIMB_BITS));
      writer.unsigned(Number(difference & LIMB_MASK));
    }
    before = slot;
  }
  writer.unsigned(0);
}

interface Layout {
  readonly record: number;
  readonly family: number;
  readonly dimensions: number;
  /** Of each accumulator. */
  readonly zeros: readonly (number | bigint)[];
}

function unpack(reader: ByteReader, { record, family, dimensions, zeros }: Layout, texts: string[]): CellChange {
  const unit = unpackText(reader, texts);
  const values = Array.from({ length: dimensions }, () => unpackText(reader, texts));
  const bucket = reader.signed();
  const causes = reader.byte();
  // A standing row has one number, whatever the accumulators are.
  const differences = unpackDifferences(reader, bucket === STANDING ? [0] : zeros);
  return { record, family, unit, dimensions: values, bucket, differences, sketches: unpackSketches(reader), causes };
}

function unpackText(reader: ByteReader, texts: string[]): string {
  const known = reader.unsigned();
  if (known === texts.length) texts.push(reader.text());
  return texts[known] ?? '';
}

function unpackDifferences(reader: ByteReader, zeros: readonly (number | bigint)[]): readonly (number | bigint)[] {
  const differences = [...zeros];
  let slot = -1;
  for (let step = reader.unsigned(); step > 0; step = reader.unsigned()) {
    slot += step;
    const high = reader.signed();
    differences[slot] =
      typeof zeros[slot] === 'bigint' ? (BigInt(high) << LIMB_BITS) | BigInt(reader.unsigned()) : high;
  }
  return differences;
}

function unpackSketches(reader: ByteReader): readonly (readonly number[])[] {
  return Array.from({ length: reader.unsigned() }, () =>
    Array.from({ length: reader.unsigned() }, () => reader.signed()),
  );
}
