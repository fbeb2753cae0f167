// Packs cells with their absolute content: the touched ones of a commit, or whole blocks of rows in rotation. Reading a message
// twice, or a block after the changes it already holds, gives the same cells.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Accumulator } from './accumulator.ts';
import { wholeSketches } from './cell-changes.ts';
import type { CellKey, CellTable } from './cell-table.ts';
import { type CellTouches, slotWords } from './cell-touches.ts';

/** The listed sketch buckets are all there are. */
const WHOLE = 1;
/** Only the listed sketch buckets changed, and of each cell it is told what its change comes of. Logs of former times have 0 here, and do not tell. */
const CAUSED = 2;
/** The same, and only those accumulators changed that are named: one bit for each, in words of 32. */
const NAMED = 3;

/** A stretch of touches or of rows. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
}

export function encodeTouched(
  writer: ByteWriter,
  { table, touches }: { readonly table: CellTable; readonly touches: CellTouches },
  { first, end }: Stretch,
): void {
  const words = slotWords(table);
  writer.byte(NAMED);
  writer.unsigned(end - first);
  for (let touch = first; touch < end; touch++) {
    const row = touches.rowAt(touch);
    writer.byte(touches.causes(touch));
    writer.unsigned(row);
    writer.unsigned(touches.unit(touch));
    for (let position = 0; position < table.family.by.length; position++)
      writer.unsigned(touches.dimension(touch, position));
    writer.signed(touches.bucket(touch));
    for (let word = 0; word < words; word++) {
      let bits = touches.slots(touch, word);
      writer.unsigned(bits >>> 0);
      for (; bits !== 0; bits &= bits - 1) table.accumulators[word * 32 + lowest(bits)]?.encode(writer, row);
    }
    if (table.family.sketches > 0) encodeSketches(writer, table, { row, sketches: touches.sketches(touch) });
  }
}

export function encodeCells(writer: ByteWriter, table: CellTable, { first, end }: Stretch): void {
  writer.byte(WHOLE);
  writer.unsigned(end - first);
  for (let row = first; row < end; row++) {
    encodeKey(writer, table, row);
    for (const accumulator of table.accumulators) accumulator.encode(writer, row);
    encodeSketches(writer, table, { row, sketches: wholeSketches(table, row) });
  }
}

/** The place of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function encodeKey(writer: ByteWriter, table: CellTable, row: number): void {
  const { unit, dimensions } = table.keyOf(row);
  writer.unsigned(row);
  writer.unsigned(unit);
  for (const dimension of dimensions) writer.unsigned(dimension);
  writer.signed(table.bucketOf(row));
}

interface PackedSketches {
  readonly row: number;
  /** For each sketch pairs whose first is a bucket to write; its count is read from the table. */
  readonly sketches: readonly (readonly number[])[];
}

function encodeSketches(writer: ByteWriter, table: CellTable, { row, sketches }: PackedSketches): void {
  sketches.forEach((sketch, place) => {
    writer.unsigned(sketch.length / 2);
    for (let at = 0; at < sketch.length; at += 2) {
      const bucket = sketch[at] as number;
      writer.signed(bucket);
      writer.unsigned(table.sketches.countOf(row * table.family.sketches + place, bucket));
    }
  });
}

/** Reads past cells that nobody wants. @param scratch of the same family, with one row or none; what stands in it is not to be read. */
export function skipCells(reader: ByteReader, scratch: CellTable): void {
  const kind = reader.byte();
  for (let left = reader.unsigned(); left > 0; left--) {
    if (isCaused(kind)) reader.byte();
    reader.unsigned();
    scratch.place(
      0,
      { unit: reader.unsigned(), dimensions: scratch.family.by.map(() => reader.unsigned()) },
      reader.signed(),
    );
    decodeAccumulators(reader, scratch, { row: 0, kind });
    for (let sketch = 0; sketch < scratch.family.sketches; sketch++) {
      for (let pairs = reader.unsigned(); pairs > 0; pairs--) {
        reader.signed();
        reader.unsigned();
      }
    }
  }
}

