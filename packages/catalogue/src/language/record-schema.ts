// The catalogue language: documents that declare a record type, its fields, events, derived values and measures.
import { z } from 'zod';
import { deep, derivedSchema, type Inner, open } from './expression-schema.ts';
import { bilingual, code, dayCount, dottedName, eventType, name, strict } from './scalars.ts';

const required = z.boolean().optional();
const expected = z.boolean().optional();
const title = bilingual.optional();
const whole = z.int();
const codeMax = z.int().min(1).max(256).optional();

/** Types of fields. `max` of text and code counts characters; `min` and `max` of numbers are written as people read them. */
export const fieldTypes = {
  text: strict({ type: z.literal('text'), max: z.int().min(1).max(4000), required, expected, title }),
  code: strict({ type: z.literal('code'), domain: name.optional(), max: codeMax, required, expected, title }),
  enum: strict({
    type: z.literal('enum'),
    values: z.array(z.string().min(1).max(64)).min(1).max(250),
    missing: z.string().optional(),
    required,
    expected,
    title,
  }),
  flag: strict({ type: z.literal('flag'), required, expected, title }),
  integer: strict({
    type: z.literal('integer'),
    min: whole.optional(),
    max: whole.optional(),
    required,
    expected,
    title,
  }),
  decimal: strict({
    type: z.literal('decimal'),
    scale: z.int().min(0).max(9),
    min: z.number().optional(),
    max: z.number().optional(),
    required,
    expected,
    title,
  }),
  instant: strict({ type: z.literal('instant'), required, expected, title }),
  deadline: strict({ type: z.literal('deadline'), required, expected, title }),
  period: strict({ type: z.literal('period'), required, expected, title }),
} as const;

export type FieldKind = keyof typeof fieldTypes;

/** Fields of an element: of a type that says all by its name, or in full. */
export const plainMember = z.enum(['flag', 'integer', 'decimal', 'code']);
const memberTypes = ['text', 'code', 'enum', 'flag', 'integer', 'decimal'] as const;
export const memberKinds: readonly FieldKind[] = memberTypes;

const elementTest = z.union([name, z.record(name, z.union([z.string(), z.number(), z.boolean()]))]);

/** What is kept of a list: how many elements, a sum, whether any or all (of at least one) pass a test. */
export const keepSchema = z.union([
  z.literal('count'),
  strict({ sum: name, min: z.number().optional(), max: z.number().optional() }),
  strict({ any: elementTest }),
  strict({ all: elementTest }),
]);

function listSchema(member: z.ZodType, keep: z.ZodType) {
  return strict({ type: z.literal('list'), of: z.record(name, member), keep: z.record(name, keep), title });
}

export const openList = listSchema(z.unknown(), z.unknown());

const names = z.array(name).min(1);

/** What an event states: fields of the record, all of them, or fields of one occurrence of a part. */
export const alsoSchema = strict({
  record: name,
  key: z.union([name, z.array(name).min(1)]),
  set: z.record(name, name),
}).meta({
  description:
    'The event is a statement about a second record too, found by these fields of the event; `set` names what it states there. Without a key there is none.',
});

export const eventMap = strict({
  each: name.optional(),
  part: name.optional(),
  fields: z.array(name).min(1),
  also: alsoSchema.optional(),
});
export const eventSchema = z.union([z.literal('all'), names, eventMap]);

export const dimension = z.union([name, strict({ field: name, sum: z.literal(false) })]);
export const finestGrain = z.enum(['day', 'week', 'month', 'quarter', 'year']);

/** Of each occurrence the days from an instant of it on: `for` so many, or `until` another of its instants. */
const stretches = { cover: dottedName, for: dayCount.optional(), until: dottedName.optional() };
export const stretchesSchema = strict(stretches);
export const coverSchema = ({ time }: Inner) =>
  strict({ ...stretches, within: stretchesSchema.optional(), enter: time.optional(), leave: time.optional() });
export const stockSchema = ({ time }: Inner) => strict({ enter: time, leave: time.optional() });

export function measureSchema(inner: Inner) {
  return strict({
    title: bilingual.optional(),
    count: z.literal(true).optional(),
    sum: inner.number.optional(),
    sketch: inner.number.optional(),
    stock: (inner === open ? z.unknown() : z.union([stockSchema(inner), coverSchema(inner)])).optional(),
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
export const openCover = coverSchema(open);

/** Who states records of this type, and how often: all units of these levels, or the units named. */
export const cadenceSchema = strict({
  every: dayCount,
  levels: z.array(name).min(1).optional(),
  units: z.array(code).min(1).optional(),
});
const cadences = z.union([cadenceSchema, z.array(cadenceSchema).min(1)]);

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
  impossible: z.record(z.string(), z.unknown()).optional(),
  cadence: z.unknown().optional(),
});

function deepList() {
  const members = memberTypes.map((kind) => fieldTypes[kind]);
  return listSchema(z.union([plainMember, z.discriminatedUnion('type', members as never)]), keepSchema);
}

export function deepRecordSchema(): z.ZodType {
  return strict({
    ...recordSchema.shape,
    fields: z.record(name, z.discriminatedUnion('type', [...Object.values(fieldTypes), deepList()] as never)),
    events: z.record(eventType, eventSchema),
    derive: z.record(name, derivedSchema()).optional(),
    measures: z.record(name, measureSchema(deep)).optional(),
    impossible: z.record(name, deep.test).optional(),
    cadence: cadences.optional(),
  });
}
