// GET /v1/kpis: the KPIs of the catalogue, as it was compiled.
import { formatDay, type KpiPlan, type Plan } from '@nhip/core';
import type { FastifyInstance } from 'fastify';
import { kpisSchema } from '../schemas.ts';
import { gaugeName } from '../scrape/metric-name.ts';

export function addKpisRoute(app: FastifyInstance, plan: Plan): void {
  const body = JSON.stringify({ kpis: plan.kpis.map((kpi) => listed(kpi, plan)) });
  app.get('/v1/kpis', { schema: kpisSchema }, (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
}

function listed(kpi: KpiPlan, plan: Plan) {
  const { id, code, owners, title, description, programme, basis, measure, better, grains, levels, per, targets } = kpi;
  const { rating, flags } = kpi;
  const path = `/v1/kpis/${encodeURIComponent(id)}`;
  return {
    id,
    code,
    title,
    description,
    programme,
    owners: owners.map(({ unit, from }) => ({ unit, from: from === null ? null : formatDay(from) })),
    basis,
    measure,
    better,
    grains,
    levels,
    per,
    targets,
    rating,
    parts: partsOf(kpi, plan),
    flags: flags.map(({ name }) => name),
    metric: gaugeName(kpi),
    links: { values: `${path}/values`, revisions: `${path}/revisions` },
  };
}

/** Ids of the KPIs whose points a composite adds up. */
function partsOf({ formula }: KpiPlan, { kpis }: Plan): readonly string[] {
  if (formula.kind !== 'composite') return [];
  return formula.parts.flatMap((index) => kpis[index]?.id ?? []);
}
