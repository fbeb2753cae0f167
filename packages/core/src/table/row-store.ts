// Rows of fixed width in pages: a table of millions of rows grows without copying and costs its bytes, not objects. A row's columns
// stand side by side, since a statement touches one random row and most of its columns: one or two cache lines, not twenty.
import { type Column, wholeColumns } from './whole-columns.ts';

export type { Column } from './whole-columns.ts';

/** Rows of a page are a power of two, of which this is the exponent. */
const SMALL_PAGE = 12;
/** A table that needs more pages than these is a large one. */
const SMALL_PAGES = 16;
/**
 * Pages of so many bytes are taken from the system one by one, and only what is written of them takes memory: smaller ones would lie
 * between what comes and goes, and keep it from being given back. (Above 32 MiB an allocator makes no exception.)
 */
const LARGE_PAGE_BYTES = 33 * 1024 * 1024;

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
  let bits = SMALL_PAGE;
  let mask = 2 ** bits - 1;
  const take = (bytes: number): number => {
    if (pages.length > 0) throw new RangeError('columns are declared before the first row');
    width += bytes;
    return width - bytes;
  };
  // Rows are below the grown size by construction; the casts spare a check per read.
  const pageOf = (row: number): DataView => pages[row >>> bits] as DataView;
  const placeOf = (row: number, offset: number): number => (row & mask) * width + offset;
  const enlarge = (): void => {
    bits = Math.max(SMALL_PAGE + Math.log2(SMALL_PAGES), Math.ceil(Math.log2(LARGE_PAGE_BYTES / width)));
    mask = 2 ** bits - 1;
    pages.splice(0, pages.length, joined(pages, 2 ** bits * width));
  };
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
      while (pages.length <= row >>> bits) {
        if (bits === SMALL_PAGE && pages.length === SMALL_PAGES) enlarge();
        else pages.push(newPage(2 ** bits * width));
      }
    },
  };
}

function newPage(bytes: number): DataView {
  return new DataView(new ArrayBuffer(bytes));
}

/** All that the pages hold, in the first of larger ones. */
function joined(pages: readonly DataView[], bytes: number): DataView {
  const page = new Uint8Array(bytes);
  let place = 0;
  for (const { buffer } of pages) {
    page.set(new Uint8Array(buffer), place);
    place += buffer.byteLength;
  }
  return new DataView(page.buffer);
}
