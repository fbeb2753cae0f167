// The catalogue language: words, names, days and lengths of time that its documents are made of.
import { parseDay } from '@nhip/core';
import { z } from 'zod';

/** An object that refuses keys it does not know and says which ones it does. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const keys = (issue as unknown as { readonly keys: readonly string[] }).keys;
      return `${keys.map((key) => `'${key}'`).join(', ')} is not known here; known: ${Object.keys(shape).join(', ')}`;
    },
  });
}

/** Words that begin an expression or a predicate; nothing may be named like one. */
export const reservedWords: ReadonlySet<string> = new Set([
  'all',
  'any',
  'not',
  'first',
  'min',
  'max',
  'when',
  'then',
  'plus',
  'extend',
  'after',
  'after_day',
  'nth',
  'last',
  'between',
  'count',
  'sum',
  'filled',
  'lookup',
  'set',
  'missing',
]);

export const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'expected a name of letters, digits and _ that begins with a letter');

/** `field`, or `part.field`. */
export const dottedName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}(\.[A-Za-z][A-Za-z0-9_]{0,63})?$/, 'expected a name, or part.name');

/** `record.measure`. */
export const measureName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}$/, 'expected record.measure');

export const kpiId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected an id of lower-case letters, digits, - and _');

/** A mark of quality on a value. */
export const flagName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected the name of a flag in capital letters, digits and _');

export const eventType = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+$/,
    'expected a dotted event type such as vn.nhip.dossier.received',
  );

/** Unit codes, codes of domains: as agencies write them. */
export const code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\S(.*\S)?$/u, 'expected a code without spaces around it');

export const line = z.string().regex(/\S/, 'expected text that is not blank');

export const bilingual = strict({ vi: line, en: line });

export const localDay = z
  .string()
  .refine((text) => parseDay(text) !== null, { message: 'expected a day that exists, such as 2025-07-01' });

/** Where a fact comes from: a source, a government document, memory, or a conclusion of ours. */
export const evidence = z.string().regex(/^(S\d+|G\d+|M|I)$/, 'expected an evidence mark: S1, G1, M or I');

/** `10d`. */
export const dayCount = z.string().regex(/^(0|[1-9]\d{0,3})d$/, 'expected a number of days such as 10d');

/** `1h`, `30m`, `2d`. */
export const duration = z.string().regex(/^(0|[1-9]\d{0,4})[smhd]$/, 'expected a length of time such as 30m, 1h or 2d');

/** `day`, `week`, `month`, `quarter`, `year`, or a rolling window: `P30D`, `30d`. */
export const grain = z
  .string()
  .regex(
    /^(day|week|month|quarter|year|P[1-9]\d{0,3}D|[1-9]\d{0,3}d)$/,
    'is not known as a grain: expected day, week, month, quarter, year, or a rolling window such as P30D',
  );

export const year = z.string().regex(/^[1-9]\d{3}$/, 'expected a year such as 2025');

const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Of a duration. */
export function secondsIn(text: string): number {
  return Number(text.slice(0, -1)) * (secondsPer[text.slice(-1)] ?? 1);
}

export function daysIn(text: string): number {
  return Number(text.slice(0, -1));
}
