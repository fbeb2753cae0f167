// Whether a request comes from this very machine.
import type { FastifyRequest } from 'fastify';
import { RequestRefusal } from './problem.ts';

/** A proxy on this machine forwards for others, so a forwarded request is not ours. */
export function isLoopback({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress ?? '';
  const isHere = address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
  return isHere && headers.forwarded === undefined && headers['x-forwarded-for'] === undefined;
}

export function loopbackOnly(): RequestRefusal {
  return new RequestRefusal('NHIP_AUTH_LOOPBACK_ONLY', 'this is taken from this machine only');
}
