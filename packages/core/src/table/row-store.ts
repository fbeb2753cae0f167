// Rows of fixed width in pages: a table of millions of rows grows without copying and costs its bytes, not objects. A row's columns
// stand side by side, since a statement touches one random row and most of its columns: one or two cache lines, not twenty.
import { type Column, wholeColumns } from './whole-columns.ts';

export type { Column } from './whole-columns.ts';

const PAGE_BITS = 12;
const PAGE_ROWS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ROWS - 1;

/** Columns are declared first, then rows are grown. Numbers are at first 0, where nothing else is said. */
export interface RowStore {
  f64(): Column;
  u32(): Column;
  i32(): Column;
  u8(): Column;
  /** A whole number from -2^31 to 2^31 that takes 2 bytes where it is small, as it mostly is. */
  count(): Column;
  /** A whole number from 0 to 2^53 that takes 3 bytes up to 16 million. */
  number(): Column;
  /** A whole number from 0 to 2^53 that takes 5 bytes up to 10^12. */
  offset(): Column;
  /** Any double, at first NaN (missing); 6 bytes where it is a whole number of 1/factor, a power of two, and below 2^47 of these. */
  amount(factor: number): Column;
  bytesPerRow(): number;
  /** Makes room up to and including this row. */
  grow(row: number): void;
}

export function createRowStore(): RowStore {
  const pages: DataView[] = [];
  let width = 0;
  const take = (bytes: number): number => {
    if (pages.length > 0) throw new RangeError('columns are declared before the first row');
    width += bytes;
    return width - bytes;
  };
  // Rows are below the grown size by construction; the casts spare a check per read.
  const pageOf = (row: number): DataView => pages[row >>> PAGE_BITS] as DataView;
  const placeOf = (row: number, offset: number): number => (row & PAGE_MASK) * width + offset;
  return {
    f64: () => {
      const offset = take(8);
      return {
        get: (row) => pageOf(row).getFloat64(placeOf(row, offset), true),
        set: (row, value) => pageOf(row).setFloat64(placeOf(row, offset), value, true),
      };
    },
    u32: () => {
      const offset = take(4);
      return {
        get: (row) => pageOf(row).getUint32(placeOf(row, offset), true),
        set: (row, value) => pageOf(row).setUint32(placeOf(row, offset), value, true),
      };
    },
    i32: () => {
      const offset = take(4);
      return {
        get: (row) => pageOf(row).getInt32(placeOf(row, offset), true),
        set: (row, value) => pageOf(row).setInt32(placeOf(row, offset), value, true),
      };
    },
    u8: () => {
      const offset = take(1);
      return {
        get: (row) => pageOf(row).getUint8(placeOf(row, offset)),
        set: (row, value) => pageOf(row).setUint8(placeOf(row, offset), value),
      };
    },
    ...wholeColumns({ take, pageOf, placeOf }),
    bytesPerRow: () => width,
    grow: (row) => {
      while (pages.length <= row >>> PAGE_BITS) pages.push(new DataView(new ArrayBuffer(PAGE_ROWS * width)));
    },
  };
}
