// The accumulators of cells: counts in 32 bits, sums exact in two limbs. Adding and taking back in any order gives the same
// bits, because both are integers and the limbs are always normalised.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { AccumulatorKind } from '../plan/plan.ts';
import { f64Column, i32Column, u32Column } from '../table/column.ts';

export interface Accumulator {
  readonly bytesPerRow: number;
  grow(row: number): void;
  add(row: number, amount: number): void;
  value(row: number): number | bigint;
  isZero(row: number): boolean;
  encode(writer: ByteWriter, row: number): void;
  decode(reader: ByteReader, row: number): void;
}

const LIMB = 2 ** 32;

const makers = { count: countAccumulator, sum: sumAccumulator } satisfies Record<AccumulatorKind, () => Accumulator>;

export function createAccumulator(kind: AccumulatorKind): Accumulator {
  return makers[kind]();
}

function countAccumulator(): Accumulator {
  const counts = i32Column();
  return {
    bytesPerRow: counts.bytesPerRow,
    grow: counts.grow,
    add: counts.add,
    value: counts.get,
    isZero: (row) => counts.get(row) === 0,
    encode: (writer, row) => writer.signed(counts.get(row)),
    decode: (reader, row) => counts.set(row, reader.signed()),
  };
}

/** high * 2^32 + low, low from 0 to 2^32 - 1: exact up to 2^85, more than 2^32 records of 2^53 each. */
function sumAccumulator(): Accumulator {
  const high = f64Column(0);
  const low = u32Column();
  return {
    bytesPerRow: high.bytesPerRow + low.bytesPerRow,
    grow: (row) => {
      high.grow(row);
      low.grow(row);
    },
    add: (row, amount) => {
      const amountHigh = Math.floor(amount / LIMB);
      const sumLow = low.get(row) + (amount - amountHigh * LIMB);
      const carry = sumLow >= LIMB ? 1 : 0;
      low.set(row, sumLow - carry * LIMB);
      high.set(row, high.get(row) + amountHigh + carry);
    },
    value: (row) => BigInt(high.get(row)) * BigInt(LIMB) + BigInt(low.get(row)),
    isZero: (row) => high.get(row) === 0 && low.get(row) === 0,
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
