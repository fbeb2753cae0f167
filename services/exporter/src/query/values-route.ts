// GET /v1/kpis/{kpi}/values: published values as JSON or CSV, streamed.
import type { KpiPlan, Plan } from '@nhip/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import { valuesSchema } from '../schemas.ts';
import type { ValuesView } from '../view/values-view.ts';
import { negotiate } from './accept.ts';
import { csvHeader, csvLine } from './csv.ts';
import { QueryRefusal } from './refusal.ts';
import { rowsOf, type ValueRow } from './rows.ts';
import { readValuesQuery } from './values-query.ts';

export interface ValuesRouteOptions {
  readonly view: ValuesView;
  readonly plan: Plan;
}

const formats = ['application/json', 'text/csv'] as const;
const RETRY_AFTER_SECONDS = '2';

export function addValuesRoute(app: FastifyInstance, options: ValuesRouteOptions): void {
  // No HEAD: it would make the whole answer only to throw it away.
  const settings = { schema: valuesSchema, exposeHeadRoute: false };
  app.get<{ Params: { kpi: string } }>('/v1/kpis/:kpi/values', settings, (request, reply) =>
    answer(options, request, reply),
  );
}

function answer(
  { view, plan }: ValuesRouteOptions,
  request: FastifyRequest<{ Params: { kpi: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const format = negotiate(request.headers.accept, formats);
  if (format === null) {
    const detail = `none of '${request.headers.accept}' can be given`;
    throw new QueryRefusal('NHIP_QUERY_NOT_ACCEPTABLE', detail, { vary: 'accept' });
  }
  const query = readValuesQuery(plan, request.params.kpi, request.query);
  if (!view.ready()) {
    const detail = 'the published values have not been read to the end yet';
    throw new QueryRefusal('NHIP_QUERY_NOT_READY', detail, { 'retry-after': RETRY_AFTER_SECONDS });
  }
  const rows = rowsOf(view.series(query), { timeZone: plan.timeZone, from: query.from, to: query.to });
  const texts = format === 'text/csv' ? csvTexts(rows, query.plan) : jsonTexts(rows);
  return reply
    .header('vary', 'accept')
    .header('cache-control', 'no-cache')
    .header('content-type', `${format}; charset=utf-8`)
    .send(streamOf(chunksOf(texts)));
}

function* csvTexts(rows: Iterable<ValueRow>, { measure }: KpiPlan): Generator<string> {
  yield csvHeader;
  for (const row of rows) yield csvLine(row, measure === 'ratio');
}

function* jsonTexts(rows: Iterable<ValueRow>): Generator<string> {
  let separator = '{"values":[\n';
  for (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield separator === ',\n' ? '\n]}\n' : '{"values":[]}\n';
}
