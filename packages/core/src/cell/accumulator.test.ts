// Accumulators are commutative groups: any order of adding and taking back gives the same bits, however large the sum.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteReader } from '../bytes/reader.ts';
import { createByteWriter } from '../bytes/writer.ts';
import type { AccumulatorKind } from '../plan/plan.ts';
import { createRowStore } from '../table/row-store.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';

const checked = { seed: 20_230_310, numRuns: 300 };
const extreme = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 32, -(2 ** 32), 2 ** 32 - 1, 1, -1, 0),
);

function accumulator(kind: AccumulatorKind): Accumulator {
  const rows = createRowStore();
  const made = createAccumulator(kind, rows);
  rows.grow(3);
  return made;
}

function packed(from: Accumulator, row: number): Uint8Array {
  const writer = createByteWriter();
  from.encode(writer, row);
  return writer.take();
}

describe('a sum', () => {
  it('is exact for amounts of any size, against bigints', () =>
    fc.assert(
      fc.property(fc.array(extreme, { maxLength: 200 }), (amounts) => {
        const sum = accumulator('sum');
        for (const [place, amount] of amounts.entries()) sum.add(1, place % 2 === 0 ? amount : BigInt(amount));
        expect(sum.value(1)).toBe(amounts.reduce((total, amount) => total + BigInt(amount), 0n));
        expect(sum.value(0)).toBe(0n);
      }),
      checked,
    ));

  it('takes what others add up to, however large', () =>
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), { maxLength: 8 }), (amounts) => {
        const sum = accumulator('sum');
        for (const amount of amounts) sum.add(1, amount);
        expect(sum.value(1)).toBe(amounts.reduce((total, amount) => total + amount, 0n));
      }),
      checked,
    ));

  it('has the same bits for any order, with what was taken back gone', () =>
    fc.assert(
      fc.property(
        fc.array(extreme, { maxLength: 30 }),
        fc.array(extreme, { maxLength: 30 }),
        fc.infiniteStream(fc.nat()),
        (kept, takenBack, picks) => {
          const straight = accumulator('sum');
          for (const amount of kept) straight.add(0, amount);
          const mixed = accumulator('sum');
          const moves = [...kept, ...takenBack, ...takenBack.map((amount) => -amount)]
            .map((amount) => ({ amount, place: picks.next().value ?? 0 }))
            .sort((left, right) => left.place - right.place);
          for (const { amount } of moves) mixed.add(0, amount);
          expect(packed(mixed, 0)).toEqual(packed(straight, 0));
        },
      ),
      checked,
    ));

  it('has room for 2^31 records of 2^53 each, of either sign', () => {
    for (const sign of [1, -1]) {
      const sum = accumulator('sum');
      // The same as adding 2^53 over and over: the upper limb alone grows.
      const writer = createByteWriter();
      writer.signed(sign * (2 ** 52 - 2 ** 21));
      writer.unsigned(7);
      sum.decode(createByteReader(writer.take()), 0);
      sum.add(0, sign * Number.MAX_SAFE_INTEGER);
      const before = BigInt(sign * (2 ** 52 - 2 ** 21)) * 2n ** 32n + 7n;
      expect(sum.value(0)).toBe(before + BigInt(sign * Number.MAX_SAFE_INTEGER));
    }
  });
});

describe('an accumulator', () => {
  it.each<AccumulatorKind>(['sum', 'count'])('of kind %s comes back from its packed form', (kind) =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 })), (amounts) => {
        const one = accumulator(kind);
        for (const amount of amounts) one.add(2, amount);
        const other = accumulator(kind);
        other.decode(createByteReader(packed(one, 2)), 0);
        expect(other.value(0)).toBe(one.value(2));
        expect(Number(one.value(2))).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
      }),
      checked,
    ),
  );

  it('of kind count holds 32 bits with their sign', () => {
    const count = accumulator('count');
    count.add(0, 2 ** 31 - 1);
    count.add(1, -(2 ** 31));
    expect([count.value(0), count.value(1), count.value(2)]).toEqual([2 ** 31 - 1, -(2 ** 31), 0]);
  });
});
