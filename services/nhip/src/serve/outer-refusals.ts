// What no route of the process answers: addresses and methods that nobody has, and requests that are not even HTTP. They are refused
// as everything else is, as RFC 9457 problem details with a code of the one list.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { codes, type ErrorCode } from '@nhip/events';
import { type DoorLogger, errorHandler, PROBLEM_TYPE, type Problem, problemOf, sendProblem } from '@nhip/gateway';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** To be called before any route is added, since it learns from them which methods an address has. */
export function refuseOutsideOfRoutes(server: FastifyInstance, logger: DoorLogger): void {
  const addresses: { readonly pattern: RegExp; readonly method: string }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?()|[\]\\^$]/g, '\\$&')
        .replace(/:[^/]+/g, '[^/]+')
        .replace('*', '.*')}$`,
    );
    for (const one of [method].flat()) addresses.push({ pattern, method: one });
  });
  server.setErrorHandler(errorHandler({ logger, refused: () => {} }));
  server.setNotFoundHandler(({ method, url }, reply) => {
    const [path = ''] = url.split('?', 1);
    const methods = new Set(addresses.filter(({ pattern }) => pattern.test(path)).map((one) => one.method));
    // A route of pages may have the address, but no page there.
    if (methods.size === 0 || methods.has(method)) {
      const detail = `there is no ${path.slice(0, SHOWN_MAX)}; GET / lists the addresses`;
      return sendProblem(reply, problemOf('NHIP_DOOR_ADDRESS_UNKNOWN', detail));
    }
    const allow = [...methods].join(', ');
    return sendProblem(reply, problemOf('NHIP_DOOR_METHOD', `${method} is none of ${allow}`, { allow }));
  });
}

const SHOWN_MAX = 200;

/** For an address that cannot be read, such as one with half an escape. */
export function refuseBadAddress(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, problemOf('NHIP_DOOR_REQUEST_INVALID', error.message));
}

const codesOfParser: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'NHIP_DOOR_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'NHIP_DOOR_TOO_SLOW',
};

/** What Node could not read as a request is answered on the bare socket, which then ends. */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const code = codesOfParser[error.code ?? ''] ?? 'NHIP_DOOR_REQUEST_INVALID';
    socket.write(asText(problemOf(code, codes[code].meaning)));
  }
  socket.destroySoon();
}

function asText({ status, body }: Problem): string {
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  );
}
