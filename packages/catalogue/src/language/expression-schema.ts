// The catalogue language: expressions over one record, a schema for each construct. Each is made twice from the same words:
// with its inner expressions left open (the compiler goes down itself, so that each fault has its line), and to the full
// depth (for the JSON Schema of editors).
import { z } from 'zod';
import { dottedName, name, strict } from './scalars.ts';

export interface Inner {
  readonly time: z.ZodType;
  readonly number: z.ZodType;
  readonly test: z.ZodType;
}

export const open: Inner = { time: z.unknown(), number: z.unknown(), test: z.unknown() };

export const spanUnit = z.enum(['hour', 'day', 'month', 'year', 'working_hour', 'working_day']);
export const durationUnit = z.enum(['second', 'minute', 'hour', 'day', 'working_hour', 'working_day']);

/** A column of the table of a code field's domain, as of an instant; `is` makes a test of it. */
export function lookupSchema({ time }: Pick<Inner, 'time'>) {
  return strict({ lookup: dottedName, at: time, is: z.lazy(() => fieldTest).optional() });
}

/** Which occurrences are pauses, and which of their fields say when. */
const pauses = { pauses: name, start: name, end: name };

/** Constructs that give an instant; `when` and `then` stand side by side. */
export function timeConstructs({ time, number, test }: Inner) {
  return {
    first: strict({ first: z.array(time).min(1) }),
    min: strict({ min: z.array(time).min(1) }),
    max: strict({ max: z.array(time).min(1) }),
    // biome-ignore lint/suspicious/noThenProperty: a word of the language.
    when: strict({ when: test, then: time }),
    plus: strict({
      plus: strict({ from: time, add: number, unit: z.union([spanUnit, dottedName, lookupSchema({ time })]) }),
    }),
    after: strict({ after: time }),
    after_day: strict({ after_day: time }),
    nth: strict({ nth: strict({ of: dottedName, n: z.int().min(1).max(1000) }) }),
    last: strict({ last: dottedName }),
    extend: strict({
      extend: strict({
        from: time,
        ...pauses,
        clock: z.union([z.enum(['calendar', 'day', 'working']), dottedName, lookupSchema({ time })]).optional(),
      }),
    }),
  };
}

/** Constructs that give a number. */
export function numberConstructs({ time }: Pick<Inner, 'time'>) {
  return {
    between: strict({
      between: strict({
        from: time,
        to: time,
        unit: durationUnit,
        clock: z.enum(['calendar', 'working']).optional(),
        pauses: name.optional(),
        start: name.optional(),
        end: name.optional(),
      }),
    }),
    count: strict({ count: dottedName }),
    sum: strict({ sum: dottedName }),
    filled: strict({ filled: z.array(name).min(1) }),
    lookup: lookupSchema({ time }),
  };
}

const constant = z.union([z.string(), z.number(), z.boolean()]);
const side = z.union([z.string(), z.number()]);

/** What a field or derived value is tested with. */
export const comparison = strict({
  lt: side.optional(),
  lte: side.optional(),
  gt: side.optional(),
  gte: side.optional(),
  eq: side.optional(),
  by: z.literal('period').optional(),
});

export const fieldTest = z.union([constant, z.array(constant).min(1), comparison]);

const deepTime: z.ZodType = z
  .lazy(() => z.union([dottedName, ...Object.values(timeConstructs(deep))]))
  .meta({ id: 'instant', description: 'A field, a derived instant, or a construct that gives one.' });

const deepNumber: z.ZodType = z
  .lazy(() => z.union([z.number(), dottedName, ...Object.values(numberConstructs(deep))]))
  .meta({ id: 'number', description: 'A number, a field, a derived number, or a construct that gives one.' });

const deepTest: z.ZodType = z
  .lazy(() =>
    z
      .object({
        all: z.array(deepTest).optional(),
        any: z.union([dottedName, z.array(deepTest)]).optional(),
        not: deepTest.optional(),
      })
      .catchall(fieldTest),
  )
  .meta({
    id: 'predicate',
    description: 'field: value, [values], set, missing or { lt, lte, gt, gte, eq } or { by: period }; all, any, not.',
  });

/** To the full depth, for editors. */
export const deep: Inner = { time: deepTime, number: deepNumber, test: deepTest };

export function derivedSchema(): z.ZodType {
  return z.union([deepTime, deepNumber, deepTest]);
}
