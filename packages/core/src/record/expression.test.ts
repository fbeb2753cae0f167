// Numbers and predicates over one record, kind by kind: a missing side never holds, a retracted occurrence never counts.
import { describe, expect, it } from 'vitest';
import type { Operand, Predicate } from '../plan/expression.ts';
import {
  at,
  constant,
  dueAt,
  field,
  finishedAt,
  midnight,
  type Name,
  names,
  none,
  numberOf,
  receivedAt,
  record,
  requestedAt,
  symbolOf,
  through,
  timeOf,
} from '../testing/one-record.ts';

const HOUR = 3_600_000;

describe('a number', () => {
  it('is a constant, a field or a derived one', () => {
    const one = record({ pages: -7 }, [[none, none, 4, none]]);
    expect(one.number(constant(3))).toBe(3);
    expect(one.number(field('pages'))).toBe(-7);
    expect(one.number({ kind: 'derived', derived: 1 })).toBe(4);
    expect(one.number({ kind: 'derived', derived: 0 })).toBeNaN();
    expect(record({}).number(field('pages'))).toBeNaN();
  });

  it('`between` is a length in milliseconds, negative backwards, missing when a side is', () => {
    const between = { kind: 'between', from: receivedAt, to: finishedAt, clock: 'calendar', pauses: null } as const;
    const [early, late] = [at('2023-03-01T09:00'), at('2023-03-01T11:30')];
    expect(record({ receivedAt: early, finishedAt: late }).number(between)).toBe(2.5 * HOUR);
    expect(record({ receivedAt: late, finishedAt: early }).number(between)).toBe(-2.5 * HOUR);
    expect(record({ receivedAt: early }).number(between)).toBeNaN();
    expect(record({ finishedAt: late }).number(between)).toBeNaN();
  });

  it('`count` and `sum` take standing occurrences, those that have the field', () => {
    const one = record({}, [
      [at('2023-03-01T09:00'), none, 4, none],
      null,
      [none, none, none, none],
      [none, none, 5, none],
    ]);
    expect(one.number({ kind: 'count', part: 0, field: null })).toBe(3);
    expect(one.number({ kind: 'count', part: 0, field: requestedAt })).toBe(1);
    expect(one.number({ kind: 'sum', part: 0, field: 3 })).toBe(9);
    expect(record({}).number({ kind: 'sum', part: 0, field: 3 })).toBe(0);
  });

  it('`filled` counts the fields that are present, a false flag and a zero among them', () => {
    const fields = [names.indexOf('paid'), names.indexOf('pages'), names.indexOf('procedure')];
    expect(record({ paid: 0, pages: 0 }).number({ kind: 'filled', fields })).toBe(2);
    expect(record({}).number({ kind: 'filled', fields })).toBe(0);
  });
});

describe('a predicate', () => {
  const compare = (op: 'lt' | 'lte' | 'gt' | 'gte' | 'eq', left: Operand, right: Operand): Predicate => ({
    kind: 'compare',
    op,
    left,
    right,
  });

  it('compares a finish with a deadline exactly as stated (E1, trap 2)', () => {
    const inTime = compare('lte', timeOf(finishedAt), timeOf(dueAt));
    const finished = { finishedAt: at('2023-03-10T16:45') };
    expect(record({ ...finished, dueAt: through('2023-03-10') }).test(inTime)).toBe(true);
    expect(record({ ...finished, dueAt: at('2023-03-10T16:00') }).test(inTime)).toBe(false);
    expect(record({ ...finished, dueAt: at('2023-03-10T16:45') }).test(inTime)).toBe(true);
    expect(record({ finishedAt: midnight('2023-03-11'), dueAt: through('2023-03-10') }).test(inTime)).toBe(false);
  });

  it('is false for every comparison with a missing side, so `not` of it is true', () => {
    for (const op of ['lt', 'lte', 'gt', 'gte', 'eq'] as const) {
      for (const values of [{ finishedAt: 5 }, { dueAt: 5 }, {}]) {
        const test = compare(op, timeOf(finishedAt), timeOf(dueAt));
        expect(record(values).test(test)).toBe(false);
        expect(record(values).test({ kind: 'not', of: test })).toBe(true);
      }
    }
  });

  it.each([
    [1, ['lt', 'lte']],
    [2, ['lte', 'gte', 'eq']],
    [3, ['gt', 'gte']],
  ] as const)('compares %d with 2 by each operator', (pages, holding) => {
    const one = record({ pages });
    const ops = ['lt', 'lte', 'gt', 'gte', 'eq'] as const;
    expect(ops.filter((op) => one.test(compare(op, numberOf(field('pages')), numberOf(constant(2)))))).toEqual(
      ops.filter((op) => (holding as readonly string[]).includes(op)),
    );
  });

  it('tells set from missing, with the value that an enum has when it is absent', () => {
    const set = (of: Operand): Predicate => ({ kind: 'set', of });
    const missing = (of: Operand): Predicate => ({ kind: 'missing', of });
    const one = record({ paid: 0 });
    expect([one.test(set(symbolOf('paid'))), one.test(missing(symbolOf('paid')))]).toEqual([true, false]);
    expect([one.test(set(symbolOf('procedure'))), one.test(missing(symbolOf('procedure')))]).toEqual([false, true]);
    expect(one.test(set(symbolOf('channel')))).toBe(true);
    expect(one.test(set(symbolOf('signed')))).toBe(false);
    expect([one.test(set(timeOf(dueAt))), one.test(missing(numberOf(field('pages'))))]).toEqual([false, true]);
  });

  it('`in` finds codes by their text and enums by their place; an absent enum reads as its `missing`', () => {
    const isIn = (name: Name, values: readonly (string | number)[]): Predicate => ({
      kind: 'in',
      field: names.indexOf(name),
      values,
    });
    const one = record({ procedure: '1.004', pages: 7 });
    expect(one.test(isIn('procedure', ['2.001', '1.004']))).toBe(true);
    expect(one.test(isIn('procedure', ['2.001']))).toBe(false);
    expect(one.test(isIn('channel', [0]))).toBe(true);
    expect(one.test(isIn('channel', [1]))).toBe(false);
    expect(one.test(isIn('signed', [0, 1]))).toBe(false);
    expect(one.test(isIn('pages', [7, 8]))).toBe(true);
    expect(record({}).test(isIn('procedure', ['(none)', '']))).toBe(false);
    expect(record({ channel: 1 }).test({ kind: 'derived', derived: 2 })).toBe(true);
    expect(record({ channel: 0 }).test({ kind: 'derived', derived: 2 })).toBe(false);
  });

  it('joins by `all`, `any` and `not`; all of nothing holds, any of nothing does not', () => {
    const yes: Predicate = { kind: 'all', of: [] };
    const no: Predicate = { kind: 'any', of: [] };
    const one = record({});
    expect([one.test(yes), one.test(no)]).toEqual([true, false]);
    expect(one.test({ kind: 'all', of: [yes, no] })).toBe(false);
    expect(one.test({ kind: 'any', of: [no, yes] })).toBe(true);
    expect(one.test({ kind: 'not', of: no })).toBe(true);
  });

  it('`any_of` is true when one standing occurrence has the flag', () => {
    const urgent: Predicate = { kind: 'any_of', part: 0, field: 4 };
    expect(
      record({}, [
        [none, none, none, 0],
        [none, none, none, 1],
      ]).test(urgent),
    ).toBe(true);
    expect(record({}, [[none, none, none, 0], null]).test(urgent)).toBe(false);
    expect(record({}).test(urgent)).toBe(false);
  });
});
