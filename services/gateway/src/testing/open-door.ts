// A door for tests: the routes on a server without a socket, a given clock, and a log that tells what it was given.
import type { EventLog, Placed, Topic } from '@nhip/event-log';
import { createDecoder, type ErrorCode } from '@nhip/events';
import { examplePlan } from '@nhip/events/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { type GatewayOptions, gatewayRoutes } from '../gateway.ts';
import { defaultLimits } from '../limits.ts';

export const NOW_MS = Date.parse('2023-06-15T00:00:00Z');

export interface Door {
  readonly app: FastifyInstance;
  /** What the log was given, in order. */
  readonly appended: readonly { readonly topic: Topic; readonly entry: Placed }[];
  readonly rejectedCodes: readonly ErrorCode[];
  /** How many events the meter was told of as accepted. */
  acceptedCount(): number;
}

export interface DoorOptions extends Partial<GatewayOptions> {
  /** Runs before each append; what it throws is the log's failure. */
  readonly beforeAppend?: () => Promise<void> | void;
}

export async function openDoor({ beforeAppend, ...options }: DoorOptions = {}): Promise<Door> {
  const appended: { topic: Topic; entry: Placed }[] = [];
  const rejectedCodes: ErrorCode[] = [];
  let accepted = 0;
  const log: Pick<EventLog, 'append' | 'partitions'> = {
    partitions: () => 4,
    append: async (topic, entries) => {
      await beforeAppend?.();
      for (const entry of entries) appended.push({ topic, entry });
    },
  };
  const app = fastify();
  await app.register(
    gatewayRoutes({
      log,
      decoder: await createDecoder(examplePlan),
      keys: null,
      clock: 'manual',
      limits: defaultLimits,
      now: () => NOW_MS,
      steadyNow: () => 0,
      meter: {
        accepted: (events) => {
          accepted += events;
        },
        rejected: (code) => rejectedCodes.push(code),
        appended: () => {},
      },
      logger: { error: () => {} },
      ...options,
    }),
  );
  return { app, appended, rejectedCodes, acceptedCount: () => accepted };
}

/** A good event in structured form, with changes. */
export function event(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: 'e1',
    source: '/ba-dinh/one-gate',
    type: 'vn.nhip.dossier.received',
    time: '2023-06-14T10:00:00+07:00',
    data: { dossierId: 'A-1', channel: 'online', receivedAt: '2023-06-14T09:00:00+07:00' },
    ...changes,
  };
}
