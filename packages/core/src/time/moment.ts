// How a moment or a day is kept in one number, so that a record's state is plain typed arrays:
// whole milliseconds since 1970 = an exact moment; its local midnight + 0.5 = a day stated as a date;
// + 0.25 = a day read through its end (a deadline). NaN = missing. Exact for the years 1 to 9999.
import type { Zone } from './zone.ts';

const DAY_STATED = 0.5;
const DAY_THROUGH = 0.25;

/** A day stated as a date, given the local midnight it begins with. It stands at its beginning. */
export function wholeDay(midnightMs: number): number {
  return midnightMs + DAY_STATED;
}

/** A day read "through": it stands at its last millisecond. */
export function throughDay(midnightMs: number): number {
  return midnightMs + DAY_THROUGH;
}

export function isDay(moment: number): boolean {
  return moment !== Math.floor(moment);
}

/** The local day (days since 1970-01-01) a moment falls on. */
export function dayOf(zone: Zone, moment: number): number {
  return zone.dayOf(Math.floor(moment));
}

/** The millisecond at which a moment stands in comparisons: a day at its beginning, a deadline day at its end. */
export function positionOf(zone: Zone, moment: number): number {
  const base = Math.floor(moment);
  if (moment - base !== DAY_THROUGH) return base;
  return zone.midnight(zone.dayOf(base) + 1) - 1;
}

/** The first millisecond after a moment; for a day, the next local midnight. */
export function after(zone: Zone, moment: number): number {
  return isDay(moment) ? afterDay(zone, moment) : moment + 1;
}

/** The local midnight that ends the moment's day. */
export function afterDay(zone: Zone, moment: number): number {
  return zone.midnight(dayOf(zone, moment) + 1);
}
