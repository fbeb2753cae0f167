// RFC 3339 moments and dates, read by character codes: the hot path of every event. Strict: real calendar days only,
// no 24:00, no leap second, an offset always. Lower-case t and z are allowed, as the RFC says. No regular expressions, no Date.

const ZERO = 48;
const DATE_LENGTH = 10;
/** "2023-01-01T00:00:00Z" is the shortest moment. */
const MOMENT_LENGTH_MIN = 20;
const DAY_SECONDS = 86_400;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Milliseconds since 1970 of a moment, further digits cut toward the past; NaN when it is not one. */
export function parseMomentMs(text: string): number {
  return parseMoment(text, 3);
}

/** Integer microseconds since 1970, further digits cut; NaN when it is no moment or not exact in a double (before 1685, after 2255). */
export function parseMomentMicros(text: string): number {
  const micros = parseMoment(text, 6);
  return Number.isSafeInteger(micros) ? micros : Number.NaN;
}

/** Days since 1970-01-01 of `YYYY-MM-DD`, years 0001 to 9999; NaN when there is no such day. */
export function parseDate(text: string): number {
  return text.length === DATE_LENGTH ? readDate(text) : Number.NaN;
}

function parseMoment(text: string, fractionDigits: number): number {
  const length = text.length;
  if (length < MOMENT_LENGTH_MIN) return Number.NaN;
  const separator = text.charCodeAt(10) | 32;
  if (separator !== 116 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return Number.NaN;
  const day = readDate(text);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  let at = 19;
  let fraction = 0;
  let left = fractionDigits;
  if (text.charCodeAt(at) === 46) {
    const first = ++at;
    for (; at < length; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      if (left > 0) {
        fraction = fraction * 10 + digit;
        left--;
      }
    }
    if (at === first) return Number.NaN;
  }
  for (; left > 0; left--) fraction *= 10;
  const seconds = day * DAY_SECONDS + hour * 3600 + minute * 60 + second - offsetSeconds(text, at);
  return seconds * (fractionDigits === 3 ? 1_000 : 1_000_000) + fraction;
}

/** The offset that ends the text at `at`: Z or +07:00; NaN when it is none. */
function offsetSeconds(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign | 32) === 122 && text.length === at + 1) return 0;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return Number.NaN;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (!(hours < 24 && minutes < 60)) return Number.NaN;
  const seconds = hours * 3600 + minutes * 60;
  return sign === 43 ? seconds : -seconds;
}

function readDate(text: string): number {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month))) return Number.NaN;
  return daysSinceEpoch(year, month, day);
}

function monthLength(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (daysInMonth[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Two digits at a place; NaN when they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
