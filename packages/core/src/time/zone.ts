// Local days of one time zone, fast enough for every event: the offset of a UTC day is looked up once and remembered;
// only days on which the offset changes ask the time-zone data each time.
import { DateTime, IANAZone } from 'luxon';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Zone {
  readonly name: string;
  /** Local day (days since 1970-01-01) of a moment in milliseconds. */
  dayOf(ms: number): number;
  /** First moment of a local day, in milliseconds. */
  midnight(day: number): number;
  /** What the local clock shows at a moment, in milliseconds since 00:00. */
  clockOf(ms: number): number;
  /** The moment at which the local clock of a day shows so many milliseconds; one that is skipped is the hour after. */
  momentAt(day: number, clockMs: number): number;
}

/** @throws RangeError when the name is not an IANA time zone. */
export function openZone(name: string): Zone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`'${name}' is not a time zone`);
  const offsetMs = (ms: number): number => Math.round(zone.offset(ms) * 60_000);
  /** Offset of a whole UTC day, or null when it changes within the day. */
  const offsets = new Map<number, number | null>();
  const midnights = new Map<number, number>();

  const offsetAt = (ms: number): number => {
    const utcDay = Math.floor(ms / DAY_MS);
    let known = offsets.get(utcDay);
    if (known === undefined) {
      const start = offsetMs(utcDay * DAY_MS);
      known = start === offsetMs((utcDay + 1) * DAY_MS - 1) ? start : null;
      offsets.set(utcDay, known);
    }
    return known ?? offsetMs(ms);
  };
  const dayOf = (ms: number): number => Math.floor((ms + offsetAt(ms)) / DAY_MS);
  const findMidnight = (day: number): number => {
    const guess = day * DAY_MS - offsetAt(day * DAY_MS - offsetAt(day * DAY_MS));
    if (dayOf(guess) === day && dayOf(guess - 1) === day - 1) return guess;
    // The clock was changed at midnight: the day begins with its first existing moment.
    const { year, month, day: dayOfMonth } = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
    return DateTime.fromObject({ year, month, day: dayOfMonth }, { zone }).startOf('day').toMillis();
  };
  const midnight = (day: number): number => {
    let known = midnights.get(day);
    if (known === undefined) {
      known = findMidnight(day);
      midnights.set(day, known);
    }
    return known;
  };
  /** The clock goes on evenly all day long. */
  const isEven = (day: number): boolean => midnight(day + 1) - midnight(day) === DAY_MS;
  return {
    name,
    dayOf,
    midnight,
    clockOf: (ms) => {
      const day = dayOf(ms);
      return isEven(day) ? ms - midnight(day) : ms + offsetAt(ms) - day * DAY_MS;
    },
    momentAt: (day, clockMs) => {
      if (isEven(day)) return midnight(day) + clockMs;
      const { year, month, day: dayOfMonth } = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
      const hour = Math.floor(clockMs / HOUR_MS);
      return DateTime.fromObject({ year, month, day: dayOfMonth, hour }, { zone }).toMillis() + (clockMs % HOUR_MS);
    },
  };
}
