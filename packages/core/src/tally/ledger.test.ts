// What the log says of its senders: counted by sender, record type and day of receipt, and whole again after a restart.
import { describe, expect, it } from 'vitest';
import { STANDING } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import { DOSSIER, dossierPlan, EVENT } from '../testing/dossier-plan.ts';
import { smallField, smallMeasure, smallRecord } from '../testing/small-plan.ts';
import { statement } from '../testing/statements.ts';
import { LEDGER_FIELDS } from './ledger.ts';
import { createTallyState, type TallyState } from './tally-state.ts';

const unit = (code: string) => ({
  code,
  level: 'commune',
  parent: null,
  title: { vi: code, en: code },
  from: null,
  until: null,
  successor: null,
});

const counts = LEDGER_FIELDS.map((name) => smallField(name, { kind: 'integer', min: 0, max: 1e15 }));
const places = counts.map((_, place) => 4 + place);

const builtIn = smallRecord({
  name: 'statement',
  isBuiltIn: true,
  versions: 'sequence',
  key: [0, 1, 2, 3],
  unit: { kind: 'field', field: 1 },
  fields: [
    { ...smallField('counter', { kind: 'text', max: 64 }), kept: false },
    smallField('sender', { kind: 'code', domain: 'unit', max: 64 }),
    smallField('type', { kind: 'code', domain: 'record', max: 64 }),
    smallField('day', { kind: 'instant' }),
    ...counts,
  ],
  groups: [{ fields: places }],
  events: [{ kind: 'fields', type: 'vn.nhip.statement.tallied', states: places, groups: [0] }],
  families: [{ by: [2], bucket: 'day', accumulators: places.map(() => 'sum' as const), sketches: 0 }],
  measures: counts.map(({ name }, slot) =>
    smallMeasure({
      name,
      slot,
      what: { kind: 'sum', of: { kind: 'field', field: 4 + slot }, at: { kind: 'field', field: 3 } },
    }),
  ),
});

const [dossier, ...others] = dossierPlan.records;
if (dossier === undefined) throw new Error('the plan has no dossiers');
const plan: Plan = {
  ...dossierPlan,
  units: [unit('A'), unit('B')],
  records: [
    {
      ...dossier,
      fields: dossier.fields.map((field, place) =>
        place === DOSSIER.receivedAt || place === DOSSIER.dueAt ? { ...field, isExpected: true } : field,
      ),
      impossible: {
        kind: 'compare',
        op: 'lt',
        left: { kind: 'time', expression: { kind: 'field', field: DOSSIER.finishedAt } },
        right: { kind: 'time', expression: { kind: 'field', field: DOSSIER.receivedAt } },
      },
    },
    ...others,
    builtIn,
  ],
};

const NOON = Date.parse('2023-06-15T12:00:00+07:00');
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const at = (text: string): number => Date.parse(`${text}T09:00:00+07:00`);

const received = (key: string, version: number, { due = at('2023-07-01'), agency = 'A' } = {}) =>
  statement(key, { event: EVENT.received, version, agency, values: ['p', 1, at('2023-06-01'), due] });
const finished = (key: string, version: number, on: string) =>
  statement(key, { event: EVENT.finished, version, values: [at(on)] });

/** Cells of the built-in record: `unit|type|day` -> the counts that are not 0. */
function ledgerOf(state: TallyState): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const cells: Record<string, Record<string, number>> = {};
  for (const { record, unit, dimensions, bucket, differences } of state.scan()) {
    if (record !== plan.records.length - 1 || bucket === STANDING) continue;
    const named = LEDGER_FIELDS.map((field, slot) => [field, Number(differences[slot] ?? 0)] as const);
    cells[`${unit}|${dimensions.join()}|${bucket}`] = Object.fromEntries(named.filter(([, count]) => count !== 0));
  }
  return cells;
}

function commit(state: TallyState): ReturnType<TallyState['drain']> {
  const drained = state.drain();
  state.committed();
  return drained;
}

