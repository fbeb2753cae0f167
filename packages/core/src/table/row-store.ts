// Rows of fixed width in pages: a table of millions of rows grows without copying and costs its bytes, not objects. A row's columns
// stand side by side, since a statement touches one random row and most of its columns: one or two cache lines, not twenty.

const PAGE_BITS = 12;
const PAGE_ROWS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ROWS - 1;

/** One number of each row. Rows must be grown before they are read or written. */
export interface Column {
  get(row: number): number;
  set(row: number, value: number): void;
}

/** Columns are declared first, then rows are grown. */
export interface RowStore {
  /** A double, at first NaN (missing) or 0. */
  f64(initial: number): Column;
  u32(): Column;
  i32(): Column;
  u8(): Column;
  bytesPerRow(): number;
  /** Makes room up to and including this row. */
  grow(row: number): void;
}

export function createRowStore(): RowStore {
  const pages: DataView[] = [];
  const missing: number[] = [];
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
    f64: (initial) => {
      const offset = take(8);
      if (Number.isNaN(initial)) missing.push(offset);
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
    bytesPerRow: () => width,
    grow: (row) => {
      while (pages.length <= row >>> PAGE_BITS) pages.push(newPage(width, missing));
    },
  };
}

function newPage(width: number, missing: readonly number[]): DataView {
  const page = new DataView(new ArrayBuffer(PAGE_ROWS * width));
  for (const offset of missing) {
    for (let row = 0; row < PAGE_ROWS; row++) page.setFloat64(row * width + offset, Number.NaN, true);
  }
  return page;
}
