// Measures rolled up over a tree that changes: flows by the tree of their day, stocks by the tree of the moment (R13).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasureKind, MeasurePlan } from '../plan/plan.ts';
import { day, MERGER, tree } from '../testing/merger-tree.ts';
import { smallMeasure } from '../testing/small-plan.ts';
import type { Amount } from './day-series.ts';
import { FlowProjection, type GrainRange } from './flow-projection.ts';
import type { Gain } from './projection.ts';
import { StockProjection } from './stock-projection.ts';

const THEN = { epoch: null } as const;
const JUNE = { first: day('2025-06-01'), end: MERGER, grain: 'month', ...THEN } as const;
const JULY = { first: MERGER, end: day('2025-08-01'), grain: 'month', ...THEN } as const;
const YEAR = { first: day('2025-01-01'), end: day('2026-01-01'), grain: 'year', ...THEN } as const;
/** The midnight that begins a day. */
const midnight = (text: string) => ({ day: day(text), ...THEN });

const at = { kind: 'field', field: 0 } as const;
const counting: MeasureKind = { kind: 'count', at };
const summing: MeasureKind = { kind: 'sum', of: at, at };
const sketching: MeasureKind = { kind: 'sketch', of: at, at };
const stocking: MeasureKind = { kind: 'stock', enter: at, leave: null };
const planOf = (what: MeasureKind, rest: Partial<MeasurePlan> = {}) => ({
  record: 0,
  measure: smallMeasure({ what, ...rest }),
  positions: [],
});

const gain = (unit: string, text: string, amounts: readonly Amount[], slice = ''): Gain => ({
  unit,
  slice,
  day: day(text),
  amounts,
  pairs: [],
});

