// The catalogue language: documents that declare a working calendar.
import { z } from 'zod';
import { bilingual, evidence, line, localDay, name, strict, year } from './scalars.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const hours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected hours such as 08:00-12:00');

/** A day, or the first and the last of several: `2023-01-20/2023-01-26`. */
const days = z
  .string()
  .refine((text) => /^[^/]+(\/[^/]+)?$/.test(text) && text.split('/').every((day) => localDay.safeParse(day).success), {
    message: 'expected a day that exists, or first/last of several',
  });

export const weekSchema = strict({
  from: localDay.optional(),
  days: z.array(z.enum(weekdays)).min(1),
  hours: z.array(hours).min(1),
});

export const calendarYearSchema = strict({
  announced: z.boolean(),
  source: line,
  mark: evidence,
  daysOff: z.array(days),
  /** Worked though the week or a holiday says otherwise. */
  swappedIn: z.array(localDay).optional(),
});

export const calendarSchema = strict({
  calendar: name,
  title: bilingual.optional(),
  weeks: z.array(weekSchema).min(1),
  years: z.record(year, calendarYearSchema),
});
