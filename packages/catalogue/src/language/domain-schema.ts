// The catalogue language: documents that declare a domain: its codes, and a table of what holds for each of them, and since when.
import { z } from 'zod';
import { bilingual, code, localDay, name, strict } from './scalars.ts';

const title = bilingual.optional();

/** Types of columns. */
export const columnTypes = {
  text: strict({ type: z.literal('text'), title }),
  enum: strict({ type: z.literal('enum'), values: z.array(z.string().min(1).max(64)).min(1).max(250), title }),
  flag: strict({ type: z.literal('flag'), title }),
  integer: strict({ type: z.literal('integer'), title }),
  decimal: strict({ type: z.literal('decimal'), scale: z.int().min(0).max(9), title }),
} as const;

export const columnType = z.discriminatedUnion('type', [
  columnTypes.text,
  columnTypes.enum,
  columnTypes.flag,
  columnTypes.integer,
  columnTypes.decimal,
]);

/** What every row has besides its columns. */
export const rowHead = { code, from: localDay.optional(), until: localDay.optional() };

/** The domain document with the rows of its table left open: they are checked by their columns. */
export const domainSchema = strict({
  domain: name,
  title: bilingual.optional(),
  codes: z.union([z.array(code).min(1), z.record(code, bilingual)]).optional(),
  columns: z.record(name, columnType).optional(),
  rows: z.array(z.unknown()).optional(),
});

export function deepDomainSchema(): z.ZodType {
  const cell = z.union([z.string(), z.number(), z.boolean()]);
  return strict({ ...domainSchema.shape, rows: z.array(z.object(rowHead).catchall(cell)).optional() });
}
