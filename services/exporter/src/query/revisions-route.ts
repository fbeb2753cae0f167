// GET /v1/kpis/{kpi}/revisions: what has changed in values that were final, and why, as JSON.
import { formatPeriod, type Plan, type Result } from '@nhip/core';
import type { FastifyInstance } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import type { History, KeptRevision } from '../history/history.ts';
import { revisionsSchema } from '../values-schemas.ts';
import { QueryRefusal } from './refusal.ts';
import { Writings } from './rows.ts';
import { readValuesQuery, refuseBoundariesOfNow } from './values-query.ts';

export interface RevisionsRouteOptions {
  readonly history: History;
  readonly plan: Plan;
}

const RETRY_AFTER_SECONDS = '2';

export function addRevisionsRoute(app: FastifyInstance, { history, plan }: RevisionsRouteOptions): void {
  const settings = { schema: revisionsSchema, exposeHeadRoute: false };
  app.get<{ Params: { kpi: string } }>('/v1/kpis/:kpi/revisions', settings, (request, reply) => {
    const query = readValuesQuery(plan, request.params.kpi, request.query);
    if (query.asOf !== null) {
      throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', "'asof' is for values; revisions have their own moments");
    }
    refuseBoundariesOfNow(query.boundaries, 'the list of revisions');
    if (!history.ready()) {
      const detail = 'the revisions have not been read to the end yet';
      throw new QueryRefusal('NHIP_QUERY_NOT_READY', detail, { 'retry-after': RETRY_AFTER_SECONDS });
    }
    const texts = jsonTexts(history.revisions(query), plan.timeZone);
    return reply
      .header('cache-control', 'no-cache')
      .header('content-type', 'application/json; charset=utf-8')
      .send(streamOf(chunksOf(texts)));
  });
}

function* jsonTexts(revisions: readonly KeptRevision[], timeZone: string): Generator<string> {
  const written = new Writings(timeZone);
  let separator = '{"revisions":[\n';
  for (const revision of revisions) {
    yield separator + JSON.stringify(shown(revision, written.moment(revision.tickMs)));
    separator = ',\n';
  }
  yield separator === ',\n' ? '\n]}\n' : '{"revisions":[]}\n';
}

function shown({ kpi, unit, dimensions, grain, first, end, number, cause, before, after }: KeptRevision, at: string) {
  return {
    kpi,
    unit,
    dims: dimensions,
    grain,
    from: formatPeriod(grain, first),
    to: formatPeriod(grain, end - 1),
    number,
    cause,
    publishedAt: at,
    before: stated(before),
    after: stated(after),
  };
}

function stated(result: Result | null) {
  if (result === null) return null;
  const { value, numerator, denominator, score, target, status, flags } = result;
  return { value, numerator, denominator, score, target, status, flags };
}
