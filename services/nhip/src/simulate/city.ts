// Simulation: the invented habits of a city. Which unit is large, quick or late is drawn from the seed; nothing here is
// known of any real office.
import type { Random } from './random.ts';

export interface SimulatedUnit {
  readonly code: string;
  /** Dossiers on an ordinary working day. */
  readonly dossiersPerDay: number;
  /** Usual handling time as a share of the time allowed. */
  readonly pace: number;
  /** Share of dossiers that come online at the beginning, and how much it grows in a year. */
  readonly online: number;
  readonly onlineGrowth: number;
  /** Its software tells everything in the evening, not at once. */
  readonly tellsInTheEvening: boolean;
}

export interface SimulatedProcedure {
  readonly code: string;
  /** Working days allowed. */
  readonly limitDays: number;
  readonly weight: number;
}

export function drawUnits(codes: readonly string[], perDay: number, random: Random): readonly SimulatedUnit[] {
  return codes.map((code) => ({
    code,
    dossiersPerDay: perDay * Math.exp(0.6 * random.normal() - 0.18),
    pace: 0.45 + 0.4 * random.next(),
    online: 0.25 + 0.35 * random.next(),
    onlineGrowth: 0.05 + 0.12 * random.next(),
    tellsInTheEvening: random.chance(0.2),
  }));
}

const LIMITS_DAYS = [1, 1, 1, 2, 3, 3, 5, 5, 7, 10, 15, 20] as const;

export function drawProcedures(codes: readonly string[], random: Random): readonly SimulatedProcedure[] {
  return codes.map((code, index) => ({ code, limitDays: random.pick(LIMITS_DAYS), weight: 1 / (index + 1) }));
}

/** Frequent procedures are picked often: the weights fall like 1/rank. */
export function pickProcedure(procedures: readonly SimulatedProcedure[], random: Random): SimulatedProcedure {
  let left = random.next() * procedures.reduce((sum, { weight }) => sum + weight, 0);
  for (const procedure of procedures) {
    left -= procedure.weight;
    if (left < 0) return procedure;
  }
  return random.pick(procedures);
}

/** January to December: quiet around Tết, busy before school and at the year's end. */
const MONTHS = [0.95, 0.6, 1.05, 1.05, 1.0, 1.0, 1.05, 1.2, 1.1, 1.0, 1.05, 1.15] as const;
/** Monday to Sunday. */
const WEEKDAYS = [1.3, 1.1, 1.05, 1.0, 0.95, 0.2, 0.1] as const;

/** How busy a local day is, 1 on an ordinary working day. */
export function seasonOf(day: number): number {
  const month = new Date(day * 86_400_000).getUTCMonth();
  return (MONTHS[month] ?? 1) * (WEEKDAYS[weekdayOf(day)] ?? 1);
}

/** 0 is Monday. Day 0 (1970-01-01) was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function isWorkingDay(day: number): boolean {
  return weekdayOf(day) < 5;
}

/** The day that lies so many working days later. */
export function addWorkingDays(day: number, count: number): number {
  let reached = day;
  for (let left = count; left > 0; ) {
    reached += 1;
    if (isWorkingDay(reached)) left -= 1;
  }
  return reached;
}
