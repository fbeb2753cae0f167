// The catalogue language: documents that declare a record type, its fields, events, derived values and measures.
import { z } from 'zod';
import { deep, derivedSchema, type Inner, open } from './expression-schema.ts';
import { bilingual, dayCount, dottedName, eventType, name, strict } from './scalars.ts';

const required = z.boolean().optional();
const title = bilingual.optional();
const whole = z.int();
const codeMax = z.int().min(1).max(256).optional();

/** Types of fields. `max` of text and code counts characters; `min` and `max` of numbers are written as people read them. */
export const fieldTypes = {
  text: strict({ type: z.literal('text'), max: z.int().min(1).max(4000), required, title }),
  code: strict({ type: z.literal('code'), domain: name.optional(), max: codeMax, required, title }),
  enum: strict({
    type: z.literal('enum'),
    values: z.array(z.string().min(1).max(64)).min(1).max(250),
    missing: z.string().optional(),
    required,
    title,
  }),
  flag: strict({ type: z.literal('flag'), required, title }),
  integer: strict({ type: z.literal('integer'), min: whole.optional(), max: whole.optional(), required, title }),
  decimal: strict({
    type: z.literal('decimal'),
    scale: z.int().min(0).max(9),
    min: z.number().optional(),
    max: z.number().optional(),
    required,
    title,
  }),
  instant: strict({ type: z.literal('instant'), required, title }),
  deadline: strict({ type: z.literal('deadline'), required, title }),
  period: strict({ type: z.literal('period'), required, title }),
} as const;

export type FieldKind = keyof typeof fieldTypes;

const names = z.array(name).min(1);

/** What an event states: fields of the record, all of them, or fields of one occurrence of a part. */
export const eventMap = strict({ each: name.optional(), part: name.optional(), fields: z.array(name).min(1) });
export const eventSchema = z.union([z.literal('all'), names, eventMap]);

export const dimension = z.union([name, strict({ field: name, sum: z.literal(false) })]);
export const finestGrain = z.enum(['day', 'week', 'month', 'quarter', 'year']);

export const coverSchema = strict({ cover: dottedName, for: dayCount });
export const stockSchema = ({ time }: Inner) => strict({ enter: time, leave: time.optional() });

export function measureSchema(inner: Inner) {
  return strict({
    title: bilingual.optional(),
    count: z.literal(true).optional(),
    sum: inner.number.optional(),
    sketch: inner.number.optional(),
    stock: (inner === open ? z.unknown() : z.union([stockSchema(inner), coverSchema])).optional(),
    hold: dottedName.optional(),
    at: inner.time.optional(),
    where: inner.test.optional(),
    by: z.array(dimension).optional(),
    units: z.enum(['sum', 'own']).optional(),
    finest: finestGrain.optional(),
  });
}

export const openMeasure = measureSchema(open);
export const openStock = stockSchema(open);

/** The record document with its parts left open: each is checked by itself. */
export const recordSchema = strict({
  record: name,
  title: bilingual,
  description: bilingual.optional(),
  versions: z.enum(['time', 'sequence']).optional(),
  key: names,
  unit: name.optional(),
  fields: z.record(z.string(), z.unknown()),
  events: z.record(z.string(), z.unknown()),
  derive: z.record(z.string(), z.unknown()).optional(),
  measures: z.record(z.string(), z.unknown()).optional(),
});

export function deepRecordSchema(): z.ZodType {
  return strict({
    ...recordSchema.shape,
    fields: z.record(name, z.discriminatedUnion('type', Object.values(fieldTypes) as never)),
    events: z.record(eventType, eventSchema),
    derive: z.record(name, derivedSchema()).optional(),
    measures: z.record(name, measureSchema(deep)).optional(),
  });
}
