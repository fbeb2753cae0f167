// The standing records of one type: identities, versions, kept fields, parts and retraction floors, a row each.
// It stores and packs; what a statement does to a row is said in restate.ts, what a row adds to cells in contribution.ts.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { RecordPlan } from '../plan/plan.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { createRowIndex } from '../table/row-index.ts';
import { type Column, createRowStore, type RowStore } from '../table/row-store.ts';
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
/** Only groups that were ever stated are told, with their fields. Rows of former times have all of them. */
const EXTRAS_SPARSE = 4;

export function createRecordTable(plan: RecordPlan, dictionary: Dictionary): RecordTable {
  const rows = createRowStore();
  const identities = identityColumns(rows);
  const versions = plan.groups.map(() => versionColumn(rows));
  const fields = plan.fields.map((field) => (field.kept ? fieldColumn(field, { rows, dictionary }) : null));
  const parts = plan.parts.map((part) => createPartStore(part, dictionary));
  const senders = rows.number();
  const offsets = rows.offset();
  const index = createRowIndex(identities.hashOf);
  let size = 0;
  const grow = (row: number): void => {
    rows.grow(row);
    size = Math.max(size, row + 1);
  };
  const table: RecordTable = {
    plan,
    dictionary,
    size: () => size,
    bytesPerRow: rows.bytesPerRow(),
    find: (identity) => index.find(identities.want(identity), identities.isWanted),
    add: (identity) => {
      const row = size;
      grow(row);
      identities.write(row, identity);
      index.insert(identities.hashOf(row), row);
      return row;
    },
    identityOf: identities.read,
    fields,
    versions,
    parts,
    senders,
    offsets,
    floors: new Map(),
    stands: (row) => {
      for (const group of versions) if (group.stands(row)) return true;
      return parts.some((part) => part.all(row).some(occurrenceStands));
    },
    unitOf: (row) => unitOf(table, row),
    encodeRow: (writer, row) => {
      identities.encode(writer, row);
      encodeState(table, { writer, row });
    },
    decodeRow: (reader, row) => {
      grow(row);
      // Rows may arrive in any order after a truncation.
      const known = identities.isWritten(row);
      identities.decode(reader, row);
      if (!known) index.insert(identities.hashOf(row), row);
      decodeState(table, { reader, row });
    },
  };
  return table;
}

interface IdentityColumns {
  hashOf(row: number): number;
  /** Remembers which identity is looked for, and gives its hash. */
  want(identity: Identity): number;
  isWanted(row: number): boolean;
  /** A fresh page holds zeros, and no digest is all zeros. */
  isWritten(row: number): boolean;
  write(row: number, identity: Identity): void;
  read(row: number): Identity;
  encode(writer: ByteWriter, row: number): void;
  decode(reader: ByteReader, row: number): void;
}

/** The 128 bits of an identity as four columns; the second word is the hash, since the first chose the partition. */
function identityColumns(rows: RowStore): IdentityColumns {
  const [a, b, c, d] = [rows.u32(), rows.u32(), rows.u32(), rows.u32()] as const;
  let [wantA, wantB, wantC, wantD] = [0, 0, 0, 0];
  return {
    hashOf: b.get,
    want: (identity) => {
      wantA = wordOf(identity, 0);
      wantB = wordOf(identity, 4);
      wantC = wordOf(identity, 8);
      wantD = wordOf(identity, 12);
      return wantB;
    },
    isWanted: (row) => b.get(row) === wantB && a.get(row) === wantA && c.get(row) === wantC && d.get(row) === wantD,
    isWritten: (row) => a.get(row) !== 0 || b.get(row) !== 0 || c.get(row) !== 0 || d.get(row) !== 0,
    write: (row, identity) => {
      a.set(row, wordOf(identity, 0));
      b.set(row, wordOf(identity, 4));
      c.set(row, wordOf(identity, 8));
      d.set(row, wordOf(identity, 12));
    },
    read: (row) => {
      const identity = new Uint8Array(16);
      const view = new DataView(identity.buffer);
      [a, b, c, d].forEach((column, word) => {
        view.setUint32(word * 4, column.get(row));
      });
      return identity;
    },
    encode: (writer, row) => {
      writer.u32(a.get(row));
      writer.u32(b.get(row));
      writer.u32(c.get(row));
      writer.u32(d.get(row));
    },
    decode: (reader, row) => {
      a.set(row, reader.u32());
      b.set(row, reader.u32());
      c.set(row, reader.u32());
      d.set(row, reader.u32());
    },
  };
}

/** Four bytes as one unsigned number, most significant first. */
function wordOf(identity: Identity, place: number): number {
  const byte = (offset: number): number => identity[place + offset] ?? 0;
  return ((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
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
  writer.byte(EXTRAS_SPARSE | (hasParts ? EXTRAS_PARTS : 0) | (floor === undefined ? 0 : EXTRAS_FLOOR));
  writer.unsigned(table.offsets.get(row));
  writer.unsigned(table.senders.get(row));
  for (const field of table.plan.key) table.fields[field]?.encode(writer, row);
  let base = 0;
  for (let group = 0; group < table.versions.length; group++) {
    const versions = table.versions[group] as VersionColumn;
    if (!versions.isKnown(row)) continue;
    writer.unsigned(group + 1);
    base = versions.encode(writer, row, base);
    for (const field of fieldsOf(table, group)) table.fields[field]?.encode(writer, row);
  }
  writer.unsigned(0);
  if (hasParts) for (const part of table.parts) part.encode(writer, row);
  if (floor !== undefined) encodeVersion(writer, floor);
}

function decodeState(table: RecordTable, { reader, row }: { reader: ByteReader; row: number }): void {
  const extras = reader.byte();
  table.offsets.set(row, reader.unsigned());
  table.senders.set(row, reader.unsigned());
  if ((extras & EXTRAS_SPARSE) === 0) decodeAll(table, { reader, row });
  else decodeStated(table, { reader, row });
  // What the message says is the whole record, whatever stood in the row before.
  for (const part of table.parts) (extras & EXTRAS_PARTS) === 0 ? part.clear(row) : part.decode(reader, row);
  if ((extras & EXTRAS_FLOOR) === 0) table.floors.delete(row);
  else table.floors.set(row, decodeVersion(reader));
}

function decodeStated(table: RecordTable, { reader, row }: { reader: ByteReader; row: number }): void {
  for (const field of table.plan.key) table.fields[field]?.decode(reader, row);
  let base = 0;
  let stated = reader.unsigned() - 1;
  for (let group = 0; group < table.versions.length; group++) {
    if (group !== stated) {
      table.versions[group]?.clear(row);
      for (const field of fieldsOf(table, group)) table.fields[field]?.write(row, Number.NaN);
      continue;
    }
    base = table.versions[group]?.decode(reader, row, base) ?? base;
    for (const field of fieldsOf(table, group)) table.fields[field]?.decode(reader, row);
    stated = reader.unsigned() - 1;
  }
}

function decodeAll(table: RecordTable, { reader, row }: { reader: ByteReader; row: number }): void {
  let base = 0;
  for (const group of table.versions) base = group.decodeFlagged(reader, row, base);
  for (const field of table.fields) field?.decode(reader, row);
}

function fieldsOf({ plan }: RecordTable, group: number): readonly number[] {
  return plan.groups[group]?.fields ?? NO_FIELDS;
}

const NO_FIELDS: readonly number[] = [];
