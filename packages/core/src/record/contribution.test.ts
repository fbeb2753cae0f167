// What records add to cells, and that it is all taken back when the record says something else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STANDING } from '../cell/change.ts';
import type { TallyState } from '../tally/tally-state.ts';
import { smallMeasure } from '../testing/small-plan.ts';
import { at, before, cellsIn, day, family, field, none, retract, startOf, state, tally } from '../testing/things.ts';

describe('a stock', () => {
  const stocked = (): TallyState =>
    tally(
      [family({ accumulators: ['count'] })],
      [smallMeasure({ what: { kind: 'stock', enter: field(1), leave: field(2) } })],
    );

  it('holds a record from the day it enters until the day it leaves', () => {
    const one = stocked();
    state(one, 'x', [at('2023-03-01'), at('2023-03-04')]);
    expect([1, 2, 3, 4, 5].map((of) => before(one, day(`2023-03-0${of}`)))).toEqual([0n, 1n, 1n, 1n, 0n]);
  });

  it('holds nothing at all when a record leaves on or before the day it enters, or never enters (R3)', () => {
    const one = stocked();
    state(one, 'same', [at('2023-03-01'), at('2023-03-01') + 1]);
    state(one, 'back', [at('2023-03-05'), at('2023-03-01')]);
    state(one, 'never', [none, at('2023-03-01')]);
    expect([...one.scan()].map(({ bucket }) => bucket)).toEqual([STANDING]);
  });

  it('is never negative and never more than the records, whatever is stated over and over', () => {
    const anyDay = fc.option(fc.integer({ min: 0, max: 20 }), { nil: none });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), anyDay, anyDay), { maxLength: 12 }), (all) => {
        const one = stocked();
        for (const [key, from, to] of all) {
          state(one, `x${key}`, [startOf(19_500 + from), startOf(19_500 + to)]);
        }
        const newest = new Map(all.map(([key, from, to]) => [key, { from, to }]));
        for (let each = 0; each <= 22; each++) {
          const stays = [...newest.values()].filter(({ from, to }) => from < each && !(to < each));
          expect(before(one, 19_500 + each)).toBe(BigInt(stays.filter(({ from, to }) => !(to <= from)).length));
        }
      }),
      { seed: 20_230_310 },
    );
  });
});

describe('a flow', () => {
  const flows = (): TallyState =>
    tally(
      [
        family({ accumulators: ['count', 'sum'], sketches: 1 }),
        family({ by: [4], bucket: 'month', accumulators: ['count'] }),
      ],
      [
        smallMeasure({ what: { kind: 'count', at: field(1) } }),
        smallMeasure({ what: { kind: 'sum', of: field(3), at: field(1) }, slot: 1 }),
        smallMeasure({ what: { kind: 'sketch', of: field(3), at: field(2) } }),
        smallMeasure({ what: { kind: 'count', at: field(1) }, family: 1 }),
      ],
    );

  it('falls into the local day, or the month where its family says so', () => {
    const one = flows();
    state(one, 'x', [Date.parse('2023-03-31T17:30:00Z'), none, 5, 'p']);
    expect([...one.scan()].map(({ family: of, bucket, dimensions }) => [of, bucket, dimensions])).toEqual([
      [0, STANDING, []],
      [0, day('2023-04-01'), []],
      [1, STANDING, ['p']],
      [1, 2023 * 12 + 3, ['p']],
    ]);
  });

  it('adds nothing without its day or its number; a missing dimension reads (none)', () => {
    const one = flows();
    state(one, 'x', [at('2023-03-01'), at('2023-03-02'), none]);
    const cells = [...one.scan()].filter(({ bucket }) => bucket !== STANDING);
    expect(cells.map(({ dimensions, differences, sketches }) => [dimensions, differences, sketches])).toEqual([
      [[], [1, 0n], [[]]],
      [['(none)'], [1], []],
    ]);
  });

  it('is taken back to the last bit: nothing is left when all that was stated is retracted', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            key: fc.constantFrom('x', 'y'),
            agency: fc.constantFrom('A', 'B'),
            from: fc.option(fc.nat(40), { nil: none }),
            size: fc.option(fc.maxSafeInteger(), { nil: none }),
            kind: fc.constantFrom('p', 'q', none),
          }),
          { maxLength: 12 },
        ),
        (all) => {
          const one = flows();
          for (const { key, agency, from, size, kind } of all) {
            const start = startOf(19_500 + from);
            state(one, key, [start, start, size, kind], agency);
          }
          for (const key of ['x', 'y']) retract(one, key);
          expect(cellsIn(one)).toBe(0);
        },
      ),
      { seed: 20_230_310 },
    ));

  it('moves between units and dimensions with the record, and with it the row of standing records', () => {
    const one = flows();
    state(one, 'x', [at('2023-03-01'), none, 5, 'p'], 'A');
    state(one, 'x', [at('2023-03-01'), none, 5, 'q'], 'B');
    expect([...one.scan()].map(({ unit, dimensions }) => [unit, ...dimensions].join())).toEqual([
      'B',
      'B',
      'B,q',
      'B,q',
    ]);
    const standing = [...one.scan()].filter(({ bucket }) => bucket === STANDING);
    expect(standing.map(({ differences }) => differences)).toEqual([[1], [1]]);
  });
});

describe('a `where`', () => {
  it('lets a record in and out as it changes', () => {
    const one = tally(
      [family({ accumulators: ['count'] })],
      [
        smallMeasure({
          what: { kind: 'count', at: field(1) },
          where: { kind: 'in', field: 4, values: ['p'] },
        }),
      ],
    );
    state(one, 'x', [at('2023-03-01'), none, none, 'p']);
    expect(before(one, day('2023-03-02'))).toBe(1n);
    state(one, 'x', [at('2023-03-01'), none, none, 'q']);
    expect(before(one, day('2023-03-02'))).toBe(0n);
  });
});
