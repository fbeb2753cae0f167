// Which measures a first statement can make its record add to: what asks for a field that is not stated, through whatever is derived,
// adds nothing; what asks for its absence may.
import { expect, it } from 'vitest';
import type { Predicate, TimeExpression } from '../plan/expression.ts';
import type { EventPlan, MeasurePlan, RecordPlan } from '../plan/plan.ts';
import { smallField, smallMeasure, smallPart, smallRecord } from '../testing/small-plan.ts';
import { firstMeasures } from './first-measures.ts';

const instant = { kind: 'instant' } as const;
const at = (field: number): TimeExpression => ({ kind: 'field', field });
const RECEIVED = at(1);
const FINISHED = at(2);
const count = (at: TimeExpression, where: Predicate | null = null): MeasurePlan =>
  smallMeasure({ what: { kind: 'count', at }, where });
const has = (field: number): Predicate => ({ kind: 'in', field, values: [1] });
const set = (expression: TimeExpression): Predicate => ({ kind: 'set', of: { kind: 'time', expression } });
const not = (of: Predicate): Predicate => ({ kind: 'not', of });
const all = (...of: Predicate[]): Predicate => ({ kind: 'all', of });
const any = (...of: Predicate[]): Predicate => ({ kind: 'any', of });

// biome-ignore lint/suspicious/noThenProperty: part of the plan, and no promise
const when = (test: Predicate): TimeExpression => ({ kind: 'when', test, then: RECEIVED });

const LATE: Predicate = { kind: 'derived', derived: 0 };

/** Key, received, finished, a flag, an enum with a value when absent, and one without. The event states that it was received. */
const record: RecordPlan = smallRecord({
  fields: [
    smallField('id', { kind: 'text', max: 9 }),
    smallField('received', instant),
    smallField('finished', instant),
    smallField('paper', { kind: 'flag' }),
    smallField('channel', { kind: 'enum', values: ['counter', 'online'], missing: 0 }),
    smallField('service', { kind: 'enum', values: ['full', 'partial'], missing: null }),
  ],
  groups: [{ fields: [1] }, { fields: [2, 3, 4, 5] }],
  parts: [smallPart('pause', [smallField('no', { kind: 'integer', min: 0, max: 9 }), smallField('from', instant)])],
  events: [
    { kind: 'fields', type: 'received', states: [1], groups: [0] },
    { kind: 'part', type: 'paused', part: 0, states: [1], groups: [0] },
    { kind: 'retracted', type: 'retracted' },
  ],
  derived: [
    {
      name: 'isLate',
      type: 'flag',
      expression: {
        kind: 'compare',
        op: 'gt',
        left: { kind: 'time', expression: FINISHED },
        right: { kind: 'time', expression: RECEIVED },
      },
    },
  ],
});

function mayAdd(measure: MeasurePlan): boolean | undefined {
  const [ofReceived] = firstMeasures({ ...record, measures: [measure] });
  return ofReceived?.[0];
}

it.each<[string, MeasurePlan, boolean]>([
  ['a day that is stated', count(RECEIVED), true],
  ['a day that is not', count(FINISHED), false],
  ['the first of both', count({ kind: 'first', of: [FINISHED, RECEIVED] }), true],
  ['the last of both', count({ kind: 'max', of: [FINISHED, FINISHED] }), false],
  ['a pause', count({ kind: 'nth', part: 0, field: 1, n: 1 }), false],
  [
    'a day moved by pauses',
    count({ kind: 'extend', from: RECEIVED, clock: 'calendar', part: 0, start: 1, end: 1 }),
    true,
  ],
  ['a branch whose test fails', count(when(has(3))), false],
  ['a branch that depends', count(when(set(RECEIVED))), true],
  ['a flag that is not stated', count(RECEIVED, has(3)), false],
  ['the contrary of it', count(RECEIVED, not(has(3))), true],
  ['an enum with a value when absent', count(RECEIVED, has(4)), true],
  ['an enum without', count(RECEIVED, has(5)), false],
  ['what is derived', count(RECEIVED, LATE), false],
  ['the contrary of what is derived', count(RECEIVED, not(LATE)), true],
  ['that something is missing', count(RECEIVED, { kind: 'missing', of: { kind: 'symbol', field: 3 } }), true],
  ['that it is not', count(RECEIVED, not({ kind: 'missing', of: { kind: 'symbol', field: 3 } })), false],
  ['several, one of which fails', count(RECEIVED, all(set(RECEIVED), has(3))), false],
  ['one of several', count(RECEIVED, any(has(3), set(RECEIVED))), true],
  ['one of several that all fail', count(RECEIVED, any(has(3), has(5))), false],
  [
    'a sum of what is not stated',
    smallMeasure({ what: { kind: 'sum', at: RECEIVED, of: { kind: 'field', field: 2 } } }),
    false,
  ],
  ['a stock that is left later', smallMeasure({ what: { kind: 'stock', enter: RECEIVED, leave: FINISHED } }), true],
  ['a stock that is entered later', smallMeasure({ what: { kind: 'stock', enter: FINISHED, leave: null } }), false],
  [
    'a cohort that waits',
    smallMeasure({ what: { kind: 'cohort', of: null, at: RECEIVED, by: [FINISHED], grains: ['day'] } }),
    false,
  ],
  ['readings', smallMeasure({ what: { kind: 'hold', part: 0, value: 0, at: 1 } }), false],
])('%s', (_what, measure, expected) => expect(mayAdd(measure)).toBe(expected));

it('says nothing of statements about parts and of retractions', () => {
  expect(firstMeasures({ ...record, measures: [count(RECEIVED)] }).slice(1)).toEqual([null, null]);
});

it('knows that an event which states everything may add anything', () => {
  const everything: EventPlan = { kind: 'fields', type: 'stated', states: [1, 2, 3, 4, 5], groups: [0, 1] };
  const measures = [count(FINISHED, has(3)), count(RECEIVED, LATE)];
  expect(firstMeasures({ ...record, events: [everything], measures })).toEqual([[true, true]]);
});
