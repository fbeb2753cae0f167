// Statements as bytes: whatever the door can make of an event comes back as it was, and nothing else is ever taken for a statement.
import type { Plan, Statement } from '@nhip/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examplePlan } from '../testing/example-plan.ts';
import { createStatementCodec, type StatementCodec } from './statement-codec.ts';

const codec = createStatementCodec(examplePlan);
const checked = { seed: 20_240_701, numRuns: 2_000 };

const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ minLength: 240, maxLength: 300 }));
const numbers = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(Number.NaN, -0, 0.25, 2 ** 53 - 1, -1, Date.parse('2024-03-04T09:00:00Z') + 0.25),
  fc.double({ noDefaultInfinity: true }),
);
const values = fc.array(fc.oneof(texts, numbers), { maxLength: 10 });
const u32 = fc.nat({ max: 0xffffffff });

const statements: fc.Arbitrary<Statement> = fc.record({
  record: fc.nat({ max: examplePlan.records.length - 1 }),
  event: fc.nat({ max: 400 }),
  identity: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  agency: texts,
  version: fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), u32, u32, u32)
    .map(([at, tieHigh, tieLow, eventHash]) => ({
      at,
      tieHigh,
      tieLow,
      eventHash,
    })),
  values,
  keyValues: fc.tuple(fc.oneof(texts, numbers)),
  occurrence: fc.oneof(texts, numbers, fc.constant(null)),
  of: fc.option(fc.nat({ max: 400 })),
});

/** The only one of its key, which is kept. */
function withOneKey({ record, ...rest }: Statement): Statement {
  const keys = examplePlan.records[record]?.key.length ?? 0;
  return { ...rest, record, keyValues: Array.from({ length: keys }, (_, place) => rest.keyValues[place] ?? 7) };
}

function packedBy(by: StatementCodec, statement: Statement): Uint8Array {
  const packed = by.pack(statement);
  if (packed === undefined) throw new Error('it was not packed');
  return packed;
}

describe('a packed statement', () => {
  it(`comes back as it was (seed ${checked.seed})`, () => {
    fc.assert(
      fc.property(statements.map(withOneKey), (statement) => {
        expect(codec.unpack(packedBy(codec, statement), statement.identity)).toStrictEqual(statement);
      }),
      checked,
    );
  });

  it('is not disturbed by those that are packed after it', () => {
    const [first, second] = fc.sample(statements.map(withOneKey), { seed: checked.seed, numRuns: 2 });
    if (first === undefined || second === undefined) throw new Error('no samples');
    const packed = packedBy(codec, first);
    codec.pack(second);
    expect(codec.unpack(packed, first.identity)).toStrictEqual(first);
  });

  it('is none where it would take as much room as the event', () => {
    const [statement] = fc.sample(statements.map(withOneKey), { seed: 3, numRuns: 1 });
    if (statement === undefined) throw new Error('no sample');
    expect(codec.pack({ ...statement, values: ['x'.repeat(20_000)] })).toBeUndefined();
    expect(codec.unpack(packedBy(codec, statement), statement.identity)).toStrictEqual(statement);
  });

  it('leaves out the values of key fields that are not kept', () => {
    const [statement] = fc.sample(statements.map(withOneKey), { seed: 1, numRuns: 1 });
    if (statement === undefined) throw new Error('no sample');
    const other = createStatementCodec(withoutKeptKeys(examplePlan));
    const empty = statement.keyValues.map(() => Number.NaN);
    const { identity } = statement;
    expect(other.unpack(packedBy(other, statement), identity)).toStrictEqual({ ...statement, keyValues: empty });
  });
});

function withoutKeptKeys(plan: Plan): Plan {
  const records = plan.records.map((record) => ({
    ...record,
    fields: record.fields.map((field, index) => (record.key.includes(index) ? { ...field, kept: false } : field)),
  }));
  return { ...plan, records };
}

describe('what is not understood', () => {
  const [statement] = fc.sample(statements.map(withOneKey), { seed: 7, numRuns: 1 });
  if (statement === undefined) throw new Error('no sample');
  const { identity } = statement;
  const packed = packedBy(codec, statement);

  it('is what another catalogue packed, however little differs', () => {
    const titles = { ...examplePlan, title: { ...examplePlan.title, en: 'Another' } };
    expect(createStatementCodec(titles).unpack(packed, identity)).toBeNull();
  });

  it('is what goes with no identity', () => {
    expect(codec.unpack(packed, identity.subarray(1))).toBeNull();
  });

  it('is what was cut off within a value', () => {
    const long = packedBy(codec, { ...statement, values: ['a text at the end'] });
    for (let length = 0; length < long.length; length += 1) {
      const cut = codec.unpack(long.subarray(0, length), identity);
      // Cut between two values, it is a statement of fewer: the length is the log's to keep.
      if (cut !== null) expect(cut.values).toEqual([]);
    }
    expect(codec.unpack(long.subarray(0, -1), identity)).toBeNull();
  });

  it('is no reason to fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const body = Buffer.concat([packed.subarray(0, 8), bytes]);
        expect(() => codec.unpack(body, identity)).not.toThrow();
      }),
      checked,
    );
  });
});
