// The catalogue language: how a KPI is rated, by points of its own or as the sum of those of others.
import { z } from 'zod';
import { bilingual, flagName, kpiId, line, name, strict } from './scalars.ts';

const points = z.number().gt(0);

export const scoreSchema = z.union([
  strict({ max: points, target: z.number().gt(0).optional() }),
  strict({ max: points, best: z.number(), worst: z.number() }),
  strict({ steps: z.array(z.tuple([z.number(), z.number().min(0)])).min(1) }),
]);

/** What happens when there is nothing to divide. */
export const zeroSchema = z.union([
  z.literal('full'),
  z.literal(0),
  z.literal('none'),
  strict({ value: z.literal(0), flag: flagName.optional() }),
]);

export const notApplicableSchema = strict({ levels: z.array(name).min(1), score: z.enum(['full', 'none', 'above']) });

export const notRatedSchema = strict({ below: z.number().gt(0) });

export const compositeSchema = strict({
  parts: z.array(kpiId).min(1),
  divide: z.number().gt(0).optional(),
  missing: z.enum(['none', 'partial', 'rescale']),
});

export const bandsSchema = z.array(strict({ from: z.number(), title: bilingual, basis: line })).min(1);

/** The members of a KPI document that rate it. */
export const ratingShape = {
  score: scoreSchema.optional(),
  zero: zeroSchema.optional(),
  not_applicable: notApplicableSchema.optional(),
  not_rated: notRatedSchema.optional(),
  composite: compositeSchema.optional(),
  bands: bandsSchema.optional(),
};
