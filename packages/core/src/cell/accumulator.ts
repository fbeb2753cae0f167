// The accumulators of cells: counts in 32 bits where they need them, sums exact in two limbs. Adding and taking back in any order gives
// the same bits, because both are integers and the limbs are always normalised.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { AccumulatorKind } from '../plan/plan.ts';
import type { RowStore } from '../table/row-store.ts';

export interface Accumulator {
  readonly kind: AccumulatorKind;
  /** @param amount of a sum also a bigint. */
  add(row: number, amount: number | bigint): void;
  /** A number for a count, a bigint for a sum. */
  value(row: number): number | bigint;
  /** Sets it to 0. */
  empty(row: number): void;
  encode(writer: ByteWriter, row: number): void;
  decode(reader: ByteReader, row: number): void;
}

const LIMB = 2 ** 32;
const LIMB_BITS = 32n;

const makers = { count: countAccumulator, sum: sumAccumulator } satisfies Record<
  AccumulatorKind,
  (rows: RowStore) => Accumulator
>;

export function createAccumulator(kind: AccumulatorKind, rows: RowStore): Accumulator {
  return makers[kind](rows);
}

function countAccumulator(rows: RowStore): Accumulator {
  const counts = rows.count();
  return {
    kind: 'count',
    add: (row, amount) => counts.set(row, counts.get(row) + Number(amount)),
    value: counts.get,
    empty: (row) => counts.set(row, 0),
    encode: (writer, row) => writer.signed(counts.get(row)),
    decode: (reader, row) => counts.set(row, reader.signed()),
  };
}

/** high * 2^32 + low, low from 0 to 2^32 - 1: exact up to 2^84, room for 2^31 records of 2^53 each. */
function sumAccumulator(rows: RowStore): Accumulator {
  const high = rows.f64();
  const low = rows.u32();
  return {
    kind: 'sum',
    add: (row, amount) => {
      const isBig = typeof amount === 'bigint';
      const amountHigh = isBig ? Number(amount >> LIMB_BITS) : Math.floor(amount / LIMB);
      const amountLow = isBig ? Number(BigInt.asUintN(32, amount)) : amount - amountHigh * LIMB;
      const sumLow = low.get(row) + amountLow;
      const carry = sumLow >= LIMB ? 1 : 0;
      low.set(row, sumLow - carry * LIMB);
      high.set(row, high.get(row) + amountHigh + carry);
    },
    value: (row) => BigInt(high.get(row)) * BigInt(LIMB) + BigInt(low.get(row)),
    empty: (row) => {
      high.set(row, 0);
      low.set(row, 0);
    },
    encode: (writer, row) => {
      writer.signed(high.get(row));
      writer.unsigned(low.get(row));
    },
    decode: (reader, row) => {
      high.set(row, reader.signed());
      low.set(row, reader.unsigned());
    },
  };
}
