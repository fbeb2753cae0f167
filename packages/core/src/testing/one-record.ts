// One record with its supplements, whatever a test wants to stand in it, and its expressions read at once.
import type { CalendarPlan } from '../plan/calendar.ts';
import type { NumberExpression, Operand, Predicate, SpanUnit, TimeExpression } from '../plan/expression.ts';
import type { DerivedPlan } from '../plan/plan.ts';
import { createExpressionCompiler } from '../record/expression.ts';
import { createRecordTable } from '../record/record-table.ts';
import { openTable, type Reference } from '../reference/reference.ts';
import { createDictionary } from '../table/dictionary.ts';
import { throughDay, wholeDay } from '../time/moment.ts';
import { openWorkingTime } from '../time/working-time.ts';
import { openZone } from '../time/zone.ts';
import { smallField, smallPart, smallRecord } from './small-plan.ts';

export const zone = openZone('Asia/Ho_Chi_Minh');
const DAY = 86_400_000;
const HOUR = 3_600_000;
export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;
export const midnight = (text: string): number => zone.midnight(day(text));
export const at = (text: string): number => Date.parse(`${text}:00+07:00`);
export const date = (text: string): number => wholeDay(midnight(text));
export const through = (text: string): number => throughDay(midnight(text));

export const names = [
  'id',
  'receivedAt',
  'dueAt',
  'finishedAt',
  'channel',
  'procedure',
  'paid',
  'pages',
  'signed',
] as const;
export type Name = (typeof names)[number];
type Values = Readonly<Partial<Record<Name, string | number>>>;
/** Fields of an occurrence after its key: requestedAt, completedAt, pages, urgent. */
export type Occurrence = readonly number[];

const derived: readonly DerivedPlan[] = [
  { name: 'end', type: 'time', expression: { kind: 'field', field: 3 } },
  { name: 'double', type: 'number', expression: { kind: 'sum', part: 0, field: 3 } },
  { name: 'online', type: 'flag', expression: { kind: 'in', field: 4, values: [1] } },
];

/** Monday to Friday, eight hours; the days off around 1 May 2023 as the worked example E4 has them, and a Saturday that is worked. */
export const calendar: CalendarPlan = {
  name: 'office',
  weeks: [
    {
      from: null,
      days: [1, 2, 3, 4, 5],
      hours: [
        { start: 8 * HOUR, end: 12 * HOUR },
        { start: 13.5 * HOUR, end: 17.5 * HOUR },
      ],
    },
  ],
  years: [
    {
      year: 2023,
      isAnnounced: true,
      daysOff: ['2023-04-29', '2023-04-30', '2023-05-01', '2023-05-02', '2023-05-03'].map(day),
      swappedIn: [day('2023-05-13')],
    },
  ],
};
export const UNITS: readonly SpanUnit[] = ['hour', 'working_hour', 'working_day'];
/** Limits by procedure: `p` has 5 working days, 3 since 1 May 2023; `q` has 10 working hours until then; `r` no limit. */
const procedures = openTable({
  columns: [
    { name: 'limit', type: { kind: 'number', divisor: 1 } },
    { name: 'limitUnit', type: { kind: 'enum', values: UNITS } },
  ],
  rows: [
    { code: 'p', from: null, until: day('2023-05-01'), values: [5, 2] },
    { code: 'p', from: day('2023-05-01'), until: null, values: [3, 2] },
    { code: 'q', from: null, until: day('2023-05-01'), values: [10, 1] },
    { code: 'r', from: null, until: null, values: [null, 2] },
  ],
});
export const reference: Reference = { zone, working: openWorkingTime(calendar, zone), tables: [procedures] };

const plan = smallRecord({
  fields: [
    smallField('id', { kind: 'text', max: 9 }),
    smallField('receivedAt', { kind: 'instant' }),
    smallField('dueAt', { kind: 'deadline' }),
    smallField('finishedAt', { kind: 'instant' }),
    smallField('channel', { kind: 'enum', values: ['counter', 'online'], missing: 0 }),
    smallField('procedure', { kind: 'code', domain: null, max: 9 }),
    smallField('paid', { kind: 'flag' }),
    smallField('pages', { kind: 'integer', min: -99, max: 99 }),
    smallField('signed', { kind: 'enum', values: ['no', 'yes'], missing: null }),
  ],
  groups: [{ fields: [1, 2, 3, 4, 5, 6, 7, 8] }],
  parts: [
    smallPart('supplement', [
      smallField('requestNo', { kind: 'integer', min: 1, max: 8 }),
      smallField('requestedAt', { kind: 'instant' }),
      smallField('completedAt', { kind: 'instant' }),
      smallField('pages', { kind: 'integer', min: 0, max: 99 }),
      smallField('urgent', { kind: 'flag' }),
    ]),
  ],
  derived,
});

/** A record with these values and supplements; an occurrence that is null was retracted. */
export function record(values: Values, supplements: readonly (Occurrence | null)[] = []) {
  const table = createRecordTable(plan, createDictionary());
  const row = table.add(new Uint8Array(16).fill(1));
  for (const [name, value] of Object.entries(values)) table.fields[names.indexOf(name as Name)]?.write(row, value);
  const version = { at: 1, tieHigh: 0, tieLow: 0, eventHash: 0 };
  supplements.forEach((supplement, place) => {
    const occurrence = table.parts[0]?.findOrAdd(row, place + 1);
    if (occurrence === undefined) return;
    occurrence.groups[0] = { version, stands: supplement !== null };
    supplement?.forEach((value, field) => {
      occurrence.values[field + 1] = value;
    });
  });
  const compiler = createExpressionCompiler(table, reference);
  return {
    time: (expression: TimeExpression) => compiler.time(expression)(row),
    number: (expression: NumberExpression) => compiler.number(expression)(row),
    test: (predicate: Predicate) => compiler.test(predicate)(row),
  };
}

export const none = Number.NaN;
export const field = (name: Name) => ({ kind: 'field', field: names.indexOf(name) }) as const;
export const receivedAt = field('receivedAt');
export const dueAt = field('dueAt');
export const finishedAt = field('finishedAt');
export const timeOf = (expression: TimeExpression): Operand => ({ kind: 'time', expression });
export const numberOf = (expression: NumberExpression): Operand => ({ kind: 'number', expression });
export const symbolOf = (name: Name): Operand => ({ kind: 'symbol', field: names.indexOf(name) });
export const constant = (value: number): NumberExpression => ({ kind: 'constant', value });
export const requestedAt = 1;
export const completedAt = 2;