describe('a flow', () => {
  /** The numbers of worked example E11; online ones in a slice of their own. */
  function merged(): { readonly all: FlowProjection; readonly online: FlowProjection } {
    const all = new FlowProjection(planOf(counting), tree, []);
    const online = new FlowProjection(planOf(counting), tree, []);
    const stated = [
      ['A', '2025-06-10', 100, 40],
      ['B', '2025-06-30', 50, 30],
      ['N', '2025-07-01', 90, 63],
    ] as const;
    for (const [unit, text, received, receivedOnline] of stated) {
      all.take(gain(unit, text, [received]));
      online.take(gain(unit, text, [receivedOnline]));
    }
    return { all, online };
  }

  it('counts by the tree of its day (E11)', () => {
    const { all, online } = merged();
    const rate = (node: string, range: GrainRange): readonly Amount[] => [
      online.sum(node, '', range).amount,
      all.sum(node, '', range).amount,
    ];
    expect(['A', 'B', 'D', 'N'].map((node) => rate(node, JUNE))).toEqual([
      [40, 100],
      [30, 50],
      [70, 150],
      [0, 0],
    ]);
    expect(['N', 'A'].map((node) => rate(node, JULY))).toEqual([
      [63, 90],
      [0, 0],
    ]);
    expect(['N', 'city'].map((node) => rate(node, YEAR))).toEqual([
      [63, 90],
      [133, 240],
    ]);
    expect(all.sum('city', '', YEAR).redirected).toBe(false);
  });

  it('that a dissolved unit goes on stating counts for its successor, and says so (E11)', () => {
    const { all, online } = merged();
    all.take(gain('A', '2025-07-02', [10]));
    expect(all.sum('N', '', JULY)).toEqual({ amount: 100, redirected: true });
    expect(online.sum('N', '', JULY)).toEqual({ amount: 63, redirected: false });
    expect(all.sum('city', '', YEAR)).toEqual({ amount: 250, redirected: true });
    expect(all.sum('A', '', YEAR).amount).toBe(100);
    all.take(gain('A', '2025-07-02', [-10]));
    expect(all.sum('N', '', JULY)).toEqual({ amount: 90, redirected: false });
  });

  it('keeps slices apart, and sums of any size exact', () => {
    const flow = new FlowProjection(planOf(summing), tree, []);
    flow.take(gain('C', '2025-06-10', [2n ** 60n], 'p'));
    flow.take(gain('C', '2025-06-10', [1n], 'p'));
    flow.take(gain('C', '2025-06-10', [5n], 'q'));
    expect(flow.sum('city', 'p', JUNE).amount).toBe(2n ** 60n + 1n);
    expect(flow.sum('city', 'q', JUNE).amount).toBe(5n);
    expect(flow.sum('city', 'r', JUNE).amount).toBe(0n);
  });

  it('of sketches merges the buckets at every node above, and flags by counts', () => {
    const flow = new FlowProjection(planOf(sketching), tree, ['month']);
    const pairs = (unit: string, text: string, all: readonly number[]): Gain => ({
      ...gain(unit, text, []),
      pairs: all,
    });
    flow.take(pairs('A', '2025-06-10', [7, 2]));
    flow.take(pairs('B', '2025-06-11', [7, 1, 9, 1]));
    flow.take(pairs('A', '2025-07-10', [8, 1]));
    const asked = { ...JUNE, grain: 'month', period: 2025 * 12 + 5, periodEnd: JUNE.end } as const;
    expect(flow.counts('D', '', asked)).toEqual(
      new Map([
        [7, 3],
        [9, 1],
      ]),
    );
    expect([flow.isRedirected('D', '', JUNE), flow.isRedirected('D', '', JULY)]).toEqual([false, true]);
  });

  it('counts under the tree of today wherever it was stated, the parts still being the whole (E11)', () => {
    const { all, online } = merged();
    const epoch = tree.epochOf(MERGER);
    const rate = (node: string, range: typeof JUNE | typeof YEAR): readonly Amount[] => [
      online.sum(node, '', { ...range, epoch }).amount,
      all.sum(node, '', { ...range, epoch }).amount,
    ];
    expect(['N', 'D', 'city', 'A'].map((node) => rate(node, JUNE))).toEqual([
      [70, 150],
      [70, 150],
      [70, 150],
      [0, 0],
    ]);
    expect(['N', 'city'].map((node) => rate(node, YEAR))).toEqual([
      [133, 240],
      [133, 240],
    ]);
    expect(all.sum('N', '', { ...YEAR, epoch }).redirected).toBe(false);
    all.take(gain('A', '2025-07-02', [10]));
    expect(all.sum('N', '', { ...YEAR, epoch })).toEqual({ amount: 250, redirected: true });
    expect(all.sum('N', '', { ...JUNE, epoch })).toEqual({ amount: 150, redirected: false });
  });

  it('of parts sums to the whole in every stretch of days, by the tree of then and by any other', () => {
    const told = fc.array(
      fc.record({
        unit: fc.constantFrom('A', 'B', 'N', 'C'),
        offset: fc.integer({ min: -9, max: 9 }),
        by: fc.integer({ min: -3, max: 3 }),
      }),
      { maxLength: 20 },
    );
    const stretch = fc.record({ from: fc.integer({ min: -10, max: 10 }), days: fc.nat(20) });
    fc.assert(
      fc.property(told, stretch, (all, { from, days }) => {
        const flow = new FlowProjection(planOf(summing), tree, []);
        for (const { unit, offset, by } of all)
          flow.take({ unit, slice: '', day: MERGER + offset, amounts: [BigInt(by)], pairs: [] });
        const range = { first: MERGER + from, end: MERGER + from + days, grain: 'day' } as const;
        const within = all.filter(({ offset }) => offset >= from && offset < from + days);
        const naive = within.reduce((sum, { by }) => sum + by, 0);
        for (const epoch of [null, 0, 1]) {
          const value = (node: string): number => Number(flow.sum(node, '', { ...range, epoch }).amount);
          expect(value('city')).toBe(naive);
          expect(value('A') + value('B') + value('N') + value('C')).toBe(naive);
          expect(value('A') + value('B') + value('N')).toBe(value('D'));
          if (epoch === 1) expect([value('A'), value('B')]).toEqual([0, 0]);
        }
      }),
      { seed: 20_250_701 },
    );
  });

  it('of `own` numbers stays at the unit that states it', () => {
    const flow = new FlowProjection(planOf(counting, { units: 'own' }), tree, []);
    flow.take(gain('A', '2025-06-10', [5]));
    flow.take(gain('city', '2025-06-10', [3]));
    for (const epoch of [null, tree.epochOf(MERGER)]) {
      const values = ['A', 'N', 'D', 'city'].map((node) => flow.sum(node, '', { ...JUNE, epoch }).amount);
      expect(values).toEqual([5, 0, 0, 3]);
    }
  });
});

