// Simulation: random record types. `case` has every kind of field, version and part; `register` is read from time to time.
import fc from 'fast-check';
import { topicTable, type WorkingChoice, workingChoice } from './working-time.ts';

export interface RecordChoice {
  readonly integerKey: boolean;
  readonly agencyInKey: boolean;
  /** A field tells the unit, else the sender is it. */
  readonly statesUnit: boolean;
  readonly versions: 'time' | 'sequence';
  /** Statements are made within days, or else within a second. */
  readonly statedOverDays: boolean;
  readonly hasStated: boolean;
  /** An event type that shares some fields with others, so that there are more groups. */
  readonly hasAmended: boolean;
  readonly kindByDefault: boolean;
  readonly topicsDeclared: boolean;
  readonly deadline: number;
  readonly end: number;
  readonly late: number;
  readonly spent: number;
  readonly working: WorkingChoice;
  /** What is read: what a unit has, a thing that some unit keeps, or what its sender has. */
  readonly registerOf: 'unit' | 'thing' | 'sender';
  readonly readingsByDate: boolean;
  readonly cadence: number;
  readonly readingCadence: number;
}

export const recordChoice: fc.Arbitrary<RecordChoice> = fc.record({
  integerKey: fc.boolean(),
  agencyInKey: fc.boolean(),
  statesUnit: fc.boolean(),
  versions: fc.constantFrom('time', 'sequence'),
  statedOverDays: fc.boolean(),
  hasStated: fc.boolean(),
  hasAmended: fc.boolean(),
  kindByDefault: fc.boolean(),
  topicsDeclared: fc.boolean(),
  deadline: fc.nat(13),
  end: fc.nat(3),
  late: fc.nat(2),
  spent: fc.nat(5),
  working: workingChoice,
  registerOf: fc.constantFrom('unit', 'unit', 'thing', 'sender'),
  readingsByDate: fc.boolean(),
  cadence: fc.nat(3),
  readingCadence: fc.nat(2),
});

export const TOPICS = ['t1', 't2', 't3'] as const;
export const KINDS = ['a', 'b', 'c'] as const;
export const PLACES = ['p', 'q'] as const;

const DEADLINES: readonly unknown[] = [
  { first: ['dueAt'] },
  { first: ['dueAt', { plus: { from: 'openAt', add: 5, unit: 'day' } }] },
  { plus: { from: 'openAt', add: 36, unit: 'hour' } },
  { extend: { from: 'dueAt', pauses: 'request', start: 'requestedAt', end: 'completedAt' } },
  { plus: { from: 'openAt', add: 1, unit: 'month' } },
  { min: ['dueAt', { plus: { from: 'openAt', add: 'pages', unit: 'day' } }] },
  { plus: { from: 'openAt', add: 'topic.limit', unit: 'topic.limitUnit' } },
  { plus: { from: 'openAt', add: 'pages', unit: 'working_hour' } },
  { plus: { from: 'dueAt', add: -2, unit: 'working_day' } },
  paused({ plus: { from: 'openAt', add: 'topic.limit', unit: 'working_day' } }, { clock: 'working' }),
  paused({ plus: { from: 'openAt', add: -9, unit: 'working_hour' } }, { clock: 'working' }),
  paused(
    { plus: { from: 'openAt', add: 4, unit: { lookup: 'topic.limitUnit', at: 'closeAt' } } },
    { clock: { lookup: 'topic.limitUnit', at: 'openAt' } },
  ),
  paused({ plus: { from: 'openAt', add: 2, unit: 'day' } }, { clock: 'day' }),
  paused('dueAt', { clock: 'day' }),
];

function paused(from: unknown, more: RecordNode): RecordNode {
  return { extend: { from, pauses: 'request', start: 'requestedAt', end: 'completedAt', ...more } };
}

const PAUSES = { pauses: 'request', start: 'requestedAt', end: 'completedAt' };

