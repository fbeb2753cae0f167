// The catalogue language: the kinds of document, and the JSON Schema that editors check them with while they are written.
import { z } from 'zod';
import { calendarSchema } from './calendar-schema.ts';
import { deepDomainSchema } from './domain-schema.ts';
import { deepKpiSchema } from './kpi-schema.ts';
import { deepRecordSchema } from './record-schema.ts';
import { bilingual, code, dayCount, grain, line, localDay, name, strict } from './scalars.ts';

const settings = {
  title: bilingual,
  timeZone: line,
  root: code,
  levels: z.array(name).min(1),
  /** What people call levels, and programmes (first subfolders), in the order in which they are to be shown. */
  titles: strict({
    programmes: z.record(line, bilingual).optional(),
    levels: z.record(name, bilingual).optional(),
  }).optional(),
  finalAfter: z.record(grain, dayCount).optional(),
  /** The calendar that limits in working time are counted by. */
  calendar: name.optional(),
  /** `required`: a KPI without an example in some `*.test.yaml` does not compile. */
  examples: z.enum(['required', 'optional']).optional(),
};

/** `catalogue: hanoi` with the settings beside it. */
export const catalogueSchema = strict({ catalogue: name, ...settings });
/** `catalogue: { id: hanoi, … }`: the same in one map. */
export const nestedCatalogueSchema = strict({ id: name, ...settings });

export const unitSchema = strict({
  code,
  level: name,
  parent: code.optional(),
  title: bilingual,
  from: localDay.optional(),
  until: localDay.optional(),
  successor: code.optional(),
});

export const unitsSchema = strict({ units: z.array(z.unknown()).min(1) });

/** Kinds of document by the key that each begins with. */
export const documentKinds = ['catalogue', 'units', 'calendar', 'domain', 'record', 'kpi'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** JSON Schema (2020-12) of one document of a catalogue. */
export function catalogueJsonSchema(): object {
  const document = z.union([
    catalogueSchema,
    strict({ catalogue: nestedCatalogueSchema }),
    strict({ units: z.array(unitSchema).min(1) }),
    calendarSchema,
    deepDomainSchema(),
    deepRecordSchema(),
    deepKpiSchema(),
  ]);
  const schema = z.toJSONSchema(document, { io: 'input' });
  return { ...schema, title: 'A document of a Nhịp catalogue' };
}
