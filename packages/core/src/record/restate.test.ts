// What statements do to a record: versions per group of fields, blank fields, ties, retractions and floors, and how each is judged (N2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDictionary } from '../table/dictionary.ts';
import { DOSSIER, dossier, EVENT } from '../testing/dossier-plan.ts';
import { smallField, smallRecord } from '../testing/small-plan.ts';
import { identityOf, statement, type Told } from '../testing/statements.ts';
import { createRecordTable, type RecordTable } from './record-table.ts';
import { type Judgement, judge, write } from './restate.ts';
import type { Statement } from './statement.ts';

const none = Number.NaN;
const counted: Judgement = { verdict: 'counted', conflict: false };
const superseded: Judgement = { verdict: 'superseded', conflict: false };
const repeated: Judgement = { verdict: 'repeated', conflict: false };

/** One dossier and what it is told. */
function oneDossier(told: readonly Told[] = []) {
  const table = createRecordTable(dossier, createDictionary());
  const tell = (each: Told): Judgement => restate(table, statement('d1', each));
  told.forEach(tell);
  const row = (): number => table.find(identityOf('0/d1'));
  return {
    table,
    tell,
    row,
    read: (name: keyof typeof DOSSIER): number => table.fields[DOSSIER[name]]?.read(row()) ?? none,
    procedure: () => table.dictionary.textOf(table.fields[DOSSIER.procedure]?.symbol(row()) ?? 0),
    unit: () => (table.unitOf(row()) < 0 ? null : table.dictionary.textOf(table.unitOf(row()))),
    stands: () => table.stands(row()),
    supplement: (key: number) => table.parts[0]?.standing(row()).find((occurrence) => occurrence.key === key)?.values,
  };
}

function restate(table: RecordTable, each: Statement): Judgement {
  const known = table.find(each.identity);
  const judgement = judge(table, known, each);
  if (judgement.verdict === 'counted') write(table, known < 0 ? table.add(each.identity) : known, each);
  return judgement;
}

const received = (version: number, receivedAt = 100, rest: Partial<Told> = {}): Told => ({
  event: EVENT.received,
  version,
  values: ['1.004', 1, receivedAt, 200.25],
  ...rest,
});
const finished = (version: number, finishedAt: number, rest: Partial<Told> = {}): Told => ({
  event: EVENT.finished,
  version,
  values: [finishedAt],
  ...rest,
});
const stated = (version: number, values: readonly (string | number)[]): Told => ({
  event: EVENT.stated,
  version,
  values,
});
const supplement = (version: number, occurrence: number, values: readonly number[]): Told => ({
  event: EVENT.supplement,
  version,
  occurrence,
  values,
});
const retracted = (version: number, of: number | null = null, occurrence?: number): Told => ({
  event: EVENT.retracted,
  version,
  of,
  ...(occurrence === undefined ? {} : { occurrence }),
});

describe('versions of groups of fields', () => {
  it('are kept apart: an old statement moves the groups in which it is the newest', () => {
    const one = oneDossier([finished(5, 500)]);
    expect(one.tell(stated(3, ['2.001', 0, 90, none, 300]))).toEqual(counted);
    expect([one.read('receivedAt'), one.read('finishedAt')]).toEqual([90, 500]);
    expect(one.tell(stated(4, ['2.002', 0, 91, none, 301]))).toEqual(counted);
    expect([one.procedure(), one.read('finishedAt')]).toEqual(['2.002', 500]);
  });

  it('move with a statement of equal content too', () => {
    const one = oneDossier([received(1), received(5)]);
    expect(one.tell(received(4, 101))).toEqual(superseded);
    expect(one.read('receivedAt')).toBe(100);
  });

  it('are compared by number, then by the tie breaker as an unsigned 64-bit integer', () => {
    const one = oneDossier([received(5, 100, { tie: 2 ** 31 - 1 })]);
    expect(one.tell(received(5, 101, { tie: 2 ** 31 }))).toEqual({ verdict: 'counted', conflict: true });
    expect(one.tell(received(5, 102, { tie: 7 }))).toEqual({ verdict: 'superseded', conflict: true });
    const larger = statement('d1', received(5, 103, { tie: 1, eventHash: 99 }));
    const version = { ...larger.version, tieHigh: 2 ** 32 - 1 };
    expect(restate(one.table, { ...larger, version })).toEqual(counted);
    expect(one.read('receivedAt')).toBe(103);
  });

  it('never make a conflict of two events that happen to share a version', () => {
    const one = oneDossier([received(5, 100, { tie: 2, eventHash: 1 })]);
    expect(one.tell(received(5, 101, { tie: 3, eventHash: 2 }))).toEqual(counted);
    expect(one.tell(received(5, 101, { tie: 1, eventHash: 3 }))).toEqual(superseded);
  });

  it('belong to one occurrence of a part each', () => {
    const one = oneDossier([received(1), supplement(5, 1, [110, 120])]);
    expect(one.tell(supplement(3, 2, [130, none]))).toEqual(counted);
    expect(one.tell(supplement(4, 1, [111, none]))).toEqual(superseded);
    expect(one.supplement(1)).toEqual([1, 110, 120]);
    expect(one.supplement(2)).toEqual([2, 130, none]);
  });
});

