// Changes of cells as bytes: what is read is what was packed, whatever the numbers, texts and sketches, and however many there are.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallPlan, smallRecord } from '../testing/small-plan.ts';
import { type CellChange, STANDING } from './change.ts';
import { packChanges, unpackChanges } from './change-codec.ts';

const checked = { seed: 20_230_310, numRuns: 200 };

const plan = smallPlan({
  records: [
    smallRecord({ families: [{ by: [], bucket: 'day', accumulators: ['count'], sketches: 0 }] }),
    smallRecord({
      families: [
        { by: [], bucket: 'month', accumulators: [], sketches: 1 },
        { by: [1, 2], bucket: 'day', accumulators: ['sum', 'count', 'sum'], sketches: 2 },
      ],
    }),
  ],
});

const count = fc.oneof(fc.constant(0), fc.integer());
// As large as an accumulator may grow.
const sum = fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 83n), max: 2n ** 83n }));
const text = fc.oneof(fc.constantFrom('(none)', '', 'quận Đống Đa'), fc.string());
const pairs = fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 5 }).map((list) => list.flat());

const counted = fc.record({
  record: fc.constant(0),
  family: fc.constant(0),
  unit: text,
  dimensions: fc.constant([]),
  bucket: fc.integer({ min: -800_000, max: 3_000_000 }),
  differences: fc.tuple(count),
  sketches: fc.constant([]),
  causes: fc.nat(255),
});
const rich = fc.record({
  record: fc.constant(1),
  family: fc.constant(1),
  unit: text,
  dimensions: fc.tuple(text, text),
  bucket: fc.integer({ min: -800_000, max: 3_000_000 }),
  differences: fc.tuple(sum, count, sum),
  sketches: fc.tuple(pairs, pairs),
  causes: fc.nat(255),
});
const standing = rich.map((change) => ({ ...change, bucket: STANDING, differences: [-3], sketches: [[], []] }));
const anything: fc.Arbitrary<CellChange> = fc.oneof(counted, rich, standing);

function there(changes: readonly CellChange[]): readonly CellChange[] {
  const unpack = unpackChanges(plan);
  return [...packChanges(changes)].flatMap((packet) => [...unpack(packet)]);
}

it('gives back what was packed', () =>
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 50 }), (changes) => {
      expect(there(changes)).toEqual(changes);
    }),
    checked,
  ));

it('packs millions into packets of their own, each readable by itself', () => {
  const [change] = fc.sample(rich, { seed: 7, numRuns: 1 });
  if (change === undefined) throw new Error('no sample');
  const many = Array.from({ length: 60_000 }, (_, bucket) => ({ ...change, unit: `unit-${bucket}`, bucket }));
  const packets = [...packChanges(many)];
  expect(packets.length).toBeGreaterThan(1);
  const unpack = unpackChanges(plan);
  expect(packets.toReversed().flatMap((packet) => [...unpack(packet)])).toHaveLength(many.length);
  expect(there(many)).toEqual(many);
});

it('packs nothing into nothing', () => expect([...packChanges([])]).toEqual([]));
