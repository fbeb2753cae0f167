// A small hand-written plan for tests of the codec, the decoder and the door: every field type, a part, both kinds of version.
import type { EventPlan, FieldPlan, FieldType, Plan, RecordPlan, UnitSpan } from '@nhip/core';

function field(name: string, type: FieldType, required = false): FieldPlan {
  return { name, type, required, kept: true };
}

function unit(code: string, parent: string | null): UnitSpan {
  const level = parent === null ? 'city' : 'district';
  return { code, level, parent, title: { vi: code, en: code }, from: null, until: null, successor: null };
}

const dossierFields = [
  field('dossierId', { kind: 'text', max: 64 }, true),
  field('procedure', { kind: 'code', domain: 'procedure', max: 32 }),
  field('channel', { kind: 'enum', values: ['counter', 'online', 'post'], missing: 0 }),
  field('receivedAt', { kind: 'instant' }, true),
  field('dueAt', { kind: 'deadline' }),
  field('finishedAt', { kind: 'instant' }),
  field('fee', { kind: 'decimal', scale: 2, min: 0, max: 100_000_000 }),
  field('pages', { kind: 'integer', min: 0, max: 10_000 }),
  field('urgent', { kind: 'flag' }),
  field('feeLines', { kind: 'integer', min: 0, max: 1_000_000 }),
  field('feeTotal', { kind: 'decimal', scale: 2, min: 0, max: 100_000_000 }),
  field('anyPaid', { kind: 'flag' }),
  field('allFree', { kind: 'flag' }),
];

const dossierEvents: readonly EventPlan[] = [
  { kind: 'fields', type: 'vn.nhip.dossier.received', states: [1, 2, 3, 4], groups: [0] },
  { kind: 'fields', type: 'vn.nhip.dossier.finished', states: [5], groups: [1] },
  { kind: 'fields', type: 'vn.nhip.dossier.stated', states: [1, 2, 3, 4, 5, 6, 7, 8], groups: [0, 1, 2] },
  { kind: 'part', type: 'vn.nhip.dossier.supplement', part: 0, states: [1, 2], groups: [0] },
  { kind: 'fields', type: 'vn.nhip.dossier.fees', states: [9, 10, 11, 12], groups: [3] },
  { kind: 'retracted', type: 'dossier.retracted' },
];

const dossier: RecordPlan = {
  name: 'dossier',
  title: { vi: 'Hồ sơ', en: 'Dossier' },
  versions: 'time',
  key: [0],
  agencyInKey: false,
  unit: { kind: 'sender', group: 0 },
  fields: dossierFields,
  groups: [{ fields: [1, 2, 3, 4] }, { fields: [5] }, { fields: [6, 7, 8] }, { fields: [9, 10, 11, 12] }],
  lists: [
    {
      name: 'fees',
      of: [
        field('amount', { kind: 'decimal', scale: 2, min: -100_000_000, max: 100_000_000 }, true),
        field('paid', { kind: 'flag' }),
      ],
      keep: [
        { field: 9, reduce: { kind: 'count' } },
        { field: 10, reduce: { kind: 'sum', of: 0 } },
        { field: 11, reduce: { kind: 'any', test: [{ field: 1, value: 1 }] } },
        { field: 12, reduce: { kind: 'all', test: [{ field: 0, value: 0 }] } },
      ],
      events: [4],
    },
  ],
  parts: [
    {
      name: 'supplement',
      each: 0,
      fields: [
        field('requestNo', { kind: 'integer', min: 1, max: 8 }, true),
        field('requestedAt', { kind: 'instant' }),
        field('completedAt', { kind: 'instant' }),
      ],
      groups: [{ fields: [1, 2] }],
    },
  ],
  events: dossierEvents,
  derived: [],
  families: [],
  measures: [],
};

const register: RecordPlan = {
  name: 'register',
  title: { vi: 'Sổ đăng ký', en: 'Register' },
  versions: 'sequence',
  key: [0, 1],
  agencyInKey: true,
  unit: { kind: 'field', field: 2 },
  fields: [
    field('book', { kind: 'code', domain: null, max: 16 }, true),
    field('volume', { kind: 'integer', min: 1, max: 9_999 }, true),
    field('office', { kind: 'code', domain: null, max: 16 }),
    field('reported', { kind: 'period' }),
    // A name that every JavaScript object has: it must read as absent when the data does not own it.
    field('constructor', { kind: 'text', max: 20 }),
  ],
  groups: [{ fields: [2, 3, 4] }],
  lists: [],
  parts: [],
  events: [{ kind: 'fields', type: 'register.stated', states: [2, 3, 4], groups: [0] }],
  derived: [],
  families: [],
  measures: [],
};

export const examplePlan: Plan = {
  id: 'example',
  title: { vi: 'Ví dụ', en: 'Example' },
  timeZone: 'Asia/Ho_Chi_Minh',
  root: 'hanoi',
  levels: ['city', 'district'],
  titles: { programmes: {}, levels: {} },
  finalAfterDays: { month: 10 },
  units: [unit('hanoi', null), unit('ba-dinh', 'hanoi'), unit('hoan-kiem', 'hanoi')],
  domains: [{ name: 'procedure', codes: ['1.001', '1.002'], table: null }],
  calendar: null,
  records: [dossier, register],
  also: [],
  kpis: [],
  layoutHash: '0',
  cellsHash: '0',
};

/** The same with an event that is a statement about a second dossier too: the one that its `procedure` names. */
export const alsoPlan: Plan = {
  ...examplePlan,
  also: [
    {
      type: 'vn.nhip.dossier.received',
      to: 'vn.nhip.dossier.finished',
      data: [
        { name: 'dossierId', from: 'procedure', isKey: true },
        { name: 'finishedAt', from: 'dueAt', isKey: false },
      ],
    },
  ],
};
