// GET /v1/kpis/{kpi}/values/{unit}/{period}/explain: how a number came about, as JSON. The keys of records are for the agency whose they
// are, and for operators.
import type { ErrorCode } from '@nhip/events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chunksOf, streamOf } from '../chunks.ts';
import { QueryRefusal } from '../query/refusal.ts';
import { answerTexts } from './answer.ts';
import { type Asking, type ExplainOptions, explain } from './explain.ts';
import { type ExplainPath, readExplainQuery } from './explain-query.ts';
import { explainSchema } from './explain-schema.ts';
import { createQueue } from './queue.ts';

/** Who asks. */
export type Asker =
  | { readonly kind: 'operator' }
  | { readonly kind: 'agency'; readonly agency: string }
  | { readonly kind: 'anyone' };

/** Why it is not known who asks. */
export interface AskerRefusal {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ExplainRouteOptions extends ExplainOptions {
  readonly askerOf: (request: FastifyRequest) => Asker | AskerRefusal;
}

export function addExplainRoute(app: FastifyInstance, options: ExplainRouteOptions): void {
  const queue = createQueue(options.limits.waitingMax);
  const settings = { schema: explainSchema, exposeHeadRoute: false };
  app.get<{ Params: ExplainPath }>('/v1/kpis/:kpi/values/:unit/:period/explain', settings, async (request, reply) => {
    const query = readExplainQuery(options.plan, request.params, request.query);
    const keysOf = query.keys ? readKeysOf(options.askerOf(request)) : null;
    const asking: Asking = { query, keysOf, signal: signalOf(reply) };
    const told = await queue.inTurn(() => explain(options, asking));
    return reply
      .header('vary', 'authorization')
      .header('cache-control', query.keys ? 'no-store' : 'no-cache')
      .header('content-type', 'application/json; charset=utf-8')
      .send(streamOf(chunksOf(answerTexts(options.plan, query, told))));
  });
}

function readKeysOf(asker: Asker | AskerRefusal): Asking['keysOf'] {
  if ('code' in asker) throw new QueryRefusal(asker.code, asker.detail, asker.headers);
  switch (asker.kind) {
    case 'operator':
      return { unit: null };
    case 'agency':
      return { unit: asker.agency };
    case 'anyone': {
      const detail = 'the keys of records are shown to the agency whose they are, and to operators';
      throw new QueryRefusal('NHIP_EXPLAIN_KEYS_CLOSED', detail, { 'www-authenticate': 'Bearer' });
    }
  }
}

/** Aborted when the connection is gone before the answer is. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
