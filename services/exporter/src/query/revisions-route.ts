// GET /v1/kpis/{kpi}/revisions: what has changed in values that were final, and why, as JSON.
import { formatPeriod, type Plan, type Result } from '@nhip/core';
import type { FastifyInstance } from 'fastify';
import { chunksAsTheyCome, streamOf } from '../chunks.ts';
import type { History, KeptRevision } from '../history/history.ts';
import { revisionsSchema } from '../values-schemas.ts';
import { asked } from './asked-history.ts';
import { QueryRefusal } from './refusal.ts';
import { Writings } from './rows.ts';
import { readValuesQuery, refuseBoundariesOfNow } from './values-query.ts';

export interface RevisionsRouteOptions {
  readonly history: History;
  readonly plan: Plan;
}

export function addRevisionsRoute(app: FastifyInstance, { history, plan }: RevisionsRouteOptions): void {
  const settings = { schema: revisionsSchema, exposeHeadRoute: false };
  app.get<{ Params: { kpi: string } }>('/v1/kpis/:kpi/revisions', settings, async (request, reply) => {
    const query = readValuesQuery(plan, request.params.kpi, request.query);
    if (query.asOf !== null) {
      throw new QueryRefusal('NHIP_QUERY_PARAMETER_INVALID', "'asof' is for values; revisions have their own moments");
    }
    refuseBoundariesOfNow(query.boundaries, 'the list of revisions');
    const revisions = await asked(history, () => history.revisions(query));
    return reply
      .header('cache-control', 'no-cache')
      .header('content-type', 'application/json; charset=utf-8')
      .send(streamOf(chunksAsTheyCome(jsonTexts(revisions, plan.timeZone))));
  });
}

async function* jsonTexts(revisions: AsyncIterable<KeptRevision>, timeZone: string): AsyncGenerator<readonly string[]> {
  const written = new Writings(timeZone);
  let separator = '{"revisions":[\n';
  for await (const revision of revisions) {
    yield [separator, JSON.stringify(shown(revision, written.moment(revision.tickMs)))];
    separator = ',\n';
  }
  yield [separator === ',\n' ? '\n]}\n' : '{"revisions":[]}\n'];
}

function shown({ key, first, end, number, cause, before, after }: KeptRevision, at: string) {
  const { kpi, unit, dimensions, grain } = key;
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
