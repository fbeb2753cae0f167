// GET /v1/kpis/{kpi}/values: published values as JSON or CSV, streamed.
import type { KpiPlan, Plan } from '@nhip/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chunksAsTheyCome, streamOf } from '../chunks.ts';
import type { History } from '../history/history.ts';
import { eachInTurns, takeTurns } from '../turns.ts';
import { valuesSchema } from '../values-schemas.ts';
import type { PublishedSeries, ValuesView } from '../view/values-view.ts';
import { negotiate } from './accept.ts';
import { asked, notReady } from './asked-history.ts';
import { csvHeader, csvLine } from './csv.ts';
import { QueryRefusal } from './refusal.ts';
import { type RowsOptions, rowsOf, type ValueRow, Writings } from './rows.ts';
import { readValuesQuery, type ValuesQuery } from './values-query.ts';

export interface ValuesRouteOptions {
  readonly view: ValuesView;
  readonly plan: Plan;
  /** Null: none is kept. */
  readonly history: History | null;
}

const formats = ['application/json', 'text/csv'] as const;

export function addValuesRoute(app: FastifyInstance, options: ValuesRouteOptions): void {
  // No HEAD: it would make the whole answer only to throw it away.
  const settings = { schema: valuesSchema, exposeHeadRoute: false };
  app.get<{ Params: { kpi: string } }>('/v1/kpis/:kpi/values', settings, (request, reply) =>
    answer(options, request, reply),
  );
}

async function answer(
  { view, plan, history }: ValuesRouteOptions,
  request: FastifyRequest<{ Params: { kpi: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const format = negotiate(request.headers.accept, formats);
  if (format === null) {
    const detail = `none of '${request.headers.accept}' can be given`;
    throw new QueryRefusal('NHIP_QUERY_NOT_ACCEPTABLE', detail, { vary: 'accept' });
  }
  const query = readValuesQuery(plan, request.params.kpi, request.query);
  const series = query.asOf === null ? await seriesNow(view, query) : await seriesAsOf(history, query, query.asOf);
  const rowsOptions = { timeZone: plan.timeZone, from: query.from, to: query.to };
  const texts = textsOf(series, rowsOptions, linesOf(format, query.plan));
  return reply
    .header('vary', 'accept')
    .header('cache-control', 'no-cache')
    .header('content-type', `${format}; charset=utf-8`)
    .send(streamOf(chunksAsTheyCome(texts)));
}

async function seriesNow(view: ValuesView, query: ValuesQuery): Promise<AsyncIterable<PublishedSeries>> {
  if (!view.ready()) throw notReady('the published values have not been read to the end yet');
  return eachInTurns(await view.series(query), takeTurns());
}

async function seriesAsOf(
  history: History | null,
  query: ValuesQuery,
  momentMs: number,
): Promise<AsyncIterable<PublishedSeries>> {
  if (history === null) throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', 'no history is kept here');
  return asked(history, () => history.asOf(query, momentMs));
}

/** How an answer is written: what stands before, between and behind its rows. */
interface Lines {
  readonly head: string;
  readonly row: (row: ValueRow, isFirst: boolean) => string;
  readonly foot: (isEmpty: boolean) => string;
}

function linesOf(format: (typeof formats)[number], { measure }: KpiPlan): Lines {
  if (format === 'text/csv') {
    return { head: csvHeader, row: (row) => csvLine(row, measure === 'ratio'), foot: () => '' };
  }
  return {
    head: '{"values":[',
    row: (row, isFirst) => (isFirst ? '\n' : ',\n') + JSON.stringify(row),
    foot: (isEmpty) => (isEmpty ? ']}\n' : '\n]}\n'),
  };
}

/** Series may have no row of the days asked for. */
async function* textsOf(
  series: AsyncIterable<PublishedSeries>,
  options: RowsOptions,
  { head, row: write, foot }: Lines,
): AsyncGenerator<Iterable<string>> {
  yield [head];
  let isEmpty = true;
  const written = new Writings(options.timeZone);
  const textsOfOne = function* (rows: Iterable<ValueRow>): Generator<string> {
    for (const row of rows) {
      yield write(row, isEmpty);
      isEmpty = false;
    }
  };
  for await (const one of series) yield textsOfOne(rowsOf([one], options, written));
  yield [foot(isEmpty)];
}
