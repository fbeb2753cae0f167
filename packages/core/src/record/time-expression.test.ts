// Expressions that give a moment or a day, kind by kind, with the readings that the catalogue's traps and worked examples fix.
import { describe, expect, it } from 'vitest';
import type { TimeExpression } from '../plan/expression.ts';
import {
  at,
  completedAt,
  constant,
  date,
  dueAt,
  field,
  finishedAt,
  midnight,
  none,
  type Occurrence,
  receivedAt,
  record,
  requestedAt,
  through,
  timeOf,
  zone,
} from '../testing/one-record.ts';
import { positionOf } from '../time/moment.ts';

describe('a time', () => {
  it('is a field as stated, or a derived one; an index of another kind is missing', () => {
    const one = record({ finishedAt: at('2023-03-12T09:00') });
    expect(one.time(finishedAt)).toBe(at('2023-03-12T09:00'));
    expect(one.time({ kind: 'derived', derived: 0 })).toBe(at('2023-03-12T09:00'));
    expect(one.time({ kind: 'derived', derived: 1 })).toBeNaN();
    expect(one.time(receivedAt)).toBeNaN();
  });

  it('`first` is the first present in the order listed, not the earliest (E1)', () => {
    const first = { kind: 'first', of: [finishedAt, dueAt, receivedAt] } as const;
    const end = { finishedAt: at('2023-03-12T09:00'), receivedAt: at('2023-03-01T09:00') };
    expect(record(end).time(first)).toBe(end.finishedAt);
    expect(record({ receivedAt: end.receivedAt }).time(first)).toBe(end.receivedAt);
    expect(record({}).time(first)).toBeNaN();
  });

  it('`min` and `max` are of the present ones, a deadline day standing at its end', () => {
    const of = [dueAt, finishedAt, receivedAt];
    const one = record({ dueAt: through('2023-03-10'), finishedAt: at('2023-03-10T16:45') });
    expect(one.time({ kind: 'max', of })).toBe(through('2023-03-10'));
    expect(one.time({ kind: 'min', of })).toBe(at('2023-03-10T16:45'));
    const stated = record({ dueAt: date('2023-03-10'), finishedAt: at('2023-03-10T16:45') });
    expect(stated.time({ kind: 'max', of })).toBe(at('2023-03-10T16:45'));
    expect(record({}).time({ kind: 'min', of })).toBeNaN();
  });

  it('`when` is there only where its test holds', () => {
    // biome-ignore lint/suspicious/noThenProperty: the catalogue's own word.
    const when: TimeExpression = { kind: 'when', test: { kind: 'set', of: timeOf(receivedAt) }, then: finishedAt };
    const finished = { finishedAt: at('2023-03-12T09:00') };
    expect(record({ ...finished, receivedAt: 0 }).time(when)).toBe(finished.finishedAt);
    expect(record(finished).time(when)).toBeNaN();
  });

  it('`after` is the next millisecond of a time and the next midnight of a date; `after_day` always the next midnight', () => {
    const exact = record({ dueAt: at('2023-03-10T16:00') });
    const whole = record({ dueAt: through('2023-03-10') });
    expect(exact.time({ kind: 'after', of: dueAt })).toBe(at('2023-03-10T16:00') + 1);
    expect(whole.time({ kind: 'after', of: dueAt })).toBe(midnight('2023-03-11'));
    for (const one of [exact, whole]) expect(one.time({ kind: 'after_day', of: dueAt })).toBe(midnight('2023-03-11'));
    expect(record({}).time({ kind: 'after', of: dueAt })).toBeNaN();
    expect(record({}).time({ kind: 'after_day', of: dueAt })).toBeNaN();
  });
});