describe('a blank field', () => {
  it('states "empty", one that the event type does not list is not stated', () => {
    const one = oneDossier([received(1), finished(2, 500), stated(3, ['1.004', none, 100, none, none])]);
    expect([one.read('dueAt'), one.read('finishedAt'), one.read('channel')]).toEqual([none, none, 0]);
    one.tell(finished(4, 510));
    one.tell(received(5));
    expect([one.read('receivedAt'), one.read('finishedAt')]).toEqual([100, 510]);
  });

  it('stands: the record is there, with nothing in it', () => {
    const one = oneDossier([received(1, none, { values: [none, none, none, none] })]);
    expect([one.stands(), one.procedure(), one.unit()]).toEqual([true, '(none)', 'A']);
  });

  it('of an occurrence empties what it said before', () => {
    const one = oneDossier([supplement(1, 1, [110, 120]), supplement(2, 1, [110, none])]);
    expect(one.supplement(1)).toEqual([1, 110, none]);
  });
});

describe('the responsible unit', () => {
  it('is the sender of the standing statement of its group, whoever states the rest', () => {
    const one = oneDossier([finished(9, 500, { agency: 'C' })]);
    expect([one.stands(), one.unit()]).toEqual([true, null]);
    one.tell(received(3, 100, { agency: 'A' }));
    expect(one.unit()).toBe('A');
    one.tell(received(2, 100, { agency: 'B' }));
    expect(one.unit()).toBe('A');
    one.tell(received(4, 100, { agency: 'B' }));
    expect(one.unit()).toBe('B');
  });

  it('is nobody once that statement is retracted', () => {
    const one = oneDossier([received(1), finished(2, 500), retracted(3, EVENT.received)]);
    expect([one.stands(), one.unit()]).toEqual([true, null]);
    one.tell(retracted(4));
    expect([one.stands(), one.unit()]).toEqual([false, null]);
  });

  it('is a field where the record type says so, and nobody while that field is empty', () => {
    const plan = smallRecord({
      unit: { kind: 'field', field: 1 },
      fields: [smallField('id', { kind: 'text', max: 9 }), smallField('unit', { kind: 'code', domain: null, max: 9 })],
      groups: [{ fields: [1] }],
      events: [{ kind: 'fields', type: 'stated', states: [1], groups: [0] }],
    });
    const table = createRecordTable(plan, createDictionary());
    restate(table, statement('x', { event: 0, version: 1, values: ['B'], agency: 'A' }));
    expect(table.dictionary.textOf(table.unitOf(0))).toBe('B');
    restate(table, statement('x', { event: 0, version: 2, values: [none], agency: 'A' }));
    expect(table.unitOf(0)).toBe(-1);
  });
});

describe('a retraction of an event type', () => {
  it('empties its groups and keeps their version, so that what is older stays superseded', () => {
    const one = oneDossier([received(1), finished(2, 500)]);
    expect(one.tell(retracted(5, EVENT.finished))).toEqual(counted);
    expect([one.read('finishedAt'), one.read('receivedAt')]).toEqual([none, 100]);
    expect(one.tell(finished(4, 510))).toEqual(superseded);
    expect(one.tell(retracted(5, EVENT.finished))).toEqual(repeated);
    expect(one.tell(retracted(3, EVENT.finished))).toEqual(superseded);
    expect(one.tell(finished(6, 520))).toEqual(counted);
    expect(one.read('finishedAt')).toBe(520);
  });

  it('covers what was not seen yet', () => {
    const one = oneDossier([retracted(5, EVENT.finished)]);
    expect(one.stands()).toBe(false);
    expect(one.tell(finished(4, 510))).toEqual(superseded);
    expect(one.tell(stated(4, ['1.004', 1, 100, none, 510]))).toEqual(counted);
    expect([one.read('receivedAt'), one.read('finishedAt')]).toEqual([100, none]);
  });

  it('of a part takes one occurrence back, also one not seen yet', () => {
    const one = oneDossier([supplement(1, 1, [110, 120]), supplement(2, 2, [130, 140])]);
    expect(one.tell(retracted(3, EVENT.supplement, 2))).toEqual(counted);
    expect([one.supplement(1), one.supplement(2)]).toEqual([[1, 110, 120], undefined]);
    expect(one.tell(retracted(6, EVENT.supplement, 3))).toEqual(counted);
    expect(one.tell(supplement(5, 3, [150, 160]))).toEqual(superseded);
    expect(one.supplement(3)).toBeUndefined();
    expect(one.tell(supplement(7, 3, [150, 160]))).toEqual(counted);
    expect(one.supplement(3)).toEqual([3, 150, 160]);
  });
});

