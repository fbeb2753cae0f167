// Simulation: the days in which everything happens; clocks are put forward and back within them in some of the zones.
import { DateTime } from 'luxon';

const DAY_MS = 86_400_000;

/**
 * Ahead lie the end of summer time in Europe and North America, its begin in Brazil (in 2018 a day without 00:00), and a new year:
 * before that of 2021 a week 53, which has none a year before.
 */
export const FIRST_DAYS: readonly number[] = [2018, 2020].map((year) => DateTime.utc(year, 10, 20).toMillis() / DAY_MS);

export const ZONES = [
  'Asia/Ho_Chi_Minh',
  'America/New_York',
  'Europe/London',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
] as const;

export function formatDay(day: number): string {
  return DateTime.fromMillis(day * DAY_MS, { zone: 'utc' }).toISODate() ?? '';
}

/** Times of a day at which mistakes like to hide; the one in the middle of the night may exist twice. */
export const CLOCKS = ['00:00:00.000', '01:30:00.000', '12:00:00.000', '23:59:59.999'] as const;

/** A local time with the offset it has there. */
export function localTime(day: number, clock: string, zone: string): string {
  return DateTime.fromISO(`${formatDay(day)}T${clock}`, { zone }).toISO() ?? '';
}

export function localMs(day: number, clock: string, zone: string): number {
  return DateTime.fromISO(`${formatDay(day)}T${clock}`, { zone }).toMillis();
}
