// Calendars and tables of a catalogue: what they compile to, what their faults are told as, and what changes the digest of cells.
import { parseDay } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { lineOf } from '../testing/good.ts';
import { timedCatalogue } from '../testing/timed.ts';

const { plan, faults } = compileText(timedCatalogue);
const [dossier] = plan.records;
const day = (text: string): number => parseDay(text) ?? Number.NaN;
const field = (index: number) => ({ kind: 'field', field: index });
const RECEIVED = 2;
const lookup = (column: number, at: object = field(RECEIVED)) => ({ field: 1, domain: 0, column, at });
const units = ['hour', 'day', 'working_hour', 'working_day', 'month'];

it('has no faults', () => {
  expect(faults).toEqual([]);
});

describe('a calendar', () => {
  it('is the one that the catalogue names, in days and in milliseconds of the clock', () => {
    expect(plan.calendar).toEqual({
      name: 'office',
      weeks: [
        { from: null, days: [1, 2, 3, 4, 5, 6], hours: [{ start: 25_200_000, end: 39_600_000 }] },
        {
          from: day('2021-01-01'),
          days: [1, 2, 3, 4, 5],
          hours: [
            { start: 28_800_000, end: 43_200_000 },
            { start: 48_600_000, end: 63_000_000 },
          ],
        },
      ],
      years: [
        {
          year: 2023,
          isAnnounced: true,
          daysOff: ['2023-04-29', '2023-04-30', '2023-05-01', '2023-09-02'].map(day),
          swappedIn: [day('2023-05-06')],
        },
        { year: 2024, isAnnounced: false, daysOff: [], swappedIn: [] },
      ],
    });
  });

  it('marks the KPIs whose measures count by it, through whatever is derived or stands in a table', () => {
    expect(plan.kpis.map(({ id, usesCalendar }) => [id, usesCalendar])).toEqual([
      ['received', false],
      ['on-time', true],
      ['waited', true],
      ['fee-bearing', false],
    ]);
  });
});

describe('a table', () => {
  it('has its cells as integers, each row in force until the next one of its code', () => {
    expect(plan.domains[0]?.table).toEqual({
      columns: [
        { name: 'limit', type: { kind: 'number', divisor: 1 } },
        { name: 'limitUnit', type: { kind: 'enum', values: units } },
        { name: 'feeBearing', type: { kind: 'flag' } },
        { name: 'fee', type: { kind: 'number', divisor: 100 } },
        { name: 'office', type: { kind: 'enum', values: ['health', 'land'] } },
      ],
      rows: [
        { code: 'p', from: null, until: day('2023-05-01'), values: [5, 3, 1, 1250, 1] },
        { code: 'p', from: day('2023-05-01'), until: null, values: [3, 3, 1, 1250, 1] },
        { code: 'h', from: day('2022-01-01'), until: day('2024-01-01'), values: [12, 2, 0, null, 0] },
      ],
    });
  });

  it('is asked as of the begin of a limit, as of the instant that places a measure, or as of what is said', () => {
    expect(dossier?.derived[0]).toEqual({
      name: 'limitAt',
      type: 'time',
      expression: {
        kind: 'plus',
        from: field(RECEIVED),
        add: { kind: 'lookup', lookup: lookup(0) },
        unit: { lookup: lookup(1), units },
      },
    });
    expect(dossier?.derived[1]).toMatchObject({ expression: { clock: { lookup: lookup(1, field(RECEIVED)), units } } });
    const where = (name: string) => dossier?.measures.find((one) => one.name === name)?.where;
    const equals = (column: number, value: number, at?: object) => ({
      kind: 'compare',
      op: 'eq',
      left: { kind: 'number', expression: { kind: 'lookup', lookup: lookup(column, at) } },
      right: { kind: 'number', expression: { kind: 'constant', value } },
    });
    expect(where('fee_bearing')).toEqual(equals(2, 1));
    expect(where('of_office')).toEqual({ kind: 'any', of: [equals(4, 1, field(3)), equals(4, 0, field(3))] });
    expect(where('dear')).toEqual({ ...equals(3, 1000), op: 'gt' });
    expect(where('open_free')).toEqual(equals(2, 0));
    expect(dossier?.measures.find(({ name }) => name === 'fees')).toMatchObject({
      divisor: 100,
      what: { of: { kind: 'lookup', lookup: lookup(3, field(3)) } },
    });
    expect(dossier?.derived[2]).toEqual({ name: 'wasFree', type: 'flag', expression: equals(2, 0, field(RECEIVED)) });
  });

  it('keeps the code for it, and what says as of when', () => {
    const kept = compileText(timedCatalogue.replace(', by: [procedure]', '')).plan.records[0]?.fields;
    expect(kept?.filter((one) => one.kept).map(({ name }) => name)).toEqual(['procedure', 'receivedAt', 'finishedAt']);
  });

  it('tells members apart beside measures', () => {
    expect(plan.kpis.find(({ id }) => id === 'fee-bearing')?.formula).toMatchObject({
      kind: 'ratio',
      over: {
        having: [],
        columns: [
          { column: 2, op: 'in', values: [1] },
          { column: 3, op: 'gte', values: [250] },
          { column: 3, op: 'lt', values: [5000] },
          { column: 4, op: 'in', values: [1, 0] },
        ],
      },
      of: { having: [{ op: 'gt', value: 0 }], columns: [{ column: 2, op: 'in', values: [1] }] },
    });
  });
});

