// A small compiled plan for tests of the core: dossiers with supplement requests, registers with readings.
import type { MeasurePlan, Plan, RecordPlan } from '../plan/plan.ts';

const title = { vi: '', en: '' };
const time = (field: number) => ({ kind: 'field', field }) as const;
const measure = (name: string, slot: number, rest: Partial<MeasurePlan> & Pick<MeasurePlan, 'what'>): MeasurePlan => ({
  name,
  title: null,
  where: null,
  family: 0,
  slot,
  divisor: 1,
  units: 'sum',
  neverSummed: [],
  ...rest,
});

/** Fields of a dossier by place. */
export const DOSSIER = { id: 0, procedure: 1, channel: 2, receivedAt: 3, dueAt: 4, finishedAt: 5 } as const;
/** Its events by place. */
export const EVENT = { received: 0, finished: 1, stated: 2, supplement: 3, retracted: 4 } as const;

const field = (name: string, type: RecordPlan['fields'][number]['type'], kept = true) =>
  ({ name, type, required: false, kept }) as const;

export const dossier: RecordPlan = {
  name: 'dossier',
  title,
  versions: 'time',
  key: [DOSSIER.id],
  agencyInKey: false,
  unit: { kind: 'sender', group: 0 },
  fields: [
    field('dossierId', { kind: 'text', max: 64 }, false),
    field('procedure', { kind: 'code', domain: null, max: 64 }),
    field('channel', { kind: 'enum', values: ['counter', 'online', 'post'], missing: 0 }),
    field('receivedAt', { kind: 'instant' }),
    field('dueAt', { kind: 'deadline' }),
    field('finishedAt', { kind: 'instant' }),
  ],
  groups: [{ fields: [1, 2, 3, 4] }, { fields: [5] }],
  lists: [],
  parts: [
    {
      name: 'supplement',
      each: 0,
      fields: [
        { name: 'requestNo', type: { kind: 'integer', min: 1, max: 8 }, required: true, kept: true },
        field('requestedAt', { kind: 'instant' }),
        field('completedAt', { kind: 'instant' }),
      ],
      groups: [{ fields: [1, 2] }],
    },
  ],
  events: [
    { kind: 'fields', type: 'vn.nhip.dossier.received', states: [1, 2, 3, 4], groups: [0] },
    { kind: 'fields', type: 'vn.nhip.dossier.finished', states: [5], groups: [1] },
    { kind: 'fields', type: 'vn.nhip.dossier.stated', states: [1, 2, 3, 4, 5], groups: [0, 1] },
    { kind: 'part', type: 'vn.nhip.dossier.supplement', part: 0, states: [1, 2], groups: [0] },
    { kind: 'retracted', type: 'vn.nhip.dossier.retracted' },
  ],
  derived: [],
  families: [
    { by: [], bucket: 'day', accumulators: ['count', 'count', 'count', 'count'], sketches: 1 },
    { by: [DOSSIER.procedure], bucket: 'month', accumulators: ['count'], sketches: 0 },
  ],
  measures: [
    measure('received', 0, { what: { kind: 'count', at: time(DOSSIER.receivedAt) } }),
    measure('received_online', 1, {
      what: { kind: 'count', at: time(DOSSIER.receivedAt) },
      where: { kind: 'in', field: DOSSIER.channel, values: [1] },
    }),
    measure('open', 2, {
      what: { kind: 'stock', enter: time(DOSSIER.receivedAt), leave: time(DOSSIER.finishedAt) },
    }),
    measure('overdue', 3, {
      what: {
        kind: 'stock',
        enter: {
          kind: 'max',
          of: [
            time(DOSSIER.receivedAt),
            {
              kind: 'after',
              of: { kind: 'extend', clock: 'calendar', from: time(DOSSIER.dueAt), part: 0, start: 1, end: 2 },
            },
          ],
        },
        leave: time(DOSSIER.finishedAt),
      },
      where: { kind: 'set', of: { kind: 'time', expression: time(DOSSIER.dueAt) } },
    }),
    measure('hours', 0, {
      what: {
        kind: 'sketch',
        of: {
          kind: 'between',
          from: time(DOSSIER.receivedAt),
          to: time(DOSSIER.finishedAt),
          clock: 'calendar',
          pauses: null,
        },
        at: time(DOSSIER.finishedAt),
      },
      divisor: 3_600_000,
    }),
    measure('received_by_procedure', 0, {
      what: { kind: 'count', at: time(DOSSIER.receivedAt) },
      family: 1,
    }),
  ],
};

export const register: RecordPlan = {
  name: 'register',
  title,
  versions: 'time',
  key: [0],
  agencyInKey: false,
  unit: { kind: 'field', field: 0 },
  fields: [{ name: 'commune', type: { kind: 'code', domain: null, max: 16 }, required: true, kept: true }],
  groups: [],
  lists: [],
  parts: [
    {
      name: 'reading',
      each: 0,
      fields: [
        { name: 'asOf', type: { kind: 'instant' }, required: true, kept: true },
        field('size', { kind: 'integer', min: 0, max: 1e9 }),
      ],
      groups: [{ fields: [1] }],
    },
  ],
  events: [
    { kind: 'part', type: 'vn.nhip.register.reading', part: 0, states: [1], groups: [0] },
    { kind: 'retracted', type: 'vn.nhip.register.retracted' },
  ],
  derived: [],
  families: [{ by: [], bucket: 'day', accumulators: ['sum', 'count'], sketches: 0 }],
  measures: [measure('size', 0, { what: { kind: 'hold', part: 0, value: 1, at: 0 } })],
};

const unit = (code: string, level: string, parent: string | null) =>
  ({ code, level, parent, title, from: null, until: null, successor: null }) as const;

export const dossierPlan: Plan = {
  id: 'test',
  title,
  timeZone: 'Asia/Ho_Chi_Minh',
  root: 'city',
  levels: ['city', 'district'],
  titles: { programmes: {}, levels: {} },
  finalAfterDays: {},
  units: [unit('city', 'city', null), unit('A', 'district', 'city'), unit('B', 'district', 'city')],
  domains: [],
  calendar: null,
  records: [dossier, register],
  kpis: [],
  also: [],
  layoutHash: 'layout',
  cellsHash: 'cells',
};