describe('`plus`', () => {
  const moved = (from: number, add: number, unit: 'hour' | 'day' | 'month' | 'year'): number =>
    record({ receivedAt: from }).time({ kind: 'plus', from: receivedAt, add: constant(add), unit });

  it('keeps the time of day with hours, and gives a day read through its end with longer units', () => {
    expect(moved(at('2023-03-01T09:30'), 20, 'hour')).toBe(at('2023-03-02T05:30'));
    expect(moved(at('2023-03-01T09:30'), 5, 'day')).toBe(through('2023-03-06'));
    expect(moved(at('2023-03-01T23:59'), 1, 'day')).toBe(through('2023-03-02'));
    expect(moved(date('2023-03-01'), 0, 'day')).toBe(through('2023-03-01'));
  });

  it.each([
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-03-31', -1, '2023-02-28'],
    ['2023-10-31', 4, '2024-02-29'],
    ['2023-05-15', 1, '2023-06-15'],
  ])('clamps months at the end of the month: %s and %d months is %s', (from, months, expected) => {
    expect(moved(date(from), months, 'month')).toBe(through(expected));
  });

  it('clamps 29 February in years, and counts back with negative numbers', () => {
    expect(moved(date('2024-02-29'), 1, 'year')).toBe(through('2025-02-28'));
    expect(moved(date('2024-02-29'), -4, 'year')).toBe(through('2020-02-29'));
    expect(moved(date('2023-03-01'), -1, 'day')).toBe(through('2023-02-28'));
  });

  it('leads nowhere where it leads out of the years 1 to 9999', () => {
    expect(moved(date('9999-12-30'), 1, 'day')).toBe(through('9999-12-31'));
    expect(moved(date('9999-12-30'), 2, 'day')).toBeNaN();
    expect(moved(date('0001-01-02'), -1, 'day')).toBe(through('0001-01-01'));
    expect(moved(date('0001-01-02'), -2, 'day')).toBeNaN();
    for (const unit of ['hour', 'day', 'month', 'year'] as const) {
      for (const add of [9e15, -9e15, 1e8, -1e8]) expect(moved(at('2023-03-01T09:30'), add, unit)).toBeNaN();
    }
  });

  it('is missing when either side is', () => {
    expect(record({}).time({ kind: 'plus', from: receivedAt, add: constant(1), unit: 'day' })).toBeNaN();
    const noLimit = record({ receivedAt: at('2023-03-01T09:00') });
    expect(noLimit.time({ kind: 'plus', from: receivedAt, add: field('pages'), unit: 'day' })).toBeNaN();
    expect(noLimit.time({ kind: 'plus', from: receivedAt, add: field('pages'), unit: 'hour' })).toBeNaN();
  });
});

describe('occurrences in time', () => {
  const third = [at('2023-03-09T09:00'), none];
  const first = [at('2023-03-03T09:00'), at('2023-03-04T09:00')];
  const nth = (n: number) => ({ kind: 'nth', part: 0, field: requestedAt, n }) as const;
  const last = { kind: 'last', part: 0, field: requestedAt } as const;

  it('`nth` and `last` go by the instant, not by the key or by arrival', () => {
    const one = record({}, [third, first, [none, at('2023-03-30T09:00')]]);
    expect(one.time(nth(1))).toBe(at('2023-03-03T09:00'));
    expect(one.time(nth(2))).toBe(at('2023-03-09T09:00'));
    expect(one.time(nth(3))).toBeNaN();
    expect(one.time(last)).toBe(at('2023-03-09T09:00'));
    expect(record({}).time(last)).toBeNaN();
  });

  it('leave out what was retracted (E3 e)', () => {
    const one = record({}, [first, null]);
    expect(one.time(nth(2))).toBeNaN();
    expect(one.number({ kind: 'count', part: 0, field: null })).toBe(1);
  });
});

