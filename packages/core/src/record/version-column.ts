// Versions of one group of fields, a row each: which statement of these fields is the newest, and whether it stands
// (a retracted one keeps its version, so that an older statement that arrives later stays superseded).
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { RowStore } from '../table/row-store.ts';
import type { Version } from './statement.ts';

export interface VersionColumn {
  /** Negative, 0 or positive as the standing version is older than, the same as or newer than `version`. */
  compare(row: number, version: Version): number;
  /** The same event at the same version said something else. */
  conflicts(row: number, version: Version): boolean;
  stands(row: number): boolean;
  /** Something was ever stated, or taken back. */
  isKnown(row: number): boolean;
  write(row: number, version: Version, stands: boolean): void;
  /** Takes a statement back without a version of its own (a floor over the record did it). */
  fall(row: number): void;
  /** Nothing was ever stated. */
  clear(row: number): void;
  /** Of a row in which it is known. @param base what its time is told from. Gives the base of the next one. */
  encode(writer: ByteWriter, row: number, base: number): number;
  decode(reader: ByteReader, row: number, base: number): number;
  /** As logs of former times have it: known or not. */
  decodeFlagged(reader: ByteReader, row: number, base: number): number;
}

export function compareVersions(left: Version, right: Version): number {
  return left.at - right.at || left.tieHigh - right.tieHigh || left.tieLow - right.tieLow;
}

interface Told {
  readonly base: number;
  /** 1: it stands. */
  readonly stands: number;
}

export function versionColumn(rows: RowStore): VersionColumn {
  const moments = momentColumn(rows);
  const { at, standing } = moments;
  const tieHigh = rows.u32();
  const tieLow = rows.u32();
  const eventHash = rows.u32();
  const decodeKnown = (reader: ByteReader, row: number, { base, stands }: Told): number => {
    const known = base + reader.signed();
    moments.set(row, known, stands);
    tieHigh.set(row, reader.u32());
    tieLow.set(row, reader.u32());
    eventHash.set(row, reader.u32());
    return known;
  };
  return {
    compare: (row, version) => {
      const known = at(row);
      if (Number.isNaN(known)) return -1;
      return known - version.at || tieHigh.get(row) - version.tieHigh || tieLow.get(row) - version.tieLow;
    },
    conflicts: (row, version) =>
      at(row) === version.at &&
      eventHash.get(row) === version.eventHash &&
      (tieHigh.get(row) !== version.tieHigh || tieLow.get(row) !== version.tieLow),
    stands: (row) => standing(row) === 1,
    isKnown: (row) => !Number.isNaN(at(row)),
    write: (row, version, stands) => {
      moments.set(row, version.at, stands ? 1 : 0);
      tieHigh.set(row, version.tieHigh);
      tieLow.set(row, version.tieLow);
      eventHash.set(row, version.eventHash);
    },
    fall: moments.fall,
    clear: moments.clear,
    encode: (writer, row, base) => {
      const known = at(row);
      writer.byte(standing(row));
      writer.signed(known - base);
      writer.u32(tieHigh.get(row));
      writer.u32(tieLow.get(row));
      writer.u32(eventHash.get(row));
      return known;
    },
    decode: (reader, row, base) => decodeKnown(reader, row, { base, stands: reader.byte() }),
    decodeFlagged: (reader, row, base) => {
      const stands = reader.byte();
      if (reader.byte() === 1) return decodeKnown(reader, row, { base, stands });
      moments.clear(row);
      return base;
    },
  };
}

/** When a version is of and whether it stands, in 7 bytes: a whole number of at most 53 bits with its sign, and one bit. */
interface MomentColumn {
  /** NaN: nothing was ever stated. */
  at(row: number): number;
  standing(row: number): number;
  set(row: number, at: number, standing: number): void;
  fall(row: number): void;
  clear(row: number): void;
}

const WORD = 2 ** 32;
/** Added to what stands above 32 bits: those of a fresh page are 0, and nothing is known there. */
const KNOWN = 2 ** 21 + 1;

function momentColumn(rows: RowStore): MomentColumn {
  const lower = rows.u32();
  /** The upper part and, in the last bit, whether it stands. */
  const upper = rows.number();
  return {
    at: (row) => {
      const kept = upper.get(row) >>> 1;
      return kept === 0 ? Number.NaN : (kept - KNOWN) * WORD + lower.get(row);
    },
    standing: (row) => upper.get(row) & 1,
    set: (row, at, standing) => {
      const above = Math.floor(at / WORD);
      lower.set(row, at - above * WORD);
      upper.set(row, ((above + KNOWN) << 1) | standing);
    },
    fall: (row) => upper.set(row, upper.get(row) & ~1),
    clear: (row) => upper.set(row, 0),
  };
}
