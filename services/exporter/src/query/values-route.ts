// GET /v1/kpis/{kpi}/values: published values as JSON or CSV, streamed.
import type { KpiPlan, Plan } from '@nhip/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import type { History } from '../history/history.ts';
import { valuesSchema } from '../values-schemas.ts';
import type { PublishedSeries, ValuesView } from '../view/values-view.ts';
import { negotiate } from './accept.ts';
import { csvHeader, csvLine } from './csv.ts';
import { QueryRefusal } from './refusal.ts';
import { rowsOf, type ValueRow } from './rows.ts';
import { readValuesQuery, type ValuesQuery } from './values-query.ts';

export interface ValuesRouteOptions {
  readonly view: ValuesView;
  readonly plan: Plan;
  /** Null: none is kept. */
  readonly history: History | null;
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
  { view, plan, history }: ValuesRouteOptions,
  request: FastifyRequest<{ Params: { kpi: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const format = negotiate(request.headers.accept, formats);
  if (format === null) {
    const detail = `none of '${request.headers.accept}' can be given`;
    throw new QueryRefusal('NHIP_QUERY_NOT_ACCEPTABLE', detail, { vary: 'accept' });
  }
  const query = readValuesQuery(plan, request.params.kpi, request.query);
  const series = query.asOf === null ? seriesNow(view, query) : seriesAsOf(history, query, query.asOf);
  const rows = rowsOf(series, { timeZone: plan.timeZone, from: query.from, to: query.to });
  const texts = format === 'text/csv' ? csvTexts(rows, query.plan) : jsonTexts(rows);
  return reply
    .header('vary', 'accept')
    .header('cache-control', 'no-cache')
    .header('content-type', `${format}; charset=utf-8`)
    .send(streamOf(chunksOf(texts)));
}

function seriesNow(view: ValuesView, query: ValuesQuery): readonly PublishedSeries[] {
  if (!view.ready()) throw notReady('the published values have not been read to the end yet');
  return view.series(query);
}

function seriesAsOf(history: History | null, query: ValuesQuery, momentMs: number): readonly PublishedSeries[] {
  if (history === null) throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', 'no history is kept here');
  if (!history.ready()) throw notReady('the revisions have not been read to the end yet');
  return history.asOf(query, momentMs);
}

function notReady(detail: string): QueryRefusal {
  return new QueryRefusal('NHIP_QUERY_NOT_READY', detail, { 'retry-after': RETRY_AFTER_SECONDS });
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
