// Simulation: how the statements of one programme are told: what happens on one day somewhere in the city. Every number and every
// habit here is invented.
import type { DataValue } from '../cloud-event.ts';
import type { Random } from './random.ts';
import { type Told, tell, writeMoment } from './telling.ts';

export interface ProgrammeSetting {
  readonly random: Random;
  /** Codes of the units that send. */
  readonly units: readonly string[];
  readonly procedures: readonly string[];
  /** What an ordinary unit receives in a month. */
  readonly dossiersPerMonth: number;
  /** Code of the whole city, which states its own yearly figures. */
  readonly root: string;
  /** Local days: the one on which it happens, and the first of the whole simulation. */
  readonly day: number;
  readonly firstDay: number;
}

/** Every statement about what begins on that day, in no order; those of the future are told when their day comes. */
export type Programme = (setting: ProgrammeSetting) => readonly Told[];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A record that one unit tells of, step by step. */
export interface Life {
  readonly unit: string;
  /** `dossier` in `vn.nhip.dossier.received`. */
  readonly record: string;
  readonly id: string;
  readonly key: Readonly<Record<string, DataValue>>;
  readonly random: Random;
}

/** One statement, made a little after the moment it speaks of. */
export function step(
  { unit, record, id, key, random }: Life,
  event: string,
  { at, data }: { readonly at: number; readonly data: Readonly<Record<string, DataValue>> },
): Told {
  const statedAt = at + random.between(1, 300) * 1000;
  const type = `vn.nhip.${record}.${event}`;
  return tell({ unit, id: `${id}-${event}`, type, at: statedAt, data: { ...key, ...data } });
}

/** One of the steps that say only when something happened. */
export function moment(
  life: Life,
  event: string,
  { field, at }: { readonly field: string; readonly at: number },
): Told {
  return step(life, event, { at, data: { [field]: writeMoment(at) } });
}

export function isFirstOfMonth(day: number): boolean {
  return new Date(day * DAY_MS).getUTCDate() === 1;
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

export function isFirstOfYear(day: number): boolean {
  return isFirstOfMonth(day) && new Date(day * DAY_MS).getUTCMonth() === 0;
}
