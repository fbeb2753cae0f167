// Columns of plain numbers in pages: a table of millions of rows grows without copying and costs its bytes, not objects.

const PAGE_BITS = 12;
const PAGE_ROWS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ROWS - 1;

type Page = Float64Array | Uint32Array | Int32Array | Uint8Array;

export interface Column {
  readonly bytesPerRow: number;
  get(row: number): number;
  set(row: number, value: number): void;
  add(row: number, difference: number): void;
  /** Makes room up to and including this row; new rows hold the column's initial value. */
  grow(row: number): void;
}

function column(bytesPerRow: number, newPage: () => Page): Column {
  const pages: Page[] = [];
  // Indices are below the grown size by construction; the casts spare a check per read.
  const pageOf = (row: number): Page => pages[row >>> PAGE_BITS] as Page;
  return {
    bytesPerRow,
    get: (row) => pageOf(row)[row & PAGE_MASK] as number,
    set: (row, value) => {
      pageOf(row)[row & PAGE_MASK] = value;
    },
    add: (row, difference) => {
      const page = pageOf(row);
      page[row & PAGE_MASK] = (page[row & PAGE_MASK] as number) + difference;
    },
    grow: (row) => {
      while (pages.length <= row >>> PAGE_BITS) pages.push(newPage());
    },
  };
}

/** Doubles; rows begin as NaN (missing). */
export function f64Column(initial = Number.NaN): Column {
  return column(8, () => new Float64Array(PAGE_ROWS).fill(initial));
}

export function u32Column(): Column {
  return column(4, () => new Uint32Array(PAGE_ROWS));
}

export function i32Column(): Column {
  return column(4, () => new Int32Array(PAGE_ROWS));
}

export function u8Column(): Column {
  return column(1, () => new Uint8Array(PAGE_ROWS));
}
