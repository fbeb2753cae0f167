// The standing records of one type: identities, versions, kept fields, parts and retraction floors, a row each.
// It stores and packs; what a statement does to a row is said in restate.ts, what a row adds to cells in contribution.ts.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { RecordPlan } from '../plan/plan.ts';
import { type Column, f64Column, u32Column } from '../table/column.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { createRowIndex } from '../table/row-index.ts';
import { type FieldColumn, fieldColumn } from './field-column.ts';
import { createPartStore, decodeVersion, encodeVersion, occurrenceStands, type PartStore } from './occurrences.ts';
import type { Identity, Version } from './statement.ts';
import { type VersionColumn, versionColumn } from './version-column.ts';

export interface RecordTable {
  readonly plan: RecordPlan;
  readonly dictionary: Dictionary;
  size(): number;
  /** Bytes of the columns per row (parts and floors, which few records have, not counted). */
  readonly bytesPerRow: number;
  /** The row of a record, or -1. */
  find(identity: Identity): number;
  add(identity: Identity): number;
  identityOf(row: number): Identity;
  /** The column of a scalar field, null when it is not kept. */
  readonly fields: readonly (FieldColumn | null)[];
  /** One per group of scalar fields. */
  readonly versions: readonly VersionColumn[];
  readonly parts: readonly PartStore[];
  /** Dictionary number of the agency whose statement the unit's group holds, plus 1; 0: none. */
  readonly senders: Column;
  /** Offset in `events` of the newest counted statement that names the record's key. */
  readonly offsets: Column;
  /** Retraction floors: nothing older than this stands or will stand. */
  readonly floors: Map<number, Version>;
  /** Something of the record stands. */
  stands(row: number): boolean;
  /** Dictionary number of the responsible unit, or -1 as long as nothing standing says it. */
  unitOf(row: number): number;
  encodeRow(writer: ByteWriter, row: number): void;
  decodeRow(reader: ByteReader, row: number): void;
}

const EXTRAS_PARTS = 1;
const EXTRAS_FLOOR = 2;

export function createRecordTable(plan: RecordPlan, dictionary: Dictionary): RecordTable {
  const identity = [u32Column(), u32Column(), u32Column(), u32Column()] as const;
  const fields = plan.fields.map((field) => (field.kept ? fieldColumn(field, dictionary) : null));
  const versions = plan.groups.map(versionColumn);
  const parts = plan.parts.map((part) => createPartStore(part, dictionary));
  const senders = u32Column();
  const offsets = f64Column(0);
  const floors = new Map<number, Version>();
  const index = createRowIndex((row) => identity[1].get(row));
  let size = 0;
  const growing = [...identity, senders, offsets, ...versions, ...fields.filter((field) => field !== null)];

  const wordsOf = (id: Identity): DataView => new DataView(id.buffer, id.byteOffset, 16);
  const find = (id: Identity): number => {
    const words = wordsOf(id);
    const [a, b, c, d] = [words.getUint32(0), words.getUint32(4), words.getUint32(8), words.getUint32(12)];
    return index.find(
      b,
      (row) =>
        identity[1].get(row) === b &&
        identity[0].get(row) === a &&
        identity[2].get(row) === c &&
        identity[3].get(row) === d,
    );
  };
  const grow = (row: number): void => {
    for (const column of growing) column.grow(row);
    size = Math.max(size, row + 1);
  };
  const setIdentity = (row: number, words: DataView): void => {
    identity.forEach((column, word) => {
      column.set(row, words.getUint32(word * 4));
    });
    index.insert(identity[1].get(row), row);
  };
  const table: RecordTable = {
    plan,
    dictionary,
    size: () => size,
    bytesPerRow: growing.reduce((bytes, column) => bytes + column.bytesPerRow, 0),
    find,
    add: (id) => {
      const row = size;
      grow(row);
      setIdentity(row, wordsOf(id));
      return row;
    },
    identityOf: (row) => {
      const id = new Uint8Array(16);
      identity.forEach((column, word) => {
        wordsOf(id).setUint32(word * 4, column.get(row));
      });
      return id;
    },
    fields,
    versions,
    parts,
    senders,
    offsets,
    floors,
    stands: (row) =>
      versions.some((group) => group.stands(row)) || parts.some((part) => part.all(row).some(occurrenceStands)),
    unitOf: (row) => unitOf(table, row),
    encodeRow: (writer, row) => {
      for (const column of identity) writer.u32(column.get(row));
      encodeState(table, { writer, row });
    },
    decodeRow: (reader, row) => {
      grow(row);
      // A fresh page holds zeros, and no digest is all zeros: rows may arrive in any order after a truncation.
      const known = identity.some((column) => column.get(row) !== 0);
      const words = new DataView(new ArrayBuffer(16));
      for (let word = 0; word < 4; word++) words.setUint32(word * 4, reader.u32());
      if (!known) setIdentity(row, words);
      decodeState(table, { reader, row });
    },
  };
  return table;
}

function unitOf(table: RecordTable, row: number): number {
  const rule = table.plan.unit;
  if (rule.kind === 'sender') {
    return table.versions[rule.group]?.stands(row) === true ? table.senders.get(row) - 1 : -1;
  }
  const unit = table.fields[rule.field]?.read(row);
  return unit === undefined || Number.isNaN(unit) ? -1 : unit;
}

function encodeState(table: RecordTable, { writer, row }: { writer: ByteWriter; row: number }): void {
  const floor = table.floors.get(row);
  const hasParts = table.parts.some((part) => part.all(row).length > 0);
  writer.byte((hasParts ? EXTRAS_PARTS : 0) | (floor === undefined ? 0 : EXTRAS_FLOOR));
  writer.unsigned(table.offsets.get(row));
  writer.unsigned(table.senders.get(row));
  let base = 0;
  for (const group of table.versions) base = group.encode(writer, row, base);
  for (const field of table.fields) field?.encode(writer, row);
  if (hasParts) for (const part of table.parts) part.encode(writer, row);
  if (floor !== undefined) encodeVersion(writer, floor);
}

function decodeState(table: RecordTable, { reader, row }: { reader: ByteReader; row: number }): void {
  const extras = reader.byte();
  table.offsets.set(row, reader.unsigned());
  table.senders.set(row, reader.unsigned());
  let base = 0;
  for (const group of table.versions) base = group.decode(reader, row, base);
  for (const field of table.fields) field?.decode(reader, row);
  if ((extras & EXTRAS_PARTS) !== 0) for (const part of table.parts) part.decode(reader, row);
  if ((extras & EXTRAS_FLOOR) !== 0) table.floors.set(row, decodeVersion(reader));
}