describe('a retraction of the whole record', () => {
  it('is a floor over all fields and occurrences, seen or not', () => {
    const one = oneDossier([received(1), finished(2, 500), supplement(3, 1, [110, 120])]);
    expect(one.tell(retracted(5))).toEqual(counted);
    expect([one.stands(), one.read('receivedAt'), one.supplement(1)]).toEqual([false, none, undefined]);
    for (const late of [received(4), finished(4, 510), supplement(4, 1, [111, none]), supplement(4, 2, [112, none])]) {
      expect(one.tell(late)).toEqual(superseded);
    }
    expect(one.stands()).toBe(false);
  });

  it('leaves what is newer, and a newer statement revives what it states and nothing else', () => {
    const one = oneDossier([received(1), finished(7, 500), supplement(8, 1, [110, 120])]);
    one.tell(retracted(5));
    expect([one.read('receivedAt'), one.read('finishedAt'), one.supplement(1)]).toEqual([none, 500, [1, 110, 120]]);
    expect(one.tell(received(6))).toEqual(counted);
    expect([one.read('receivedAt'), one.unit()]).toEqual([100, 'A']);
  });

  it('before anything was told is a record that does not stand', () => {
    const one = oneDossier();
    expect(one.tell(retracted(5))).toEqual(counted);
    expect(one.tell(received(4))).toEqual(superseded);
    expect(one.tell(retracted(5))).toEqual(repeated);
    expect(one.tell(retracted(4))).toEqual(superseded);
    expect(one.stands()).toBe(false);
    expect(one.tell(received(6))).toEqual(counted);
    expect(one.stands()).toBe(true);
  });

  it('covers its own version too', () => {
    const one = oneDossier([retracted(5)]);
    expect(one.tell(received(5)).verdict).toBe('superseded');
    expect(one.tell(received(5, 100, { tie: 8 })).verdict).toBe('counted');
  });

  it('is raised by a newer one, which also takes back what revived', () => {
    const one = oneDossier([received(1), retracted(3), received(5), retracted(4)]);
    expect(one.stands()).toBe(true);
    expect(one.tell(retracted(6))).toEqual(counted);
    expect(one.stands()).toBe(false);
    expect(one.tell(received(5, 100, { tie: 8 })).verdict).toBe('superseded');
  });
});

describe('a statement about another record', () => {
  it('moves nothing here', () => {
    const one = oneDossier([received(1)]);
    restate(one.table, statement('d2', retracted(9)));
    expect([one.stands(), one.table.size()]).toEqual([true, 2]);
  });

  it('with an event that the plan does not have throws', () => {
    expect(() => oneDossier().tell({ event: 99, version: 1 })).toThrow(RangeError);
    const one = oneDossier([received(1)]);
    expect(() => one.tell({ event: 99, version: 2 })).toThrow("record 'dossier' has no event 99");
  });
});

describe('a record', () => {
  const told: fc.Arbitrary<Told> = fc
    .record({ version: fc.integer({ min: 1, max: 12 }), kind: fc.nat(6), value: fc.nat(3) })
    .map(({ version, kind, value }) => {
      const all: readonly Told[] = [
        received(version, value),
        finished(version, value),
        stated(version, ['p', value === 0 ? none : 1, value, none, none]),
        supplement(version, 1 + (value % 2), [value, none]),
        retracted(version),
        retracted(version, EVENT.finished),
        retracted(version, EVENT.supplement, 1 + (value % 2)),
      ];
      return all[kind] ?? retracted(version);
    });
  const standing = (one: ReturnType<typeof oneDossier>) => ({
    stands: one.row() >= 0 && one.stands(),
    unit: one.row() < 0 ? null : one.unit(),
    fields: one.row() < 0 ? [] : (['channel', 'receivedAt', 'dueAt', 'finishedAt'] as const).map(one.read),
    supplements: one.row() < 0 ? [] : [one.supplement(1), one.supplement(2)],
  });

  it('stands as its newest statements say, in whatever order they arrive (N1)', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(told, { maxLength: 8, selector: ({ version }) => version }),
        fc.infiniteStream(fc.nat()),
        (all, picks) => {
          const shuffled = [...all, ...all]
            .map((each) => ({ each, place: picks.next().value ?? 0 }))
            .sort((left, right) => left.place - right.place)
            .map(({ each }) => each);
          const inOrder = [...all].sort((left, right) => left.version - right.version);
          expect(standing(oneDossier(shuffled))).toEqual(standing(oneDossier(inOrder)));
        },
      ),
      { seed: 20_230_310, numRuns: 400 },
    ));
});
