// Import: reads the dates and wall-clock times of a spreadsheet. A wall-clock time belongs to the catalogue's time zone.
// A time the clock skipped (spring) is refused; of a time the clock showed twice (autumn) the second is taken, which is
// standard time.
import { IANAZone } from 'luxon';
import { CommandFailure } from '../failure.ts';

export type TimeReading =
  /** As CloudEvents data states it: `2015-01-31`, or a moment in UTC. */
  { readonly kind: 'read'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string };

export type TimeReader = (text: string) => TimeReading;

const DAY_MS = 86_400_000;

const TOKENS: Readonly<Record<string, readonly [name: string, pattern: string]>> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['half', '\\d{2}'],
  h: ['half', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  SSS: ['milli', '\\d{3}'],
  a: ['noon', '[AaPp]\\.?[Mm]\\.?'],
};

/**
 * A reader of one format, written with the tokens of luxon: yyyy MM M dd d HH H hh h mm m ss s SSS a; text in single quotes
 * and everything that is not a letter stands for itself. Without an hour it reads whole days.
 * @throws CommandFailure when the format has other letters, or no year, month and day.
 */
export function timeReader(format: string, timeZone: string): TimeReader {
  const pattern = patternOf(format);
  const resolve = wallClock(timeZone);
  // Whoever drops zeros writes the same format with tokens of one letter.
  const loose = new RegExp(pattern.source.replaceAll('\\d{2}', '\\d{1,2}'));
  const unlike = (text: string): TimeReading => {
    const hint = loose.test(text) ? ' (M, d, H, h, m and s also take one digit)' : countedDays(text);
    return { kind: 'unreadable', reason: `is not written as ${format}${hint}` };
  };
  return (text) => {
    const parts = pattern.exec(text)?.groups;
    return parts === undefined ? unlike(text) : readParts(parts, resolve);
  };
}

/** Excel counts the days since 1900, and writes them so into CSV where a column is shown as numbers. */
function countedDays(text: string): string {
  return /^\d{5}([.,]\d+)?$/.test(text)
    ? ' (days as Excel counts them? Show the column as dates before saving it)'
    : '';
}

const ISO_LOCAL =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<milli>\d{3}))?)?$/;

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

/** Without a format: ISO 8601. What has an offset, or is a date, goes on as it stands and is checked at the door. */
export function isoReader(timeZone: string): TimeReader {
  const resolve = wallClock(timeZone);
  return (text) => {
    const parts = ISO_LOCAL.exec(text)?.groups;
    if (parts !== undefined) return readParts(parts, resolve);
    if (ISO_DAY.test(text)) return { kind: 'read', text };
    const hint = countedDays(text) || ': say its format in the column map';
    return { kind: 'unreadable', reason: `is not written like 2024-03-05 or 2024-03-05 08:10${hint}` };
  };
}

function patternOf(format: string): RegExp {
  const seen = new Set<string>();
  const source = format.replaceAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g, (piece, quoted: string | undefined) => {
    if (quoted !== undefined) return RegExp.escape(quoted);
    if (!/^[A-Za-z]/.test(piece)) return RegExp.escape(piece);
    const token = TOKENS[piece];
    if (token === undefined) {
      const known = Object.keys(TOKENS).join(' ');
      throw new CommandFailure(`the format '${format}' has '${piece}', which is not known (known are ${known})`);
    }
    if (seen.has(token[0])) throw new CommandFailure(`the format '${format}' names the ${token[0]} twice`);
    seen.add(token[0]);
    return `(?<${token[0]}>${token[1]})`;
  });
  if (!['year', 'month', 'day'].every((part) => seen.has(part))) {
    throw new CommandFailure(`the format '${format}' must have a year (yyyy), a month and a day`);
  }
  if (seen.has('half') !== seen.has('noon')) {
    throw new CommandFailure(`the format '${format}' must have both h or hh and a, or neither`);
  }
  return new RegExp(`^${source}$`);
}

type Parts = Readonly<Record<string, string | undefined>>;

function readParts(parts: Parts, resolve: WallClock): TimeReading {
  const number = (name: string): number => Number(parts[name] ?? 0);
  const midnight = Date.UTC(number('year'), number('month') - 1, number('day'));
  if (new Date(midnight).getUTCDate() !== number('day') || new Date(midnight).getUTCMonth() !== number('month') - 1) {
    return { kind: 'unreadable', reason: 'is not a day of the calendar' };
  }
  const date = `${parts.year}-${String(number('month')).padStart(2, '0')}-${String(number('day')).padStart(2, '0')}`;
  if (parts.hour === undefined && parts.half === undefined) return { kind: 'read', text: date };
  const hour = hourOf(parts);
  if (hour === null || number('minute') > 59 || number('second') > 59) {
    return { kind: 'unreadable', reason: 'is not a time of the day' };
  }
  const ofDay = ((hour * 60 + number('minute')) * 60 + number('second')) * 1000 + number('milli');
  const ms = resolve(midnight + ofDay);
  if (ms === null) return { kind: 'unreadable', reason: 'is a time that the clock skipped on that day' };
  return { kind: 'read', text: new Date(ms).toISOString().replace('.000Z', 'Z') };
}

function hourOf(parts: Parts): number | null {
  if (parts.half === undefined) {
    const hour = Number(parts.hour);
    return hour <= 23 ? hour : null;
  }
  const half = Number(parts.half);
  if (half < 1 || half > 12) return null;
  return (half % 12) + (/^p/i.test(parts.noon ?? '') ? 12 : 0);
}

/** From wall-clock time (as if it were UTC, in ms) to the moment; null when the clock never showed it. */
type WallClock = (local: number) => number | null;

function wallClock(timeZone: string): WallClock {
  const zone = IANAZone.create(timeZone);
  const offsets = new Map<number, number>();
  /** Offset at the beginning of a UTC day: offsets change some times a year, a file has millions of times. */
  const offsetAt = (utcDay: number): number => {
    let known = offsets.get(utcDay);
    if (known === undefined) {
      known = offsetOf(utcDay * DAY_MS);
      offsets.set(utcDay, known);
    }
    return known;
  };
  const offsetOf = (ms: number): number => Math.round(zone.offset(ms) * 60_000);
  return (local) => {
    const utcDay = Math.floor(local / DAY_MS);
    const before = offsetAt(utcDay - 1);
    const after = offsetAt(utcDay + 2);
    if (before === after) return local - before;
    const moments = [before, after].map((offset) => local - offset).filter((ms) => ms + offsetOf(ms) === local);
    return moments.length === 0 ? null : Math.max(...moments);
  };
}