/** Hears of what cells gain as they are read. */
export interface CellsHeard {
  /** A cell comes. @param key good until the next one. @param causes what its change comes of. */
  cell(key: CellKey, bucket: number, causes: number): void;
  /** That cell has so much more, or less, in an accumulator. */
  gained(slot: number, difference: number | bigint): void;
  /** The same of a bucket of a sketch, once or more for a bucket. */
  gainedInSketch(sketch: number, bucket: number, difference: number): void;
}

export function decodeCells(reader: ByteReader, table: CellTable, heard?: CellsHeard): void {
  const kind = reader.byte();
  const dimensions = table.family.by.map(() => 0);
  const key = { unit: 0, dimensions };
  for (let left = reader.unsigned(); left > 0; left--) {
    const causes = isCaused(kind) ? reader.byte() : 0;
    const row = reader.unsigned();
    key.unit = reader.unsigned();
    for (let position = 0; position < dimensions.length; position++) dimensions[position] = reader.unsigned();
    const bucket = reader.signed();
    table.place(row, key, bucket);
    heard?.cell(key, bucket, causes);
    decodeAccumulators(reader, table, { row, kind, heard });
    for (let sketch = 0; sketch < table.family.sketches; sketch++) {
      if (kind === WHOLE) decodeWholeSketch(reader, table, { row, sketch, heard });
      else decodeSketch(reader, table, { row, sketch, heard });
    }
  }
}

interface SketchPlace {
  readonly row: number;
  readonly sketch: number;
  readonly heard: CellsHeard | undefined;
}

/** The buckets that are listed; the others stay as they are. */
function decodeSketch(reader: ByteReader, table: CellTable, place: SketchPlace): void {
  for (let pairs = reader.unsigned(); pairs > 0; pairs--) put(table, place, [reader.signed(), reader.unsigned()]);
}

/** What is not listed is gone. Most blocks say what stands there already: nothing is told of them. */
function decodeWholeSketch(reader: ByteReader, table: CellTable, place: SketchPlace): void {
  const listed = new Map<number, number>();
  for (let pairs = reader.unsigned(); pairs > 0; pairs--) listed.set(reader.signed(), reader.unsigned());
  table.sketches.each(listOf(table, place), (bucket) => {
    if (!listed.has(bucket)) put(table, place, [bucket, 0]);
  });
  for (const pair of listed) put(table, place, pair);
}

function put(table: CellTable, place: SketchPlace, [bucket, count]: readonly [bucket: number, count: number]): void {
  const difference = count - table.sketches.set(listOf(table, place), bucket, count);
  if (difference !== 0) place.heard?.gainedInSketch(place.sketch, bucket, difference);
}

function listOf({ family }: CellTable, { row, sketch }: SketchPlace): number {
  return row * family.sketches + sketch;
}

function isCaused(kind: number): boolean {
  return kind === CAUSED || kind === NAMED;
}

interface CellPlace {
  readonly row: number;
  readonly kind: number;
  readonly heard?: CellsHeard | undefined;
}

function decodeAccumulators(reader: ByteReader, table: CellTable, { row, kind, heard }: CellPlace): void {
  if (kind !== NAMED) {
    for (let slot = 0; slot < table.accumulators.length; slot++) {
      decodeAccumulator(reader, table.accumulators[slot], { row, slot, heard });
    }
    return;
  }
  for (let word = 0; word < slotWords(table); word++) {
    for (let bits = reader.unsigned() | 0; bits !== 0; bits &= bits - 1) {
      const slot = word * 32 + lowest(bits);
      decodeAccumulator(reader, table.accumulators[slot], { row, slot, heard });
    }
  }
}

interface Slot {
  readonly row: number;
  readonly slot: number;
  readonly heard: CellsHeard | undefined;
}

function decodeAccumulator(reader: ByteReader, accumulator: Accumulator | undefined, { row, slot, heard }: Slot): void {
  const before = heard === undefined ? 0 : (accumulator?.value(row) ?? 0);
  accumulator?.decode(reader, row);
  if (heard === undefined || accumulator === undefined) return;
  const difference = minus(accumulator.value(row), before);
  if (Number(difference) !== 0) heard.gained(slot, difference);
}

function minus(now: number | bigint, before: number | bigint): number | bigint {
  return typeof now === 'bigint' ? now - BigInt(before) : now - Number(before);
}
