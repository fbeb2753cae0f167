// The catalogue language: documents that declare a KPI. Formulas work on measures that are rolled up already.
import { z } from 'zod';
import { ratingShape } from './rating-schema.ts';
import {
  bilingual,
  code,
  duration,
  flagName,
  grain,
  kpiId,
  line,
  localDay,
  measureName,
  name,
  strict,
  year,
} from './scalars.ts';

export const slice = z.record(name, z.union([z.string(), z.boolean(), z.int()]));
export const slicedMeasure = strict({ measure: measureName, slice: slice.optional() });

const bound = z.number().optional();
/** Bounds of a measure or a column; a column may also be a flag or one of some words. */
export const memberTest = z.union([
  z.number(),
  z.boolean(),
  z.string(),
  z.array(z.string()).min(1),
  strict({ lt: bound, lte: bound, gt: bound, gte: bound, eq: bound }),
]);

/** What counts as no value for `first`. */
export const emptySchema = z.array(z.union([z.literal('none'), z.literal(0)])).min(1);

/** Formulas of `first` may carry a flag that is raised when they answer. */
export const flaggedSchema = strict({ of: z.unknown(), flag: flagName });

/** `1/12`, or a number. */
export const fraction = z.union([
  z.number(),
  z.string().regex(/^(0|[1-9]\d{0,8})\/[1-9]\d{0,8}$/, 'expected a number, or a fraction such as 1/12'),
]);

export const windowName = z
  .string()
  .regex(
    /^(year_to_date|quarter_to_date|month_to_date|now|[1-9]\d{0,3}d)$/,
    'is not known as a window: expected year_to_date, quarter_to_date, month_to_date, now, or a number of days such as 90d',
  );

/** Constructs of a formula, with the formulas in them as given. */
export function formulaConstructs(formula: z.ZodType) {
  const many = z.array(formula).min(1);
  const branches = z.array(z.union([flaggedSchema.extend({ of: formula }), formula])).min(1);
  const earlier = strict({ of: formula, to: z.enum(['previous', 'last_year']), whole: z.literal('year').optional() });
  const measure = z.union([measureName, slicedMeasure]);
  return {
    ratio: strict({ ratio: strict({ of: formula, over: formula }) }),
    value: strict({ value: formula }),
    quantile: strict({ quantile: strict({ of: measure, q: z.number().gt(0).lt(1) }) }),
    add: strict({ add: many }),
    minus: strict({ minus: many }),
    times: strict({ times: many }),
    max: strict({ max: many }),
    first: strict({
      first: z.union([branches, strict({ of: branches, empty: emptySchema.optional() })]),
      empty: emptySchema.optional(),
    }),
    members: strict({
      members: name,
      having: z.record(measureName, memberTest).optional(),
      level: name.optional(),
    }),
    kpi: strict({ kpi: kpiId }),
    score_of: strict({ score_of: kpiId }),
    shift: strict({ shift: earlier }),
    growth: strict({ growth: earlier }),
    by_grain: strict({ by_grain: z.record(grain, fraction) }),
    window: strict({ of: formula, window: windowName }),
    measure: slicedMeasure,
  };
}

const deepFormula: z.ZodType = z
  .lazy(() => z.union([z.number(), measureName, ...Object.values(formulaConstructs(deepFormula))]))
  .meta({ id: 'formula', description: 'A measure, a number, another KPI, or a construct over such.' });

/** Keys of a KPI document that make up its formula. */
export const formulaKeys = [
  'ratio',
  'value',
  'quantile',
  'add',
  'minus',
  'times',
  'max',
  'first',
  'members',
  'score_of',
  'composite',
  'shift',
  'growth',
  'by_grain',
  'having',
  'level',
  'empty',
] as const;

const anything = z.unknown().optional();
const perLevels = strict({ dimension: name, levels: z.array(name).min(1).optional() });

export const perSchema = z.union([
  name,
  z.array(z.union([name, perLevels])).min(1),
  z.record(name, z.union([name, z.array(name).min(1)])),
]);

export const alertSchema = strict({
  below: z.number().optional(),
  above: z.number().optional(),
  clear: z.number().optional(),
  window: z
    .string()
    .regex(/^[1-9]\d{0,3}d$/, 'expected a number of days such as 30d')
    .default('30d'),
  at_least: z.number().min(0).default(0),
  severity: z.enum(['info', 'warning', 'critical']),
  for: duration.default('0s'),
  levels: z.array(name).min(1).optional(),
  per: name.optional(),
});

const ownedFrom = strict({ unit: code, from: localDay.optional() });

/** One unit, or several one after the other. */
export const ownerSchema = z.union([code, z.array(ownedFrom).min(1)]);

/** The KPI document with its formula, `flags`, `per` and `alert` left open: each is checked by itself. */
export const kpiSchema = strict({
  kpi: kpiId,
  title: bilingual,
  code: line.optional(),
  owner: anything,
  description: bilingual.optional(),
  basis: line,
  measure: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'expected a unit of measure such as ratio, count or hours'),
  better: z.enum(['higher', 'lower', 'neither']),
  grains: z.array(grain).min(1).optional(),
  levels: z.union([name, z.array(name).min(1)]).optional(),
  per: anything,
  target: z.record(year, z.number()).optional(),
  valid: strict({ from: localDay.optional(), until: localDay.optional() }).optional(),
  alert: anything,
  ...ratingShape,
  flags: z.record(z.string(), z.unknown()).optional(),
  slice: slice.optional(),
  ratio: anything,
  value: anything,
  quantile: anything,
  add: anything,
  minus: anything,
  times: anything,
  max: anything,
  first: anything,
  members: anything,
  score_of: anything,
  shift: anything,
  growth: anything,
  by_grain: anything,
  having: anything,
  level: anything,
  empty: anything,
});

export function deepKpiSchema(): z.ZodType {
  const all = formulaConstructs(deepFormula);
  return strict({
    ...kpiSchema.shape,
    owner: ownerSchema.optional(),
    per: perSchema.optional(),
    alert: z.union([alertSchema, z.array(alertSchema).min(1)]).optional(),
    ratio: all.ratio.shape.ratio.optional(),
    value: deepFormula.optional(),
    quantile: all.quantile.shape.quantile.optional(),
    add: all.add.shape.add.optional(),
    minus: all.minus.shape.minus.optional(),
    times: all.times.shape.times.optional(),
    max: all.max.shape.max.optional(),
    first: all.first.shape.first.optional(),
    members: name.optional(),
    score_of: kpiId.optional(),
    flags: z.record(flagName, deepFormula).optional(),
    shift: all.shift.shape.shift.optional(),
    growth: all.growth.shape.growth.optional(),
    by_grain: all.by_grain.shape.by_grain.optional(),
    having: all.members.shape.having,
    level: name.optional(),
    empty: emptySchema.optional(),
  });
}
