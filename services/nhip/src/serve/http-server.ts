// The HTTP server of the process: the gateway's and the exporter's routes on one port, the interface as OpenAPI and as a
// readable page, and a start page. Who may do what is the routes' own business.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type DoorLogger, defaultLimits } from '@nhip/gateway';
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { CommandFailure, codeOf } from '../failure.ts';
import { refuseBadAddress, refuseOutsideOfRoutes, refuseUnreadable } from './outer-refusals.ts';

export interface HttpServerOptions {
  readonly version: string;
  readonly startPage: string;
  /** Each in a scope of its own. */
  readonly routes: readonly FastifyPluginAsync[];
  readonly logger: DoorLogger;
  /** Left out: a minute. */
  readonly requestMsMax?: number;
}

export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

const DESCRIPTION =
  'Nhịp tells how a digital transformation is going: agencies push CloudEvents that state what happened, and the KPIs of the ' +
  'catalogue come out, by unit and period.';

/** A sender may be slow, but not for ever. */
const REQUEST_MS_MAX = 60_000;
/** How often Node looks for senders that are slower than that. */
const CHECK_MS = 1_000;

export async function buildHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { version, startPage, routes, logger, requestMsMax = REQUEST_MS_MAX } = options;
  const server = fastify({
    requestTimeout: requestMsMax,
    http: {
      maxHeaderSize: defaultLimits.headerBytesMax,
      headersTimeout: requestMsMax,
      connectionsCheckingInterval: CHECK_MS,
    },
    frameworkErrors: refuseBadAddress,
    clientErrorHandler: refuseUnreadable,
    forceCloseConnections: 'idle',
    trustProxy: false,
    // What still comes in while the server closes is answered as ever, since the log closes after it: a bare 503 has no Retry-After.
    return503OnClosing: false,
  });
  // By default Node leaves out every header after the 2,000th without a word; their bytes are limited anyway.
  server.server.maxHeadersCount = 0;
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node's own answer would be bare.
  server.server.on('checkExpectation', (request, response) => server.server.emit('request', request, response));
  refuseOutsideOfRoutes(server, logger);
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Nhịp', version, description: DESCRIPTION } },
  });
  await server.register(swaggerUi, { routePrefix: '/docs' });
  for (const plugin of routes) await server.register(plugin);
  server.get('/', { schema: { hide: true } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(startPage),
  );
  server.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(server.swagger()));
  return server;
}

/** Gives the port it listens on. @throws CommandFailure when the port is in use or not allowed. */
export async function listen(server: FastifyInstance, { host, port }: HttpAddress): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EADDRINUSE')
      throw new CommandFailure(`port ${port} of ${host} is in use: set NHIP_PORT to another one`);
    if (code === 'EACCES') throw new CommandFailure(`port ${port} is not allowed: set NHIP_PORT to one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new CommandFailure(`${host} is not an address of this machine: set NHIP_HOST to another one`);
    }
    throw cause;
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
