// Refusals of requests, as RFC 9457 problem details with a code of the one list; every error of these routes becomes one.
import { codes, type ErrorCode, NhipError } from '@nhip/events';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const PROBLEM_TYPE = 'application/problem+json';

/** What the exporter needs of the logger; pino's fits. */
export interface ExporterLogger {
  error(fields: { readonly err: unknown }, message: string): void;
}

/** Thrown where a request cannot be answered as it was asked. */
export class QueryRefusal extends NhipError {
  /** What is wrong with this request, for the person who sent it. */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ErrorCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(code, detail);
    this.name = 'QueryRefusal';
    this.detail = detail;
    this.headers = headers;
  }
}

export function errorHandler(logger: ExporterLogger) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, detail, headers } = error instanceof QueryRefusal ? error : unforeseen(error);
    const { title, status = 500 }: { readonly title: string; readonly status?: number } = codes[code];
    if (status >= 500 && !(error instanceof QueryRefusal)) logger.error({ err: error }, `answered ${status} ${code}`);
    const body = { type: `urn:nhip:problem:${code}`, title, status, detail, code };
    return reply.code(status).headers(headers).header('content-type', PROBLEM_TYPE).send(JSON.stringify(body));
  };
}

/** A request that the framework refused, or a fault of our own. */
function unforeseen(error: unknown): Pick<QueryRefusal, 'code' | 'detail' | 'headers'> {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  const code = typeof status === 'number' && status < 500 ? 'NHIP_QUERY_REQUEST_INVALID' : 'NHIP_QUERY_FAILED';
  return { code, detail: codes[code].meaning, headers: {} };
}