describe('the ledger of statements', () => {
  it('counts verdicts by sender, record type and local day of receipt', () => {
    const state = createTallyState(plan);
    state.apply(received('d1', 5), 0, NOON);
    state.apply(received('d1', 5), 1, NOON);
    state.apply(received('d1', 4), 2, NOON);
    // The first of these is still 15 June in Hanoi, the second is not.
    state.apply(received('d2', 1), 3, Date.parse('2023-06-15T16:59:59.999Z'));
    state.apply(received('d3', 1, { agency: 'B' }), 4, Date.parse('2023-06-15T17:00:00Z'));
    commit(state);
    expect(ledgerOf(state)).toEqual({
      [`A|dossier|${day('2023-06-15')}`]: {
        accepted: 4,
        counted: 2,
        repeated: 1,
        superseded: 1,
        fieldsAsked: 8,
        fieldsFilled: 8,
      },
      [`B|dossier|${day('2023-06-16')}`]: { accepted: 1, counted: 1, fieldsAsked: 2, fieldsFilled: 2 },
    });
  });

  it('counts conflicts, dead letters, fields left empty and impossible sequences', () => {
    const state = createTallyState(plan);
    state.apply(received('d1', 5, { due: Number.NaN }), 0, NOON);
    const other = { ...received('d1', 5), version: { at: 5, tieHigh: 1, tieLow: 8, eventHash: 5 } };
    state.apply(other, 1, NOON);
    state.apply(finished('d1', 6, '2023-05-20'), 2, NOON);
    state.apply(finished('d1', 7, '2023-06-20'), 3, NOON);
    state.deadLettered({ agency: 'A', record: 0, ingestTime: NOON });
    state.deadLettered({ agency: 'A', record: null, ingestTime: NOON });
    commit(state);
    expect(ledgerOf(state)).toEqual({
      [`A|dossier|${day('2023-06-15')}`]: {
        accepted: 5,
        counted: 4,
        conflicts: 1,
        deadLettered: 1,
        impossible: 1,
        fieldsAsked: 4,
        fieldsFilled: 3,
      },
      [`A|(none)|${day('2023-06-15')}`]: { accepted: 1, deadLettered: 1 },
    });
  });

  it('makes no row of a sender that is no unit', () => {
    const state = createTallyState(plan);
    state.apply(received('d1', 1, { agency: 'stranger' }), 0, NOON);
    state.deadLettered({ agency: '', record: null, ingestTime: NOON });
    commit(state);
    expect(ledgerOf(state)).toEqual({});
    expect(state.verdicts.all().get('')?.deadLettered).toBe(1);
  });

  it('goes on where the log stands after a restart, and counts nothing twice when it is read again', () => {
    const state = createTallyState(plan);
    const messages = { records: [] as Uint8Array[], cells: [] as Uint8Array[] };
    const keep = (drained: ReturnType<TallyState['drain']>): void => {
      messages.records.push(...drained.records);
      messages.cells.push(...drained.cells);
    };
    for (let n = 0; n < 10; n++) {
      state.apply(received(`d${n}`, 1), n, NOON);
      if (n % 3 === 0) keep(commit(state));
    }
    keep(commit(state));
    const restored = createTallyState(plan);
    for (const topic of ['records', 'cells'] as const) {
      for (const message of [...messages[topic], ...messages[topic]]) restored[topic].apply(message);
    }
    expect(ledgerOf(restored)).toEqual(ledgerOf(state));
    for (const each of [state, restored]) {
      each.apply(received('d3', 1), 10, NOON);
      commit(each);
    }
    const row = `A|dossier|${day('2023-06-15')}`;
    expect(ledgerOf(restored)[row]).toEqual({ ...ledgerOf(state)[row] });
    expect(ledgerOf(restored)[row]).toMatchObject({ accepted: 11, counted: 10, repeated: 1 });
    restored.recompute();
    expect(ledgerOf(restored)).toEqual(ledgerOf(state));
  });
});
