// Oracle: what a field or a derived thing can be: a moment, an exact number, a text or a flag. Null is "missing".
import { DateTime } from 'luxon';
import { type Calendar, lastDayOfPeriod, moveDay, parseDay } from './calendar.ts';

/**
 * An exact moment; a day stated as a date, which stands at its beginning; or a day read through its end (a deadline), which stands
 * at its last millisecond.
 */
export interface Moment {
  readonly type: 'moment';
  readonly kind: 'exact' | 'date' | 'through';
  /** Where it stands when it is compared or placed, in milliseconds. */
  readonly position: number;
  readonly day: number;
}

/** whole / per, exactly: a decimal is its digits over a power of ten, a duration its milliseconds over those of its unit. */
export interface Exact {
  readonly type: 'number';
  readonly whole: bigint;
  readonly per: bigint;
}

export type Value = Moment | Exact | string | boolean;

export function exactMoment(calendar: Calendar, ms: number): Moment {
  return { type: 'moment', kind: 'exact', position: ms, day: calendar.dayOf(ms) };
}

export function dateMoment(calendar: Calendar, day: number): Moment {
  return { type: 'moment', kind: 'date', position: calendar.midnight(day), day };
}

export function throughMoment(calendar: Calendar, day: number): Moment {
  return { type: 'moment', kind: 'through', position: calendar.midnight(day + 1) - 1, day };
}

export function parseMoment(calendar: Calendar, text: string, fieldType: string): Moment {
  if (fieldType === 'period') return dateMoment(calendar, lastDayOfPeriod(text));
  if (text.length > 10) return exactMoment(calendar, DateTime.fromISO(text).toMillis());
  return fieldType === 'deadline' ? throughMoment(calendar, parseDay(text)) : dateMoment(calendar, parseDay(text));
}

/** The first millisecond after it; for a day, the next local midnight. */
export function firstAfter(calendar: Calendar, moment: Moment): Moment {
  return moment.kind === 'exact' ? exactMoment(calendar, moment.position + 1) : midnightAfter(calendar, moment);
}

export function midnightAfter(calendar: Calendar, moment: Moment): Moment {
  return exactMoment(calendar, calendar.midnight(moment.day + 1));
}

/** Hours keep the time of day; days and longer give the day, read through its end. */
export function plusSpan(calendar: Calendar, from: Moment, add: Exact, unit: string): Moment {
  const count = Number(add.whole) / Number(add.per);
  if (unit === 'hour') return exactMoment(calendar, from.position + count * 3_600_000);
  if (unit !== 'day' && unit !== 'month' && unit !== 'year') throw new TypeError(`the oracle knows no ${unit}`);
  return throughMoment(calendar, moveDay(from.day, count, unit));
}

/** A deadline moved by a length of time: a day moves by its end and stays a day. */
export function moveDeadline(calendar: Calendar, deadline: Moment, lengthMs: number): Moment {
  if (deadline.kind === 'exact') return exactMoment(calendar, deadline.position + lengthMs);
  const end = calendar.midnight(deadline.day + 1) - 1;
  return throughMoment(calendar, calendar.dayOf(end + lengthMs));
}

export function integer(whole: number): Exact {
  return { type: 'number', whole: BigInt(whole), per: 1n };
}

/** Reads `12.5`, `-3`, as digits over a power of ten. */
export function parseExact(text: string): Exact {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`the oracle cannot read the number ${text}`);
  const fraction = match[3] ?? '';
  const whole = BigInt(`${match[1]}${match[2]}${fraction}`);
  return { type: 'number', whole, per: 10n ** BigInt(fraction.length) };
}

export function duration(ms: number, unit: string): Exact {
  const lengths: Readonly<Record<string, bigint>> = {
    second: 1000n,
    minute: 60_000n,
    hour: 3_600_000n,
    day: 86_400_000n,
  };
  const per = lengths[unit];
  if (per === undefined) throw new TypeError(`the oracle knows no duration in ${unit}`);
  return { type: 'number', whole: BigInt(ms), per };
}

export function addExact(left: Exact, right: Exact): Exact {
  if (left.per === right.per) return { ...left, whole: left.whole + right.whole };
  return { type: 'number', whole: left.whole * right.per + right.whole * left.per, per: left.per * right.per };
}

/** The nearest double. */
export function toNumber({ whole, per }: Exact): number {
  const shared = greatestDivisor(whole < 0n ? -whole : whole, per);
  return Number(whole / shared) / Number(per / shared);
}

function greatestDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestDivisor(right, left % right);
}

/** Negative, 0 or positive; null when the two cannot be compared. */
export function compareValues(left: Value, right: Value): number | null {
  if (typeof left === 'object' && typeof right === 'object') {
    if (left.type === 'moment' && right.type === 'moment') return left.position - right.position;
    if (left.type === 'number' && right.type === 'number') {
      const difference = left.whole * right.per - right.whole * left.per;
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    }
    return null;
  }
  return left === right ? 0 : null;
}

/** Equal values have equal names; used for keys of records and occurrences. */
export function nameOf(value: Value): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  return value.type === 'moment' ? `${value.kind}:${value.position}` : `${toNumber(value)}`;
}
