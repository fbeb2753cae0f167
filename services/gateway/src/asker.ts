// Who asks a question: decides whose record keys an answer may show. Everything else that is published is shown to everybody.
import type { FastifyRequest } from 'fastify';
import type { Keys } from './keys.ts';
import { isLoopback } from './loopback.ts';
import type { RequestRefusal } from './problem.ts';

export type Asker =
  | { readonly kind: 'operator' }
  | { readonly kind: 'agency'; readonly agency: string }
  /** No key was sent. */
  | { readonly kind: 'anyone' };

/**
 * @param keys null: none are set up; then whoever asks from this machine is its operator.
 * @returns a refusal with 401 for a key that is not known.
 */
export function askerOf(keys: Keys | null, request: FastifyRequest): Asker | RequestRefusal {
  if (keys === null) return isLoopback(request) ? { kind: 'operator' } : { kind: 'anyone' };
  if (request.headers.authorization === undefined) return { kind: 'anyone' };
  const holder = keys.holderOf(request.headers.authorization);
  if (holder instanceof Error) return holder;
  return holder.kind === 'operator' ? { kind: 'operator' } : { kind: 'agency', agency: holder.agency };
}
