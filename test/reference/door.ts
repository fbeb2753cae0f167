// Reference: a door without a socket, over a log in memory, that says what it makes of an event.
import type { Plan } from '@nhip/core';
import { createMemoryLog } from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { defaultLimits, gatewayRoutes } from '@nhip/gateway';
import fastify from 'fastify';

/** After everything that examples state. */
const NOW_MS = Date.parse('2025-06-15T00:00:00Z');

export async function openDoor(plan: Plan): Promise<(event: unknown) => Promise<unknown>> {
  const app = fastify();
  await app.register(
    gatewayRoutes({
      log: createMemoryLog(),
      decoder: await createDecoder(plan),
      keys: null,
      clock: 'manual',
      limits: defaultLimits,
      now: () => NOW_MS,
      steadyNow: () => 0,
      meter: { accepted: () => {}, rejected: () => {}, appended: () => {} },
      logger: { error: () => {} },
    }),
  );
  return async (event) => {
    const response = await app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      payload: JSON.stringify([event]),
    });
    return response.json();
  };
}
