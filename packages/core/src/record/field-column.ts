// How each type of field is kept in a column, read back, and packed. One place knows the encodings.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { FieldPlan } from '../plan/plan.ts';
import type { Dictionary } from '../table/dictionary.ts';
import type { RowStore } from '../table/row-store.ts';

/** A kept field's column. `read` gives NaN for missing; text and codes read as dictionary numbers. */
export interface FieldColumn {
  read(row: number): number;
  /** Takes a statement's value: text and codes as strings, NaN as empty. */
  write(row: number, value: string | number): void;
  /** The value as a dimension or for comparison with a constant: a dictionary number, `(none)` when missing. */
  symbol(row: number): number;
  encode(writer: ByteWriter, row: number): void;
  decode(reader: ByteReader, row: number): void;
}

/** Where a column lives: the rows of its table, and the strings of its partition. */
export interface Home {
  readonly rows: RowStore;
  readonly dictionary: Dictionary;
}

export function fieldColumn(field: FieldPlan, home: Home): FieldColumn {
  switch (field.type.kind) {
    case 'text':
    case 'code':
      return textColumn(home);
    case 'enum':
      return smallColumn(home, field.type.values, field.type.missing);
    case 'flag':
      return smallColumn(home, ['false', 'true'], null);
    case 'integer':
    case 'decimal':
      return numberColumn(home, 1);
    case 'instant':
    case 'deadline':
    case 'period':
      // Moments carry quarters of a millisecond as marks; four times a moment is a whole number.
      return numberColumn(home, 4);
  }
}

function textColumn({ rows, dictionary }: Home): FieldColumn {
  // 0 = missing; else dictionary number + 1, since number 0 is `(none)` and may also be stated as text.
  const column = rows.number();
  const read = (row: number): number => (column.get(row) === 0 ? Number.NaN : column.get(row) - 1);
  return {
    read,
    write: (row, value) => column.set(row, typeof value === 'string' ? dictionary.intern(value) + 1 : 0),
    symbol: (row) => (column.get(row) === 0 ? 0 : column.get(row) - 1),
    encode: (writer, row) => writer.unsigned(column.get(row)),
    decode: (reader, row) => column.set(row, reader.unsigned()),
  };
}

function smallColumn({ rows, dictionary }: Home, names: readonly string[], whenMissing: number | null): FieldColumn {
  const column = rows.u8();
  const absent = whenMissing === null ? Number.NaN : whenMissing;
  const read = (row: number): number => (column.get(row) === 0 ? absent : column.get(row) - 1);
  return {
    read,
    write: (row, value) => column.set(row, typeof value === 'number' && !Number.isNaN(value) ? value + 1 : 0),
    symbol: (row) => {
      const name = names[read(row)];
      return name === undefined ? 0 : dictionary.intern(name);
    },
    encode: (writer, row) => writer.byte(column.get(row)),
    decode: (reader, row) => column.set(row, reader.byte()),
  };
}

function numberColumn({ rows, dictionary }: Home, factor: number): FieldColumn {
  const column = rows.amount(factor);
  return {
    read: column.get,
    write: (row, value) => column.set(row, typeof value === 'number' ? value : Number.NaN),
    symbol: (row) => (Number.isNaN(column.get(row)) ? 0 : dictionary.intern(String(column.get(row)))),
    encode: (writer, row) => encodeNumber(writer, column.get(row), factor),
    decode: (reader, row) => column.set(row, decodeNumber(reader, factor)),
  };
}

const MISSING = 0;
const SHORT = 1;
const DOUBLE = 2;
/** Beyond it the short form (a signed variable-length integer) is no longer exact. */
const SHORT_MAX = 2 ** 51;

export function encodeNumber(writer: ByteWriter, value: number, factor: number): void {
  if (Number.isNaN(value)) writer.byte(MISSING);
  else if (Math.abs(value * factor) < SHORT_MAX) {
    writer.byte(SHORT);
    writer.signed(value * factor);
  } else {
    writer.byte(DOUBLE);
    writer.f64(value);
  }
}

export function decodeNumber(reader: ByteReader, factor: number): number {
  switch (reader.byte()) {
    case MISSING:
      return Number.NaN;
    case SHORT:
      return reader.signed() / factor;
    default:
      return reader.f64();
  }
}