const SPENT: readonly RecordNode[] = [
  { unit: 'hour' },
  { unit: 'hour', ...PAUSES },
  { unit: 'working_hour', clock: 'working' },
  { unit: 'working_hour', ...PAUSES },
  { unit: 'working_day' },
  { unit: 'working_day', ...PAUSES },
];

const ENDS: readonly unknown[] = [
  { first: ['closeAt', 'returnedAt'] },
  { min: ['closeAt', 'returnedAt'] },
  { max: ['closeAt', 'returnedAt', { last: 'request.completedAt' }] },
  // biome-ignore lint/suspicious/noThenProperty: a word of the catalogue language.
  { first: ['closeAt', { when: { kind: 'a' }, then: 'returnedAt' }] },
];

const LATES: readonly unknown[] = [
  { after_day: 'deadline' },
  { after: 'deadline' },
  { min: [{ after_day: 'deadline' }, { nth: { of: 'request.requestedAt', n: 2 } }] },
];

/** Who is to tell of cases, and how often. */
const CADENCES: readonly unknown[] = [
  { every: '3d', levels: ['commune'] },
  { every: '5d', units: ['c', 'd1'] },
  [
    { every: '1d', units: ['c'] },
    { every: '9d', levels: ['commune', 'district'] },
  ],
  [
    { every: '30d', levels: ['district'] },
    { every: '2d', levels: ['city', 'commune'] },
  ],
];

/** Who is to read registers, and how often. */
const READING_CADENCES: readonly unknown[] = [
  { every: '4d', levels: ['commune'] },
  { every: '6d', units: ['c', 'd0'] },
  [
    { every: '2d', levels: ['district'] },
    { every: '15d', units: ['c', 'd1'] },
  ],
];

export type RecordNode = Readonly<Record<string, unknown>>;

export function domainNodes({ topicsDeclared, working }: RecordChoice, firstDay: number): readonly RecordNode[] {
  const table = topicTable(working, firstDay);
  return [topicsDeclared ? { domain: 'topics', codes: TOPICS, ...table } : { domain: 'topics', ...table }];
}

export function caseNode(choice: RecordChoice, measures: RecordNode): RecordNode {
  return {
    record: 'case',
    title: { vi: 'Vụ việc', en: 'Case' },
    key: choice.agencyInKey ? ['agency', 'caseId'] : ['caseId'],
    versions: choice.versions,
    ...(choice.statesUnit ? { unit: 'office' } : {}),
    cadence: CADENCES[choice.cadence],
    fields: caseFields(choice),
    events: caseEvents(choice),
    derive: {
      deadline: DEADLINES[choice.deadline],
      endAt: ENDS[choice.end],
      lateAt: LATES[choice.late],
      spent: { between: { from: 'openAt', to: 'endAt', ...SPENT[choice.spent] } },
      paidAtEnd: { lookup: 'topic.paid', at: 'endAt' },
      lowAtEnd: { lookup: 'topic.level', at: 'endAt', is: 'low' },
      requests: { count: 'request' },
      told: { filled: ['dueAt', 'closeAt', 'fee', 'urgent'] },
      inTime: { endAt: { lte: 'deadline' } },
    },
    measures,
  };
}

