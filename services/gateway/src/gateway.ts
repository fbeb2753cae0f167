// The gateway station: the only door for events, and for ticks of a given clock. A plugin for the host's server; it owns no
// socket, no log and no clock of its own.
import { httpModeOf } from '@nhip/events';
import type { FastifyPluginAsync } from 'fastify';
import { readBody } from './body.ts';
import { addClockRoutes, type ClockRoutesOptions } from './clock-routes.ts';
import { addEventRoutes, type EventRoutesOptions } from './event-routes.ts';
import { type DoorLogger, errorHandler } from './refusals.ts';

export interface GatewayOptions extends EventRoutesOptions, ClockRoutesOptions {
  readonly logger: DoorLogger;
}

/**
 * Routes `/v1/events` and `/v1/clock/*`. Answers of refusal are RFC 9457 problem details with a code of the one list.
 * The host's server should have a `requestTimeout`, since a sender may be as slow as that.
 */
export function gatewayRoutes(options: GatewayOptions): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request, payload, done) => {
      const isEvents = request.routeOptions.url === '/v1/events';
      const isBatch = isEvents && httpModeOf(request.headers) === 'batch';
      const { batchBodyBytesMax, eventBodyBytesMax } = options.limits;
      readBody(payload, isBatch ? batchBodyBytesMax : eventBodyBytesMax, done);
    });
    // The routes read requests themselves, so that each fault has its code; the schemas describe.
    app.setValidatorCompiler(() => (value) => ({ value }));
    const { logger, trouble, meter } = options;
    app.setErrorHandler(errorHandler({ logger, trouble, refused: (code) => meter.rejected(code) }));
    addEventRoutes(app, options);
    addClockRoutes(app, options);
  };
}
