// Reads one field of an event's data into the encoding of its declared type. Compiled once per field, so that the hot path
// is a call and a few comparisons. Blank (absent, null, empty text) reads as NaN: "states that it is empty".
import type { FieldPlan, FieldType, Plan, Zone } from '@nhip/core';
import { throughDay, wholeDay } from '@nhip/core';
import { type Fault, quote } from '../fault.ts';
import { parseDate, parseMomentMs } from '../rfc3339.ts';
import { readDecimal, readInteger } from './number-value.ts';
import { readText } from './text-value.ts';

/** What is wrong with a value; the caller adds the pointer. */
export interface Problem {
  readonly code: Fault['code'];
  readonly message: string;
}

/** Text and codes as strings, all others as numbers; see FieldType. */
export type Reading = string | number | Problem;

export interface FieldReader {
  readonly name: string;
  readonly pointer: string;
  readonly required: boolean;
  /** An instant, a deadline or a period: not of a year long before the city's records. */
  readonly isTime: boolean;
  /** An instant: not later than a day after receipt. */
  readonly happened: boolean;
  /** The name is also one of Object.prototype, so it must be asked whether the data owns it. */
  readonly shadows: boolean;
  readonly read: (raw: unknown) => Reading;
}

export interface ReaderContext {
  readonly plan: Plan;
  readonly zone: Zone;
  /** Codes of all units of the plan, whenever in force. */
  readonly units: ReadonlySet<string>;
}

export function isProblem(reading: Reading): reading is Problem {
  return typeof reading === 'object';
}

/** @param holdsUnit the field names the responsible unit, so its value must be a known unit. */
export function fieldReader(field: FieldPlan, holdsUnit: boolean, context: ReaderContext): FieldReader {
  const read = typeReader(field.type, context);
  return {
    name: field.name,
    pointer: `/data/${field.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    required: field.required || holdsUnit,
    isTime: times.has(field.type.kind),
    happened: field.type.kind === 'instant',
    shadows: field.name in Object.prototype,
    read: holdsUnit ? (raw) => knownUnit(read(raw), context.units) : read,
  };
}

const times: ReadonlySet<FieldType['kind']> = new Set(['instant', 'deadline', 'period']);

function typeReader(type: FieldType, context: ReaderContext): (raw: unknown) => Reading {
  switch (type.kind) {
    case 'text':
      return (raw) => readText(raw, type.max);
    case 'code':
      return codeReader(type, context.plan);
    case 'enum':
      return enumReader(type.values);
    case 'flag':
      return readFlag;
    case 'integer':
      return (raw) => readInteger(raw, type.min, type.max);
    case 'decimal':
      return (raw) => readDecimal(raw, type);
    case 'instant':
      return (raw) => readTime(raw, context.zone, wholeDay);
    case 'deadline':
      return (raw) => readTime(raw, context.zone, throughDay);
    case 'period':
      return (raw) => readPeriod(raw, context.zone);
  }
}

function knownUnit(reading: Reading, units: ReadonlySet<string>): Reading {
  if (typeof reading !== 'string' || units.has(reading)) return reading;
  return { code: 'NHIP_DATA_UNIT_UNKNOWN', message: `${quote(reading)} is not a unit of the catalogue` };
}

function codeReader(type: FieldType & { kind: 'code' }, plan: Plan): (raw: unknown) => Reading {
  const codes = plan.domains.find((domain) => domain.name === type.domain)?.codes ?? null;
  if (codes === null) return (raw) => readText(raw, type.max);
  const known: ReadonlySet<string> = new Set(codes);
  return (raw) => {
    const reading = readText(raw, type.max);
    if (typeof reading !== 'string' || known.has(reading)) return reading;
    return { code: 'NHIP_DATA_VALUE_UNKNOWN', message: `${quote(reading)} is not in the domain ${type.domain}` };
  };
}

function enumReader(values: readonly string[]): (raw: unknown) => Reading {
  const indices: ReadonlyMap<unknown, number> = new Map(values.map((value, index) => [value, index]));
  return (raw) => {
    const index = indices.get(raw);
    if (index !== undefined) return index;
    const text = readText(raw, Number.POSITIVE_INFINITY);
    if (typeof text !== 'string') return text;
    const message = `${quote(text)} is none of ${values.join(', ')}`;
    return indices.get(text) ?? { code: 'NHIP_DATA_VALUE_UNKNOWN', message };
  };
}

function readFlag(raw: unknown): Reading {
  if (raw === true || raw === 'true') return 1;
  if (raw === false || raw === 'false') return 0;
  if (raw === undefined || raw === null || raw === '') return Number.NaN;
  return { code: 'NHIP_DATA_TYPE_WRONG', message: `expected true or false, not ${quote(raw)}` };
}

function readTime(raw: unknown, zone: Zone, asDay: (midnightMs: number) => number): Reading {
  if (typeof raw !== 'string') return timeOfOtherType(raw, 'a moment or a day');
  if (raw === '') return Number.NaN;
  if (raw.length > 10) {
    const moment = parseMomentMs(raw);
    if (!Number.isNaN(moment)) return moment;
  } else {
    const day = parseDate(raw);
    if (!Number.isNaN(day)) return asDay(zone.midnight(day));
  }
  const trimmed = raw.trim();
  if (trimmed.length < raw.length) return readTime(trimmed, zone, asDay);
  const message = `${quote(raw)} is neither an RFC 3339 moment with an offset nor a day YYYY-MM-DD that exists`;
  return { code: 'NHIP_DATA_DATE_INVALID', message };
}

function timeOfOtherType(raw: unknown, expected: string): Reading {
  if (raw === undefined || raw === null) return Number.NaN;
  return { code: 'NHIP_DATA_TYPE_WRONG', message: `expected ${expected} as text, not ${quote(raw)}` };
}

/** A period is placed on its last day. */
function readPeriod(raw: unknown, zone: Zone): Reading {
  if (typeof raw !== 'string') return timeOfOtherType(raw, 'a period');
  const text = raw.trim();
  if (text === '') return Number.NaN;
  const match = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(text);
  if (match === null || match[1] === '0000') {
    return {
      code: 'NHIP_DATA_PERIOD_INVALID',
      message: `${quote(raw)} is not a period such as 2023, 2023-Q1 or 2023-03`,
    };
  }
  const lastMonth = match[3] !== undefined ? Number(match[3]) : Number(match[2] ?? 4) * 3;
  const firstOfMonth = parseDate(`${match[1]}-${String(lastMonth).padStart(2, '0')}-28`);
  return wholeDay(zone.midnight(lastDayOfMonth(firstOfMonth)));
}

/** The last day of the month of a day that is its 28th. */
function lastDayOfMonth(day28: number): number {
  const date = new Date(day28 * 86_400_000);
  return Math.floor(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 86_400_000) - 1;
}
