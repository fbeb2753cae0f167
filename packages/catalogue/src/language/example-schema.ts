// The catalogue language: examples of KPIs in `*.test.yaml`, each a document: events in, a moment, values out.
import { z } from 'zod';
import { kpiId, line, strict } from './scalars.ts';

const data = z.record(z.string(), z.unknown());

export const exampleSchema = strict({
  example: line,
  /** `- agency event.type: { field: value }`; `x40` behind the type tells it 40 times, `#` in a text being 1 to 40, `#%7` 1 to 7 over and over. */
  events: z.array(z.record(line, data)),
  now: line,
  /** KPI -> `unit period` -> answer. */
  values: z.record(kpiId, z.record(line, z.union([z.string(), z.number()]))),
});
