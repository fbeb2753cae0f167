// POST /v1/clock/tick and /v1/clock/backfill, for this machine only: the door by which a given clock and the loading of history
// reach the log. The entries are JSON; whoever owns the partition of `clock` reads them.
import type { EventLog } from '@nhip/event-log';
import { parseMomentMs, readJson } from '@nhip/events';
import type { Trouble } from '@nhip/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { logRefusal } from './event-routes.ts';
import { DOOR_PARTITION } from './intake.ts';
import { isLoopback, loopbackOnly } from './loopback.ts';
import { RequestRefusal } from './problem.ts';
import { backfillSchema, tickSchema } from './schemas.ts';

export type ClockEntry =
  | { readonly kind: 'tick'; readonly at: number }
  | { readonly kind: 'backfill'; readonly state: 'begin' | 'end'; readonly at: number };

export interface ClockRoutesOptions {
  readonly log: Pick<EventLog, 'append' | 'partitions'>;
  /** Hears that the log takes entries; left out: nobody asks. */
  readonly trouble?: Trouble | undefined;
  readonly now: () => number;
  /** `manual`: ticks come through here and from nowhere else. */
  readonly clock: 'system' | 'manual';
}

const tickBody = z.strictObject({
  at: z.string().refine((text) => !Number.isNaN(parseMomentMs(text)), 'must be an RFC 3339 moment with an offset'),
});
const backfillBody = z.strictObject({ state: z.enum(['begin', 'end']) });

export function addClockRoutes(app: FastifyInstance, options: ClockRoutesOptions): void {
  app.post('/v1/clock/tick', { schema: tickSchema }, async (request, reply) => {
    if (!isLoopback(request)) throw loopbackOnly();
    if (options.clock !== 'manual') {
      throw new RequestRefusal('NHIP_CLOCK_NOT_MANUAL', 'the service was started with the clock of the system');
    }
    const { at } = bodyOf(request, tickBody);
    return reply.code(202).send(await write(options, { kind: 'tick', at: parseMomentMs(at) }));
  });
  app.post('/v1/clock/backfill', { schema: backfillSchema }, async (request, reply) => {
    if (!isLoopback(request)) throw loopbackOnly();
    const { state } = bodyOf(request, backfillBody);
    return reply.code(202).send(await write(options, { kind: 'backfill', state, at: options.now() }));
  });
}

async function write({ log, trouble }: ClockRoutesOptions, entry: ClockEntry): Promise<ClockEntry> {
  try {
    await log.append('clock', [
      { partition: 0, key: Buffer.from(entry.kind), value: Buffer.from(JSON.stringify(entry)) },
    ]);
    trouble?.over(DOOR_PARTITION);
    return entry;
  } catch (cause) {
    throw logRefusal(cause);
  }
}

/** The media type is asked for, because a page in a browser cannot send it to this machine without being asked. */
function bodyOf<Shape>({ headers, body }: FastifyRequest, schema: z.ZodType<Shape>): Shape {
  const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new RequestRefusal('NHIP_DOOR_MEDIA_TYPE', 'send application/json');
  const json = Buffer.isBuffer(body) ? readJson(body) : null;
  const parsed = schema.safeParse(json?.kind === 'value' ? json.value : undefined);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the body'} ${issue.message}`);
  throw new RequestRefusal('NHIP_CLOCK_INVALID', faults.join('; '));
}
