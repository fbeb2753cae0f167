// GET /v1/kpis: the KPIs of the catalogue, as it was compiled.
import type { KpiPlan, Plan } from '@nhip/core';
import type { FastifyInstance } from 'fastify';
import { kpisSchema } from '../schemas.ts';
import { gaugeName } from '../scrape/metric-name.ts';

export function addKpisRoute(app: FastifyInstance, plan: Plan): void {
  const body = JSON.stringify({ kpis: plan.kpis.map(listed) });
  app.get('/v1/kpis', { schema: kpisSchema }, (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
}

function listed(kpi: KpiPlan) {
  const { id, title, description, programme, basis, measure, better, grains, levels, per, targets } = kpi;
  const path = `/v1/kpis/${encodeURIComponent(id)}`;
  return {
    id,
    title,
    description,
    programme,
    basis,
    measure,
    better,
    grains,
    levels,
    per,
    targets,
    metric: gaugeName(kpi),
    links: { values: `${path}/values` },
  };
}
