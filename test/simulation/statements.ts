// Simulation: random statements about the records of a random catalogue: repeats, corrections, retractions, blanks, conflicts.
import fc from 'fast-check';
import { CLOCKS, formatDay, localMs, localTime } from './days.ts';
import { KINDS, PLACES, type RecordChoice, TOPICS } from './records.ts';

export interface Delivery {
  readonly agency: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** What is told, in small numbers that shrink well; statementsOf gives them their meaning. */
export interface Telling {
  readonly what: number;
  readonly record: number;
  readonly agency: number;
  readonly version: number;
  readonly id: number;
  readonly occurrence: number;
  readonly day: number;
  /** Days before, in cities that have a history. */
  readonly back: number;
  readonly length: number;
  readonly clock: number;
  readonly amount: number;
  readonly code: number;
  /** Bits: which of the values are blank. */
  readonly blanks: number;
}

export const tellings: fc.Arbitrary<readonly Telling[]> = fc.array(
  fc.record({
    what: fc.nat(23),
    record: fc.nat(7),
    agency: fc.nat(20),
    version: fc.nat(30),
    id: fc.nat(4),
    occurrence: fc.nat(2),
    day: fc.nat(60),
    back: fc.constantFrom(0, 0, 365, 372, 300),
    length: fc.nat(14),
    clock: fc.nat(CLOCKS.length),
    amount: fc.integer({ min: -3, max: 40 }),
    code: fc.nat(5),
    blanks: fc.oneof(fc.constant(0), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

export interface Teller {
  readonly choice: RecordChoice;
  readonly units: readonly string[];
  /** Those that have registers. */
  readonly registering: readonly string[];
  /** Most of what is told is about registers. */
  readonly tellsRegisters: boolean;
  readonly zone: string;
  readonly firstDay: number;
  /** Some of what is told is about the year before. */
  readonly hasHistory: boolean;
}

/** From these on `what` is about registers, and about what the log says of its senders. */
const REGISTER_TELLINGS = 16;
const COUNTS_TELLINGS = 20;

export function statementsOf(told: readonly Telling[], teller: Teller): readonly Delivery[] {
  return told.map((any) => {
    const telling = teller.tellsRegisters && any.what < 14 ? { ...any, what: REGISTER_TELLINGS + (any.what % 4) } : any;
    const isSender = telling.what >= REGISTER_TELLINGS && telling.what < COUNTS_TELLINGS;
    const agency = pick(isSender ? teller.registering : teller.units, telling.agency);
    return { agency, event: { ...envelope(telling, agency, teller), ...contentOf(telling, teller) } };
  });
}

function pick<Item>(items: readonly Item[], place: number): Item {
  return items[place % items.length] as Item;
}

function envelope(telling: Telling, agency: string, teller: Teller): Readonly<Record<string, unknown>> {
  const { id, version } = telling;
  const common = { specversion: '1.0', id: `e${id}`, source: `/${agency}`, time: statedAt(version, teller) };
  return { ...common, ...(teller.choice.versions === 'sequence' ? { sequence: `${version}` } : {}) };
}

/** One and the same moment is written in two ways. Over days: before, between and after what happens to the units. */
function statedAt(version: number, { choice, zone, firstDay }: Teller): string {
  if (!choice.statedOverDays) return `2023-01-01T07:00:00.00000${version % 10}${version < 20 ? 'Z' : '+00:00'}`;
  const day = firstDay + (version % 10) * 5;
  return version < 20
    ? localTime(day, '12:00:00.000', zone)
    : new Date(localMs(day, '12:00:00.000', zone)).toISOString();
}

interface Content {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function contentOf(telling: Telling, teller: Teller): Content {
  const { choice } = teller;
  if (telling.what >= COUNTS_TELLINGS) return countsContent(telling, teller);
  if (telling.what >= REGISTER_TELLINGS) return registerContent(telling, teller);
  const caseId = choice.integerKey ? telling.record : `k${telling.record}`;
  const { type, data, requestNo } = caseContent(telling, teller);
  return { type, data: { caseId, ...(requestNo === undefined ? {} : { requestNo }), ...data } };
}

interface CaseContent extends Content {
  readonly requestNo?: number;
}

/** Values by field; a blank one is left out or empty. */
function caseContent(telling: Telling, teller: Teller): CaseContent {
  const { choice } = teller;
  const values = caseValues(telling, teller);
  const stating = (event: string, ...fields: string[]): CaseContent => ({
    type: `vn.nhip.case.${event}`,
    data: Object.fromEntries(fields.flatMap((field) => (field in values ? [[field, values[field]]] : []))),
  });
  const office = choice.statesUnit ? ['office'] : [];
  const requestNo = telling.occurrence + 1;
  switch (telling.what) {
    case 5:
    case 6:
      return stating('closed', 'closeAt');
    case 7:
      return stating('returned', 'returnedAt', 'urgent', 'original');
    case 8:
      return stating('paid', 'fee', 'pages', ...KEPT);
    case 9:
      return { ...stating('request', 'requestedAt', 'cost'), requestNo };
    case 10:
      return { ...stating('answer', 'completedAt', 'accepted'), requestNo };
    case 11:
      if (choice.hasAmended) return stating('amended', 'dueAt', 'fee', 'kind');
      break;
    case 12:
    case 13:
      if (choice.hasStated) {
        return stating('stated', ...office, ...SCALARS);
      }
      break;
    case 14:
    case 15:
      return retraction(telling, teller);
    default:
  }
  return stating('opened', ...office, 'topic', 'kind', 'place', 'openAt', 'dueAt');
}

/** A list, or what is kept of one. */
const KEPT = ['lines', 'lineCount', 'lineTotal', 'anyPaid'];
const SCALARS = [
  'original',
  ...['topic', 'kind', 'place', 'openAt', 'dueAt', 'closeAt', 'returnedAt', 'fee', 'pages', 'urgent'],
  ...KEPT,
];

function retraction({ code, occurrence }: Telling, { choice }: Teller): CaseContent {
  const type = 'vn.nhip.case.retracted';
  const of = ['', 'opened', 'closed', 'request', 'answer', choice.hasStated ? 'stated' : 'paid'][code] ?? '';
  if (of === '') return { type, data: {} };
  const isPart = of === 'request' || of === 'answer';
  return { type, data: { of: `vn.nhip.case.${of}` }, ...(isPart ? { requestNo: occurrence + 1 } : {}) };
}

function caseValues(telling: Telling, teller: Teller): Readonly<Record<string, unknown>> {
  const { day, length, amount, code, blanks, record } = telling;
  const { choice } = teller;
  const has = (bit: number): boolean => (blanks & (1 << bit)) === 0;
  const moment = (days: number): string => momentAt(telling, teller, days);
  return {
    office: pick(teller.units, code + record),
    ...linesOf(telling),
    original: originalOf(telling, choice),
    openAt: moment(day),
    ...(has(0) ? { topic: pick(TOPICS, code) } : { topic: '' }),
    ...(has(1) ? { kind: pick(KINDS, amount + 3) } : {}),
    ...(has(2) ? { place: pick(PLACES, length) } : { place: null }),
    ...(has(3) ? { dueAt: moment(day + length) } : {}),
    ...(has(4) ? { closeAt: moment(day + 3), requestedAt: moment(day), fee: amount * 1.25 } : { closeAt: null }),
    ...(has(5) ? { returnedAt: moment(day + 1), completedAt: moment(day + length) } : {}),
    ...(has(6) ? { pages: length, cost: length / 10 } : {}),
    ...(has(7) ? { urgent: code > 2, accepted: code > 1 } : {}),
  };
}

/** Another one, or none. */
function originalOf({ record, code, length }: Telling, { integerKey }: RecordChoice): unknown {
  if (code === 0) return integerKey ? null : ' ';
  const other = (record + length) % 8;
  return integerKey ? other : `k${other}`;
}

function linesOf({ length, amount, code, blanks }: Telling): Readonly<Record<string, unknown>> {
  if (code === 5) return { lineCount: length, lineTotal: amount / 2, anyPaid: amount > 5 };
  if ((blanks & 2) !== 0) return { lines: null };
  const lines = Array.from({ length: length % 4 }, (_, place) => ({
    amount: ((amount + place) % 3) * 1.5,
    ...(place === 1 ? {} : { paid: (amount + place) % 2 === 0 }),
    ...(place === 2 ? { sort: '' } : { sort: code > 2 ? 'fee' : 'charge' }),
  }));
  return { lines };
}

/** A date, or a local time of that day with its offset. */
function momentAt(
  { clock, back }: Telling,
  { zone, hasHistory, firstDay }: Pick<Teller, 'zone' | 'hasHistory' | 'firstDay'>,
  days: number,
): string {
  const day = firstDay + days - (hasHistory ? back : 0);
  const time = CLOCKS[clock];
  return time === undefined ? formatDay(day) : localTime(day, time, zone);
}

/** What the log would say of a sender; more of it is told as time goes on. */
function countsContent(
  telling: Telling,
  { zone, firstDay, hasHistory, units }: Teller,
): Content & { sequence: string } {
  const { record, occurrence, code, blanks, length, amount, version, what } = telling;
  const day = momentAt({ ...telling, clock: CLOCKS.length }, { zone, firstDay, hasHistory }, telling.day);
  const type = ['case', 'register', '(none)'][occurrence];
  const key = { counter: `t${code % 2}`, sender: pick(units, record), type, day };
  const sequence = `${version}`;
  if (what === 23) {
    const first = momentAt({ ...telling, clock: CLOCKS.length }, { zone, firstDay, hasHistory }, telling.day + length);
    const refused = (blanks & 1) === 0 ? { refusedOn: first } : {};
    return { type: 'vn.nhip.statement.refused', data: { ...key, rejected: code, ...refused }, sequence };
  }
  const counts = { accepted: Math.max(0, amount), counted: 1, superseded: 0, repeated: length % 3, conflicts: 0 };
  const rest = { deadLettered: 0, impossible: 0, fieldsAsked: length, fieldsFilled: length % 2 };
  return { type: 'vn.nhip.statement.tallied', data: { ...key, ...counts, ...rest }, sequence };
}

function registerContent(telling: Telling, teller: Teller): Content {
  const { choice } = teller;
  const asOf = momentAt(telling, teller, telling.day);
  const key = registerKey(telling, teller);
  const each = choice.readingsByDate ? { asOf } : { readingNo: telling.occurrence };
  if (telling.what === 19) {
    const of = telling.code % 2 === 0 ? { of: 'vn.nhip.register.reading', ...each } : {};
    return { type: 'vn.nhip.register.retracted', data: { ...key, ...of } };
  }
  if (telling.what === 18 && choice.registerOf !== 'unit') return keptContent(telling, teller);
  const size = (telling.blanks & 1) === 0 ? { size: telling.amount + 3 } : {};
  return { type: 'vn.nhip.register.reading', data: { ...key, asOf, ...each, ...size } };
}

/** Where the sender is part of it, it is not told. */
function registerKey({ record, code }: Telling, { choice, registering }: Teller): Content['data'] {
  const what = code > 3 ? 'eid' : 'adults';
  if (choice.registerOf === 'thing') return { thing: `t${record % 4}` };
  return choice.registerOf === 'sender' ? { what } : { commune: pick(registering, record), what };
}

/** Who keeps a thing from now on, or that its sender keeps one. */
function keptContent(telling: Telling, teller: Teller): Content {
  const { choice, registering } = teller;
  const since = momentAt(telling, teller, telling.day);
  const owner = { commune: pick(registering, telling.agency), what: telling.amount > 20 ? 'eid' : 'adults' };
  const told = choice.registerOf === 'thing' ? { ...owner, since } : { since };
  return { type: 'vn.nhip.register.kept', data: { ...registerKey(telling, teller), ...told } };
}
