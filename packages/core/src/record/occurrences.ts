// The repeated parts of records (supplement requests, readings of a register): few records have any, so they are kept as
// objects beside the columns. Every occurrence has its own versions and is retracted by itself.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { PartPlan } from '../plan/plan.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { decodeNumber, encodeNumber } from './field-column.ts';
import type { Version } from './statement.ts';

export interface GroupState {
  version: Version;
  stands: boolean;
}

export interface Occurrence {
  readonly key: string | number;
  /** One per group of the part; null: not stated yet. */
  readonly groups: (GroupState | null)[];
  /** One per field of the part, encoded as in a statement except that text and codes are dictionary numbers; NaN = missing. */
  readonly values: number[];
}

/** A field of an occurrence; NaN = missing. */
export function valueIn(occurrence: Occurrence, field: number): number {
  return occurrence.values[field] ?? Number.NaN;
}

/** All occurrences of one part, by row of the record and key of the occurrence. */
export interface PartStore {
  /** The occurrences of a record that stand, in no particular order. */
  standing(row: number): readonly Occurrence[];
  all(row: number): readonly Occurrence[];
  find(row: number, key: string | number): Occurrence | null;
  findOrAdd(row: number, key: string | number): Occurrence;
  encode(writer: ByteWriter, row: number): void;
  decode(reader: ByteReader, row: number): void;
  /** The record has no occurrence. */
  clear(row: number): void;
}

const EMPTY: readonly Occurrence[] = [];

export function occurrenceStands(occurrence: Occurrence): boolean {
  return occurrence.groups.some((group) => group?.stands === true);
}

export function createPartStore(part: PartPlan, dictionary: Dictionary): PartStore {
  const rows = new Map<number, Map<string | number, Occurrence>>();
  const eachIsText = ['text', 'code'].includes(part.fields[part.each]?.type.kind ?? '');

  const all = (row: number): readonly Occurrence[] => {
    const known = rows.get(row);
    return known === undefined ? EMPTY : [...known.values()];
  };
  const findOrAdd = (row: number, key: string | number): Occurrence => {
    let known = rows.get(row);
    if (known === undefined) {
      known = new Map();
      rows.set(row, known);
    }
    let occurrence = known.get(key);
    if (occurrence === undefined) {
      const values = part.fields.map(() => Number.NaN);
      values[part.each] = typeof key === 'number' ? key : dictionary.intern(key);
      occurrence = { key, groups: part.groups.map(() => null), values };
      known.set(key, occurrence);
    }
    return occurrence;
  };
  return {
    standing: (row) => (rows.has(row) ? all(row).filter(occurrenceStands) : EMPTY),
    all,
    find: (row, key) => rows.get(row)?.get(key) ?? null,
    findOrAdd,
    clear: (row) => {
      rows.delete(row);
    },
    encode: (writer, row) => {
      const occurrences = all(row);
      writer.unsigned(occurrences.length);
      for (const occurrence of occurrences) {
        if (eachIsText) writer.text(String(occurrence.key));
        else writer.f64(Number(occurrence.key));
        for (const group of occurrence.groups) encodeGroup(writer, group);
        for (const value of occurrence.values) encodeNumber(writer, value, 4);
      }
    },
    decode: (reader, row) => {
      // What the message says is the whole part of this record.
      rows.delete(row);
      for (let left = reader.unsigned(); left > 0; left--) {
        const occurrence = findOrAdd(row, eachIsText ? reader.text() : reader.f64());
        for (let group = 0; group < part.groups.length; group++) occurrence.groups[group] = decodeGroup(reader);
        for (let field = 0; field < part.fields.length; field++) occurrence.values[field] = decodeNumber(reader, 4);
      }
    },
  };
}

function encodeGroup(writer: ByteWriter, group: GroupState | null): void {
  writer.byte(group === null ? 0 : group.stands ? 2 : 1);
  if (group !== null) encodeVersion(writer, group.version);
}

function decodeGroup(reader: ByteReader): GroupState | null {
  const kind = reader.byte();
  return kind === 0 ? null : { version: decodeVersion(reader), stands: kind === 2 };
}

export function encodeVersion(writer: ByteWriter, version: Version): void {
  writer.f64(version.at);
  writer.u32(version.tieHigh);
  writer.u32(version.tieLow);
  writer.u32(version.eventHash);
}

export function decodeVersion(reader: ByteReader): Version {
  return { at: reader.f64(), tieHigh: reader.u32(), tieLow: reader.u32(), eventHash: reader.u32() };
}