describe('`extend` moves a deadline by its pauses', () => {
  const extended: TimeExpression = {
    kind: 'extend',
    clock: 'calendar',
    from: dueAt,
    part: 0,
    start: requestedAt,
    end: completedAt,
  };
  const deadline = (due: number, pauses: readonly Occurrence[]): number =>
    record({ dueAt: due }, pauses).time(extended);

  it('never, while one that began in time has no end (E3 a)', () => {
    expect(deadline(through('2023-03-10'), [[at('2023-03-08T09:00'), none]])).toBeNaN();
  });

  it('by its length, a day by whole days staying one (E3 b)', () => {
    const pause = [at('2023-03-08T09:00'), at('2023-03-20T09:00')];
    expect(deadline(through('2023-03-10'), [pause])).toBe(through('2023-03-22'));
    expect(deadline(at('2023-03-10T16:00'), [pause])).toBe(at('2023-03-22T16:00'));
  });

  it('not at all when it begins after the deadline (E3 c)', () => {
    expect(deadline(through('2023-03-10'), [[at('2023-03-11T00:00'), none]])).toBe(through('2023-03-10'));
    expect(deadline(at('2023-03-10T16:00'), [[at('2023-03-10T16:01'), none]])).toBe(at('2023-03-10T16:00'));
  });

  it('when it begins in the last moment of the deadline', () => {
    expect(deadline(through('2023-03-10'), [[at('2023-03-10T23:59'), none]])).toBeNaN();
    expect(deadline(at('2023-03-10T16:00'), [[at('2023-03-10T16:00'), none]])).toBeNaN();
  });

  it('walking by start, so that one pause may let the next one in (E3 d)', () => {
    const two = [
      [at('2023-03-12T09:00'), at('2023-03-13T09:00')],
      [at('2023-03-09T09:00'), at('2023-03-12T09:00')],
    ];
    expect(deadline(through('2023-03-10'), two)).toBe(through('2023-03-14'));
    expect(deadline(through('2023-03-10'), two.slice(0, 1))).toBe(through('2023-03-10'));
  });

  it('never back, where a pause ends before it begins', () => {
    const wrong = [at('2023-03-08T09:00'), at('2023-03-01T09:00')];
    expect(deadline(through('2023-03-10'), [wrong])).toBe(through('2023-03-10'));
  });

  it('exactly, where the pause is part of a day', () => {
    const hour = [at('2023-03-08T09:00'), at('2023-03-08T10:00')];
    expect(deadline(through('2023-03-10'), [hour])).toBe(at('2023-03-11T01:00') - 1);
    const rest = [at('2023-03-09T09:00'), at('2023-03-10T08:00')];
    expect(deadline(through('2023-03-10'), [hour, rest])).toBe(at('2023-03-12T00:00') - 1);
  });

  it('by a begun day up to a whole one, where the clock is that of days', () => {
    const byDays = { ...extended, clock: 'day' } as const;
    const hour = [at('2023-03-08T09:00'), at('2023-03-08T10:00')];
    const moved = (due: number, pauses: readonly Occurrence[]): number => record({ dueAt: due }, pauses).time(byDays);
    expect(moved(through('2023-03-10'), [hour])).toBe(through('2023-03-11'));
    expect(moved(through('2023-03-10'), [[at('2023-03-08T09:00'), at('2023-03-09T09:00')]])).toBe(
      through('2023-03-11'),
    );
    expect(moved(at('2023-03-10T16:00'), [hour])).toBe(at('2023-03-10T17:00'));
  });

  it('and has nothing to move without a deadline', () => {
    expect(deadline(none, [[at('2023-03-08T09:00'), at('2023-03-20T09:00')]])).toBeNaN();
    expect(deadline(through('2023-03-10'), [[none, at('2023-03-20T09:00')]])).toBe(through('2023-03-10'));
  });
});

it('keeps deadlines as days, so that what is built on them is one too', () => {
  const lateAt: TimeExpression = {
    kind: 'min',
    of: [
      { kind: 'after_day', of: dueAt },
      { kind: 'nth', part: 0, field: requestedAt, n: 2 },
    ],
  };
  const twice = record({ dueAt: through('2023-03-10') }, [
    [at('2023-03-03T09:00'), at('2023-03-04T09:00')],
    [at('2023-03-07T09:00'), at('2023-03-08T09:00')],
  ]);
  expect(twice.time(lateAt)).toBe(at('2023-03-07T09:00'));
  expect(positionOf(zone, record({ dueAt: through('2023-03-10') }).time(lateAt))).toBe(midnight('2023-03-11'));
});
