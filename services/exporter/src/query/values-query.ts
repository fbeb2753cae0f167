// Reads the question of GET /v1/kpis/{kpi}/values against the plan. A parameter we do not know is refused: a typing error
// must not silently widen an answer.
import { type Boundaries, type Grain, type KpiPlan, keptDimensions, type Plan, parseDay } from '@nhip/core';
import { parseMomentMs } from '@nhip/events';
import type { SeriesQuery } from '../view/values-view.ts';
import { QueryRefusal } from './refusal.ts';

export interface ValuesQuery extends SeriesQuery {
  readonly plan: KpiPlan;
  /** Days since 1970-01-01: periods that begin in [from, to); null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
  /** The values as they were final then, milliseconds since 1970; null: as they are now. */
  readonly asOf: number | null;
}

const PARAMETERS = ['unit', 'grain', 'from', 'to', 'dim', 'boundaries', 'asof'] as const;

/** @throws QueryRefusal that names what is wrong. An empty parameter counts as not given. */
export function readValuesQuery(plan: Plan, kpiId: string, raw: unknown): ValuesQuery {
  const kpi = readKpi(plan, kpiId);
  const given = readParameters(raw, PARAMETERS);
  const from = readDay('from', given.from);
  const to = readDay('to', given.to);
  if (from !== null && to !== null && from > to) {
    throw new QueryRefusal('NHIP_QUERY_DATE_INVALID', `from ${given.from} is after to ${given.to}`);
  }
  const boundaries = readBoundaries(given.boundaries);
  const asOf = readMoment(given.asof);
  if (asOf !== null) refuseBoundariesOfNow(boundaries, 'asof');
  return {
    kpi: kpi.id,
    plan: kpi,
    unit: given.unit === undefined ? null : readUnit(plan, given.unit),
    grains: readGrains(kpi, given.grain),
    dimension: readDimension(kpi, given.dim),
    boundaries,
    from,
    to,
    asOf,
  };
}

/** @throws QueryRefusal */
export function readKpi(plan: Plan, kpiId: string): KpiPlan {
  const kpi = plan.kpis.find(({ id }) => id === kpiId);
  if (kpi === undefined) throw new QueryRefusal('NHIP_QUERY_KPI_UNKNOWN', `there is no KPI '${kpiId}'`);
  return kpi;
}

/** @throws QueryRefusal for a parameter that is none of the names, or given more than once. */
export function readParameters<Name extends string>(
  raw: unknown,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const given: Partial<Record<Name, string>> = {};
  for (const [name, value] of Object.entries(raw ?? {})) {
    const known = names.find((parameter) => parameter === name);
    if (known === undefined) {
      const detail = names.length === 0 ? 'is not known: there are none here' : `is none of ${names.join(', ')}`;
      throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', `'${name}' ${detail}`);
    }
    if (typeof value !== 'string') {
      throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', `'${name}' is given more than once`);
    }
    if (value !== '') given[known] = normal(value);
  }
  return given;
}

/** Letters and accents that are typed apart are the same text: what agencies send is kept so. */
function normal(text: string): string {
  return text.normalize('NFC');
}

function readDay(name: 'from' | 'to', text: string | undefined): number | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null) {
    throw new QueryRefusal('NHIP_QUERY_DATE_INVALID', `${name} '${text}' is not a date that exists (YYYY-MM-DD)`);
  }
  return day;
}

/** Values under the boundaries of now are never locked, so that nothing of them is kept. */
export function refuseBoundariesOfNow(boundaries: SeriesQuery['boundaries'], what: string): void {
  if (boundaries === 'then') return;
  throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', `${what} knows the boundaries of then only`);
}

/** Without the seconds it is the beginning of the minute. */
const MINUTE = /^(.{10}T\d{2}:\d{2})(?=[Z+-])/i;

function readMoment(text: string | undefined): number | null {
  if (text === undefined) return null;
  // A plus sign in a query is read as a space.
  const moment = parseMomentMs(text.replace(' ', '+').replace(MINUTE, '$1:00'));
  if (Number.isNaN(moment)) {
    const detail = `asof '${text}' is not a moment with its offset (2023-02-01T00:00:00+07:00)`;
    throw new QueryRefusal('NHIP_QUERY_DATE_INVALID', detail);
  }
  return moment;
}

/** @throws QueryRefusal */
export function readUnit(plan: Plan, text: string): string {
  const code = normal(text);
  if (!plan.units.some((unit) => unit.code === code)) {
    throw new QueryRefusal('NHIP_QUERY_UNIT_UNKNOWN', `there is no unit '${code}'`);
  }
  return code;
}

function readGrains(kpi: KpiPlan, text: string | undefined): readonly Grain[] {
  if (text === undefined) return kpi.grains;
  const grain = kpi.grains.find((published) => published === text);
  if (grain === undefined) {
    const detail = `${kpi.id} is published for ${kpi.grains.join(', ')}, not for '${text}'`;
    throw new QueryRefusal('NHIP_QUERY_GRAIN_UNKNOWN', detail);
  }
  return [grain];
}

/** @throws QueryRefusal */
export function readBoundaries(text: string | undefined): Boundaries {
  if (text === undefined || text === 'then' || text === 'now') return text ?? 'then';
  throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', `boundaries '${text}' is neither then nor now`);
}

/** @throws QueryRefusal */
export function readDimension(kpi: KpiPlan, text: string | undefined): SeriesQuery['dimension'] {
  if (text === undefined) return null;
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const value = colon === -1 ? null : text.slice(colon + 1);
  const published = keptDimensions(kpi);
  if (!published.includes(name)) {
    const names = published.length === 0 ? 'by no dimension' : `by ${published.join(', ')}`;
    throw new QueryRefusal('NHIP_QUERY_DIMENSION_UNKNOWN', `${kpi.id} is published ${names}, not by '${name}'`);
  }
  if (value === '') {
    throw new QueryRefusal('NHIP_QUERY_DIMENSION_UNKNOWN', `'${text}' names no value; write dim=${name} for all`);
  }
  return { name, value };
}
