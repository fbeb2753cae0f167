// Which measures a statement can change: by fields, parts, dimensions and the unit, through whatever is derived.
import { describe, expect, it } from 'vitest';
import type { TimeExpression } from '../plan/expression.ts';
import type { EventPlan, MeasurePlan, RecordPlan } from '../plan/plan.ts';
import { smallField, smallMeasure, smallPart, smallRecord } from '../testing/small-plan.ts';
import { changedMeasures } from './changed-measures.ts';

const instant = { kind: 'instant' } as const;
const at = (field: number): TimeExpression => ({ kind: 'field', field });
const count = (at: TimeExpression, rest: Partial<MeasurePlan> = {}): MeasurePlan =>
  smallMeasure({ what: { kind: 'count', at }, ...rest });
const states = (groups: readonly number[]): EventPlan => ({
  kind: 'fields',
  type: `says.${groups}`,
  states: [],
  groups,
});
const family = (by: readonly number[]) => ({ by, bucket: 'day', accumulators: ['count'], sketches: 0 }) as const;

/** Key, received (with the unit), finished, channel; a part of pauses. */
const record: RecordPlan = smallRecord({
  fields: [
    smallField('id', { kind: 'text', max: 9 }),
    smallField('received', instant),
    smallField('finished', instant),
    smallField('channel', { kind: 'text', max: 9 }),
  ],
  groups: [{ fields: [1] }, { fields: [2] }, { fields: [3] }],
  parts: [
    smallPart('pause', [
      smallField('no', { kind: 'integer', min: 0, max: 9 }),
      smallField('from', instant),
      smallField('to', instant),
    ]),
  ],
  events: [
    states([0]),
    states([1]),
    states([2]),
    { kind: 'part', type: 'paused', part: 0, states: [1, 2], groups: [0] },
    { kind: 'retracted', type: 'retracted' },
  ],
  derived: [
    {
      name: 'deadline',
      type: 'time',
      expression: { kind: 'extend', from: at(1), clock: 'calendar', part: 0, start: 1, end: 2 },
    },
    {
      name: 'isLate',
      type: 'flag',
      expression: {
        kind: 'compare',
        op: 'gt',
        left: { kind: 'time', expression: at(2) },
        right: { kind: 'time', expression: { kind: 'derived', derived: 0 } },
      },
    },
  ],
  families: [family([]), family([3])],
  measures: [
    count(at(1)),
    count(at(2)),
    count(at(2), { family: 1 }),
    count(at(1), { where: { kind: 'derived', derived: 1 } }),
    smallMeasure({ what: { kind: 'cover', part: 0, field: 1, days: 3 } }),
    smallMeasure({ what: { kind: 'stock', enter: at(1), leave: null } }),
  ],
});

describe('what a statement can change', () => {
  it('is every measure, where it may move the record to another unit or take it back', () => {
    const [received, , , , retracted] = changedMeasures(record);
    expect([received, retracted]).toEqual([null, null]);
  });

  it('is what reads its fields, also through what is derived', () => {
    expect(changedMeasures(record)[1]).toEqual([false, true, true, true, false, false]);
  });

  it('is what is kept by a dimension that it states', () => {
    expect(changedMeasures(record)[2]).toEqual([false, false, true, false, false, false]);
  });

  it('is what asks its part, also through what is derived', () => {
    expect(changedMeasures(record)[3]).toEqual([false, false, false, true, true, false]);
  });

  it('is every measure where the unit is a field that it states', () => {
    const byField: RecordPlan = { ...record, unit: { kind: 'field', field: 3 } };
    expect(changedMeasures(byField)[2]).toEqual(byField.measures.map(() => true));
  });
});
