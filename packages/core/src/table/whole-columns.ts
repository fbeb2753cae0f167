// Columns of numbers that are mostly small or whole, in fewer bytes than they could need: those that do not fit stand beside the rows, so
// that whatever is set is read back to the bit.

/** One number of each row. Rows must be grown before they are read or written. */
export interface Column {
  get(row: number): number;
  set(row: number, value: number): void;
}

/** Where the columns of a store stand. */
export interface Pages {
  /** Declares a column of so many bytes; gives its place in a row. */
  take(bytes: number): number;
  pageOf(row: number): DataView;
  placeOf(row: number, offset: number): number;
}

interface WholeColumns {
  readonly count: () => Column;
  readonly number: () => Column;
  readonly offset: () => Column;
  readonly amount: (factor: number) => Column;
}

export function wholeColumns(pages: Pages): WholeColumns {
  return {
    count: () => countColumn(pages),
    number: () => numberColumn(pages),
    offset: () => offsetColumn(pages),
    amount: (factor) => amountColumn(pages, factor),
  };
}

/** Stands in the row for a number that stands beside it. */
const COUNT_BESIDE = -0x8000;

function countColumn({ take, pageOf, placeOf }: Pages): Column {
  const offset = take(2);
  const beside = new Map<number, number>();
  return {
    get: (row) => {
      const kept = pageOf(row).getInt16(placeOf(row, offset), true);
      return kept === COUNT_BESIDE ? (beside.get(row) as number) : kept;
    },
    set: (row, value) => {
      const fits = value > COUNT_BESIDE && value < -COUNT_BESIDE;
      pageOf(row).setInt16(placeOf(row, offset), fits ? value : COUNT_BESIDE, true);
      keepBeside(beside, row, fits ? null : value | 0);
    },
  };
}

const NUMBER_BESIDE = 0xff_ff_ff;

function numberColumn({ take, pageOf, placeOf }: Pages): Column {
  const offset = take(3);
  const beside = new Map<number, number>();
  return {
    get: (row) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const kept = page.getUint16(place, true) | (page.getUint8(place + 2) << 16);
      return kept === NUMBER_BESIDE ? (beside.get(row) as number) : kept;
    },
    set: (row, value) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const kept = Math.min(value, NUMBER_BESIDE);
      page.setUint16(place, kept & 0xff_ff, true);
      page.setUint8(place + 2, kept >>> 16);
      keepBeside(beside, row, kept < NUMBER_BESIDE ? null : value);
    },
  };
}

const OFFSET_BESIDE = 0xff;
const WORD = 2 ** 32;

function offsetColumn({ take, pageOf, placeOf }: Pages): Column {
  const offset = take(5);
  const beside = new Map<number, number>();
  return {
    get: (row) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const high = page.getUint8(place + 4);
      return high === OFFSET_BESIDE ? (beside.get(row) as number) : high * WORD + page.getUint32(place, true);
    },
    set: (row, value) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const fits = value < OFFSET_BESIDE * WORD;
      page.setUint32(place, fits ? value : 0, true);
      page.setUint8(place + 4, fits ? Math.floor(value / WORD) : OFFSET_BESIDE);
      keepBeside(beside, row, fits ? null : value);
    },
  };
}

/** The upper 16 bits of what is kept: those of a fresh page say that it is missing; half of the others are for numbers below 0. */
const MISSING = 0;
const HIGH_BESIDE = 0xff_ff;
const ZERO = 0x80_00;
const AMOUNT_MAX = (ZERO - 2) * WORD;

function amountColumn({ take, pageOf, placeOf }: Pages, factor: number): Column {
  const offset = take(6);
  const beside = new Map<number, number>();
  return {
    get: (row) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const high = page.getUint16(place + 4, true);
      if (high === MISSING) return Number.NaN;
      if (high === HIGH_BESIDE) return beside.get(row) as number;
      return ((high - ZERO) * WORD + page.getUint32(place, true)) / factor;
    },
    set: (row, value) => {
      const page = pageOf(row);
      const place = placeOf(row, offset);
      const whole = value * factor;
      const fits = Number.isInteger(whole) && Math.abs(whole) < AMOUNT_MAX && !Object.is(whole, -0);
      const upper = Math.floor(whole / WORD);
      page.setUint32(place, fits ? whole - upper * WORD : 0, true);
      page.setUint16(place + 4, fits ? upper + ZERO : Number.isNaN(value) ? MISSING : HIGH_BESIDE, true);
      keepBeside(beside, row, fits || Number.isNaN(value) ? null : value);
    },
  };
}

function keepBeside(beside: Map<number, number>, row: number, value: number | null): void {
  if (value !== null) beside.set(row, value);
  else if (beside.size > 0) beside.delete(row);
}
