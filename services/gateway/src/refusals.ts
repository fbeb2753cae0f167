// Every error on the door's routes becomes one problem+json answer with a code; what is our own fault is logged with its causes.
import { codes, type ErrorCode } from '@nhip/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, type Problem, problemOf, RequestRefusal } from './problem.ts';

/** What the door needs of the logger; pino's fits. */
export interface DoorLogger {
  error(fields: { readonly err: unknown }, message: string): void;
}

export function sendProblem(reply: FastifyReply, { status, headers, body }: Problem): FastifyReply {
  return reply.code(status).headers(headers).header('content-type', PROBLEM_TYPE).send(body);
}

/** @param refused told the code of every request that is refused as a whole. */
export function errorHandler(logger: DoorLogger, refused: (code: ErrorCode) => void) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, problem } = answerTo(error);
    if (problem.status >= 500) logger.error({ err: error }, `answered ${problem.status} ${code}`);
    refused(code);
    return sendProblem(reply, problem);
  };
}

interface Answer {
  readonly code: ErrorCode;
  readonly problem: Problem;
}

function answerTo(error: unknown): Answer {
  if (error instanceof RequestRefusal) {
    return { code: error.code, problem: problemOf(error.code, error.detail, error.headers) };
  }
  const code = codeOfStatus(statusOf(error));
  return { code, problem: problemOf(code, codes[code].meaning) };
}

/** The status that the framework gives an error of its own, such as a content type it cannot read. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 413) return 'NHIP_DOOR_BODY_TOO_LARGE';
  if (status === 415) return 'NHIP_DOOR_MEDIA_TYPE';
  return status >= 400 && status < 500 ? 'NHIP_DOOR_REQUEST_INVALID' : 'NHIP_DOOR_FAILED';
}