describe('a stock', () => {
  it('counts by the tree of the moment: what the dissolved left open is open at the successor (E12)', () => {
    const open = new StockProjection(planOf(stocking), tree);
    open.take(gain('A', '2025-06-01', [5]));
    open.take(gain('B', '2025-06-02', [3]));
    // N finishes 4 of A's and 2 of B's: the -1 goes to the unit of the +1.
    open.take(gain('A', '2025-07-10', [-4]));
    open.take(gain('B', '2025-07-11', [-2]));
    const values = (text: string) =>
      ['A', 'B', 'N', 'D', 'city'].map((node) => open.at(node, '', midnight(text)).amount);
    expect(values('2025-07-01')).toEqual([5, 3, 0, 8, 8]);
    expect(values('2025-07-02')).toEqual([0, 0, 8, 8, 8]);
    expect(values('2025-08-01')).toEqual([0, 0, 2, 2, 2]);
    expect([
      open.at('N', '', midnight('2025-07-01')).redirected,
      open.at('N', '', midnight('2025-08-01')).redirected,
    ]).toEqual([false, true]);
  });

  it('is flagged only as long as something of a dissolved unit is left', () => {
    const open = new StockProjection(planOf(stocking), tree);
    open.take(gain('A', '2025-06-01', [1]));
    open.take(gain('A', '2025-07-10', [-1]));
    open.take(gain('C', '2025-06-01', [1]));
    const redirected = (node: string, text: string): boolean => open.at(node, '', midnight(text)).redirected;
    expect([redirected('N', '2025-07-10'), redirected('N', '2025-07-11'), redirected('city', '2025-07-11')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(redirected('C', '2025-07-10')).toBe(false);
  });

  it('counts an edge for a moment only when its day has ended', () => {
    const open = new StockProjection(planOf(stocking), tree);
    open.take(gain('C', '2025-06-10', [1]));
    expect(['2025-06-10', '2025-06-11'].map((text) => open.at('C', '', midnight(text)).amount)).toEqual([0, 1]);
  });

  it('of parts sums to the whole at every moment, whatever is stated', () => {
    const moves = fc.array(
      fc.record({
        unit: fc.constantFrom('A', 'B', 'N', 'C'),
        offset: fc.integer({ min: -20, max: 20 }),
        by: fc.integer({ min: -3, max: 3 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(moves, (all) => {
        const open = new StockProjection(planOf(stocking), tree);
        for (const { unit, offset, by } of all)
          open.take({ unit, slice: '', day: MERGER + offset, amounts: [by], pairs: [] });
        for (let each = MERGER - 21; each <= MERGER + 22; each += 1) {
          const naive = all.filter(({ offset }) => MERGER + offset < each).reduce((sum, { by }) => sum + by, 0);
          for (const epoch of [null, 0, 1]) {
            const value = (node: string): number => Number(open.at(node, '', { day: each, epoch }).amount);
            expect(value('city')).toBe(naive);
            expect(value('A') + value('B') + value('N') + value('C')).toBe(naive);
            expect(value('A') + value('B') + value('N')).toBe(value('D'));
          }
        }
      }),
      { seed: 20_230_310 },
    );
  });
});