function caseFields({ integerKey, statesUnit, kindByDefault }: RecordChoice): RecordNode {
  return {
    caseId: integerKey ? { type: 'integer', min: 0, max: 1000 } : { type: 'text', max: 8 },
    ...(statesUnit ? { office: { type: 'code' } } : {}),
    topic: { type: 'code', domain: 'topics' },
    kind: { type: 'enum', values: KINDS, ...(kindByDefault ? { missing: 'b' } : {}) },
    place: { type: 'code' },
    openAt: { type: 'instant', required: true },
    dueAt: { type: 'deadline' },
    closeAt: { type: 'instant' },
    returnedAt: { type: 'instant' },
    original: integerKey ? { type: 'integer', min: 0, max: 1000 } : { type: 'text', max: 8 },
    repeatedAt: { type: 'instant' },
    fee: { type: 'decimal', scale: 2, min: -100000, max: 100000 },
    pages: { type: 'integer', min: 0, max: 100 },
    urgent: { type: 'flag' },
    lines: {
      type: 'list',
      of: { amount: { type: 'decimal', scale: 1 }, paid: 'flag', sort: { type: 'enum', values: ['fee', 'charge'] } },
      keep: {
        lineCount: 'count',
        lineTotal: { sum: 'amount', min: -100000, max: 100000 },
        anyPaid: { any: 'paid' },
        anyPaidFee: { any: { paid: true, sort: 'fee' } },
        allFree: { all: { amount: 0 } },
      },
    },
    requestNo: { type: 'integer', min: 1, max: 8 },
    requestedAt: { type: 'instant' },
    completedAt: { type: 'instant' },
    cost: { type: 'decimal', scale: 1, min: 0, max: 1000 },
    accepted: { type: 'flag' },
  };
}

function caseEvents({ statesUnit, hasStated, hasAmended }: RecordChoice): RecordNode {
  const office = statesUnit ? ['office'] : [];
  return {
    'vn.nhip.case.opened': [...office, 'topic', 'kind', 'place', 'openAt', 'dueAt'],
    'vn.nhip.case.closed': ['closeAt'],
    'vn.nhip.case.returned': {
      fields: ['returnedAt', 'urgent', 'original'],
      also: { record: 'case', key: 'original', set: { repeatedAt: 'returnedAt' } },
    },
    'vn.nhip.case.repeated': ['repeatedAt'],
    'vn.nhip.case.paid': ['fee', 'pages', 'lines'],
    'vn.nhip.case.request': { each: 'requestNo', fields: ['requestedAt', 'cost'] },
    'vn.nhip.case.answer': { each: 'requestNo', part: 'request', fields: ['completedAt', 'accepted'] },
    ...(hasAmended ? { 'vn.nhip.case.amended': ['dueAt', 'fee', 'kind'] } : {}),
    ...(hasStated ? { 'vn.nhip.case.stated': 'all' } : {}),
  };
}

/** Its key, and what says which unit has it. */
const REGISTERS: Readonly<Record<RecordChoice['registerOf'], RecordNode>> = {
  unit: { key: ['commune', 'what'], unit: 'commune' },
  thing: { key: ['thing'], unit: 'commune' },
  sender: { key: ['agency', 'what'] },
};

export function registerNode({ registerOf, readingsByDate, readingCadence }: RecordChoice): RecordNode {
  const kept = { unit: [], thing: ['commune', 'what', 'since'], sender: ['since'] }[registerOf];
  return {
    record: 'register',
    title: { vi: 'Sổ', en: 'Register' },
    ...REGISTERS[registerOf],
    fields: {
      ...(registerOf === 'sender' ? {} : { commune: { type: 'code' } }),
      ...(registerOf === 'thing' ? { thing: { type: 'text', max: 8 } } : {}),
      what: { type: 'text', max: 8 },
      ...(registerOf === 'unit' ? {} : { since: { type: 'instant', required: true } }),
      ...(readingsByDate ? {} : { readingNo: { type: 'integer', min: 0, max: 100 } }),
      asOf: { type: 'instant' },
      size: { type: 'integer', min: 0, max: 100000 },
    },
    events: {
      ...(registerOf === 'unit' ? {} : { 'vn.nhip.register.kept': kept }),
      'vn.nhip.register.reading': readingsByDate
        ? { each: 'asOf', fields: ['size'] }
        : { each: 'readingNo', fields: ['asOf', 'size'] },
    },
    measures: {
      size: { hold: 'size', at: 'asOf', by: ['what'] },
      own_size: { hold: 'size', at: 'asOf', units: 'own' },
      whole: { hold: 'size', at: 'asOf' },
      adults: { hold: 'size', at: 'asOf', where: { what: 'adults' } },
    },
    cadence: READING_CADENCES[readingCadence],
  };
}
