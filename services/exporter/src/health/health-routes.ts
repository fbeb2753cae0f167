// GET /livez and /readyz, for whoever restarts processes and routes requests.
import type { FastifyInstance } from 'fastify';
import { liveSchema, readySchema } from '../schemas.ts';
import { type ReadinessCheck, type ReadinessOptions, readinessOf } from './readiness.ts';

export interface HealthRoutesOptions extends ReadinessOptions {
  /** What else must be fine in this process. */
  readonly checks: readonly ReadinessCheck[];
}

export function addHealthRoutes(app: FastifyInstance, options: HealthRoutesOptions): void {
  const reasonsNow = readinessOf(options);
  app.get('/livez', { schema: liveSchema }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ live: true }),
  );
  app.get('/readyz', { schema: readySchema }, async (_request, reply) => {
    // Side by side: each may wait for a log that hangs.
    const [own, ...others] = await Promise.all([reasonsNow(), ...options.checks.map((check) => check())]);
    const reasons = [...own, ...others.filter((reason) => reason !== null)];
    const ready = reasons.length === 0;
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, reasons });
  });
}
