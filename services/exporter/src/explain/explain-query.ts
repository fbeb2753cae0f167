// Reads the question of GET /v1/kpis/{kpi}/values/{unit}/{period}/explain against the plan.
import { type Boundaries, type Grain, type KpiPlan, type Plan, parsePeriod } from '@nhip/core';
import { QueryRefusal } from '../query/refusal.ts';
import { readBoundaries, readDimension, readKpi, readParameters, readUnit } from '../query/values-query.ts';

export interface ExplainQuery {
  readonly kpi: KpiPlan;
  readonly unit: string;
  readonly grain: Grain;
  readonly period: number;
  /** Null: the total. */
  readonly dimension: { readonly name: string; readonly value: string } | null;
  readonly boundaries: Boundaries;
  /** The keys of the records are asked for. */
  readonly keys: boolean;
}

export interface ExplainPath {
  readonly kpi: string;
  readonly unit: string;
  readonly period: string;
}

/** @throws QueryRefusal that names what is wrong. */
export function readExplainQuery(plan: Plan, path: ExplainPath, raw: unknown): ExplainQuery {
  const kpi = readKpi(plan, path.kpi);
  const given = readParameters(raw, ['dim', 'boundaries', 'keys'] as const);
  return {
    kpi,
    unit: readUnit(plan, path.unit),
    ...readPeriod(kpi, path.period),
    dimension: readOneValue(kpi, given.dim),
    boundaries: readBoundaries(given.boundaries),
    keys: readFlag('keys', given.keys),
  };
}

/** The way a period is written tells its grain. */
function readPeriod(kpi: KpiPlan, text: string): Pick<ExplainQuery, 'grain' | 'period'> {
  for (const grain of kpi.grains) {
    const period = parsePeriod(grain, text);
    if (period !== null) return { grain, period };
  }
  const detail = `'${text}' is no period of ${kpi.grains.join(', ')}, for which ${kpi.id} is published`;
  throw new QueryRefusal('NHIP_QUERY_PERIOD_INVALID', detail);
}

function readOneValue(kpi: KpiPlan, text: string | undefined): ExplainQuery['dimension'] {
  const dimension = readDimension(kpi, text);
  if (dimension === null) return null;
  const { name, value } = dimension;
  if (value !== null) return { name, value };
  const detail = `one value is explained at a time: write dim=${name}:value`;
  throw new QueryRefusal('NHIP_QUERY_DIMENSION_UNKNOWN', detail);
}

function readFlag(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'true' || text === 'false') return text === 'true';
  throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', `${name} '${text}' is neither true nor false`);
}