describe('a fault', () => {
  it.each([
    [
      'calendar: office\n---\ncalendar',
      'calendar: home\n---\ncalendar',
      'calendar: home',
      `the calendar 'home' is not declared; known: office`,
    ],
    ['levels: [city]\ncalendar: office', 'levels: [city]', 'add: procedure.limit', 'working time needs a calendar'],
    [
      'from: 2021-01-01, days',
      'days',
      'days: [monday, tuesday, wednesday, thursday, friday]',
      'does not begin after the one before it',
    ],
    [
      '[08:00-12:00, 13:30-17:30]',
      '[08:00-12:00, 11:30-17:30]',
      '11:30',
      `'11:30-17:30' does not begin before it ends`,
    ],
    ['[08:00-12:00, 13:30-17:30]', '[12:00-08:00]', '12:00-08:00', `'12:00-08:00' does not begin before it ends`],
    ['08:00-12:00', '8-12', '[8-12', 'expected hours such as 08:00-12:00'],
    ['wednesday', 'midweek', 'midweek', 'which is not known: expected one of monday'],
    ['2023-09-02', '2024-09-02', '2024-09-02', '2024-09-02 does not lie in 2023'],
    ['2023-04-29/2023-05-01', '2023-05-01/2023-04-29', '2023-05-01/2023-04-29', 'ends before it begins'],
    ['2023-04-29/2023-05-01', '2023-04-31', '2023-04-31', 'expected a day that exists'],
    [
      'swappedIn: [2023-05-06]',
      'swappedIn: [2023-05-01]',
      'swappedIn: [2023-05-01]',
      '2023-05-01 is a day off and worked',
    ],
    ['mark: I', 'mark: sure', 'mark: sure', 'expected an evidence mark'],
    ['2024: { announced: false, ', '2024: { ', '2024: {', `'announced' is missing`],
    ['limit: { type: integer }', 'limit: { type: money }', 'type: money', 'not known'],
    ['limit: 3,', 'limit: three,', 'limit: three', `'limit' is "three": expected a number`],
    ['limit: 3,', 'limits: 3,', 'limits: 3', `'limits' is not known here; known: limit, limitUnit`],
    ['limit: 3, limitUnit: working_day', 'limit: 3, limitUnit: fortnight', 'fortnight', 'expected one of hour, day'],
    ['fee: 12.5,', 'fee: 12.555,', '12.555', '12.555 has more digits than are kept: expected a multiple of 0.01'],
    ['from: 2023-05-01, limit', 'limit', 'code: p, limit: 3', `'p' has two rows from one day on`],
    [
      'code: p, limit: 5',
      'code: p, until: 2023-06-01, limit: 5',
      'until: 2023-06-01',
      'lasts longer than the next one begins',
    ],
    ['until: 2024-01-01', 'until: 2021-01-01', 'until: 2021-01-01', 'ends before it begins'],
    [
      'columns: { size: { type: integer } }',
      'codes: [y]\ncolumns: { size: { type: integer } }',
      'code: x',
      `'x' is not a code of the domain; known: y`,
    ],
    ['columns: { size: { type: integer } }\n', '', 'rows: [{', `'rows' have no columns`],
    ['columns: { size:', 'columns: { until:', 'until: {', `'until' is what every row has`],
    [
      'add: procedure.limit',
      'add: procedure.limits',
      'procedure.limits',
      `'limits' is not a column of the domain of 'procedure'; known: limit`,
    ],
    [
      'add: procedure.limit',
      'add: receivedAt.limit',
      'receivedAt.limit',
      `'receivedAt' has no table to look 'limit' up in`,
    ],
    ['add: procedure.limit', 'add: process.limit', 'process.limit', `'process' is not known in the record 'dossier'`],
    ['add: procedure.limit,', 'add: procedure.fee,', 'procedure.fee', 'not in whole units'],
    [
      'add: procedure.limit,',
      'add: procedure.office,',
      'procedure.office',
      `'procedure.office' is a word: expected a number`,
    ],
    [
      'unit: procedure.limitUnit',
      'unit: procedure.office',
      'procedure.office',
      `'procedure.office' is no unit: expected an enum of hour`,
    ],
    [
      'unit: procedure.limitUnit',
      'unit: fortnight',
      'unit: fortnight',
      `the unit 'fortnight' is not known: expected hour, day`,
    ],
    [
      'clock: { lookup: procedure.limitUnit, at: receivedAt }',
      'clock: procedure.limitUnit',
      'clock: procedure.limitUnit',
      'nothing says as of when it is asked here: expected { lookup: procedure.limitUnit, at: some instant }',
    ],
    [
      'unit: working_hour, clock: working',
      'unit: hour, clock: working',
      'unit: hour',
      'the unit hour is none of the clock working',
    ],
    [
      'unit: working_hour, clock: working',
      'unit: working_hour, clock: calendar',
      'unit: working_hour',
      'the unit working_hour is none of the clock calendar',
    ],
    [
      'unit: working_hour, clock: working',
      'unit: working_hour, pauses: supplement',
      'pauses: supplement }',
      'pauses have a begin and an end',
    ],
    [
      'procedure.feeBearing: true }, by',
      'procedure.feeBearing: yes }, by',
      'feeBearing: yes',
      `'procedure.feeBearing' is a flag: expected true or false`,
    ],
    [
      'procedure.office: [land, health]',
      'procedure.office: sea',
      'office: sea',
      `"sea" is not a value of 'procedure.office'; known: health, land`,
    ],
    [
      'procedure.fee: { gt: 10 }',
      'not: { procedure.fee: { gt: 10 } }',
      'procedure.fee: { gt: 10 }',
      `which may be missing: expected 'procedure.fee': set beside it`,
    ],
    [
      'having: { procedure.feeBearing: true, dossier',
      'having: { procedure.feeBearing: maybe, dossier',
      'maybe',
      'expected true or false',
    ],
    [
      'dossier.fee_bearing: { gt: 0 }',
      'dossier.fee_bearing: true',
      'dossier.fee_bearing: true',
      'expected a number or bounds of a measure',
    ],
    ['50 }, procedure.office: [land, health]', '50 }, procedure.office: [sea]', '[sea]', 'is not a value of'],
  ])('%s -> %s is told at its line', (from, to, at, message) => {
    const text = timedCatalogue.replace(from, () => to);
    expect(text).not.toBe(timedCatalogue);
    expect(compileText(text).faults).toContainEqual({
      file: 'catalogue.yaml',
      line: lineOf(text, at),
      message: expect.stringContaining(message),
    });
  });
});
