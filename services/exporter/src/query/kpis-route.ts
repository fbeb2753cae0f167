// GET /v1/kpis: the KPIs of the catalogue, as it was compiled.
import { formatDay, type KpiDefinition, type KpiPlan, type Plan, type Validity } from '@nhip/core';
import type { FastifyInstance } from 'fastify';
import { kpisSchema } from '../schemas.ts';
import { gaugeName } from '../scrape/metric-name.ts';
import { readParameters } from './values-query.ts';

export function addKpisRoute(app: FastifyInstance, plan: Plan): void {
  const body = JSON.stringify({ kpis: plan.kpis.map((kpi) => listed(kpi, plan)) });
  app.get('/v1/kpis', { schema: kpisSchema }, (request, reply) => {
    readParameters(request.query, []);
    return reply.header('content-type', 'application/json; charset=utf-8').send(body);
  });
}

function listed(kpi: KpiPlan, plan: Plan) {
  const { id, code, owners, programme, measure, better, grains, earlier } = kpi;
  const path = `/v1/kpis/${encodeURIComponent(id)}`;
  return {
    id,
    code,
    programme,
    owners: owners.map(({ unit, from }) => ({ unit, from: dayOrNull(from) })),
    measure,
    better,
    grains,
    ...defined(kpi, plan),
    earlier: earlier.map((definition) => defined(definition, plan)),
    metric: gaugeName(kpi),
    links: {
      values: `${path}/values`,
      explain: `${path}/values/{unit}/{period}/explain{?dim,boundaries,keys}`,
      revisions: `${path}/revisions`,
    },
  };
}

function defined(definition: KpiDefinition, plan: Plan) {
  const { valid, title, description, basis, levels, per, targets, rating, flags } = definition;
  return {
    valid: daysOf(valid),
    title,
    description,
    basis,
    levels,
    per,
    targets,
    rating,
    parts: partsOf(definition, plan),
    flags: flags.map(({ name }) => name),
  };
}

function daysOf({ from, until }: Validity) {
  return { from: dayOrNull(from), until: dayOrNull(until) };
}

function dayOrNull(day: number | null): string | null {
  return day === null ? null : formatDay(day);
}

/** Ids of the KPIs whose points a composite adds up. */
function partsOf({ formula }: KpiDefinition, { kpis }: Plan): readonly string[] {
  if (formula.kind !== 'composite') return [];
  return formula.parts.flatMap((index) => kpis[index]?.id ?? []);
}
