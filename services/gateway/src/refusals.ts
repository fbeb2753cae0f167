// Every error on the door's routes becomes one problem+json answer with a code; what is our own fault is logged with its causes.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { codes, type ErrorCode } from '@nhip/events';
import type { Trouble } from '@nhip/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DOOR_PARTITION } from './intake.ts';
import { PROBLEM_TYPE, type Problem, problemOf, RequestRefusal } from './problem.ts';

/** What the door needs of the logger; pino's fits. */
export interface DoorLogger {
  error(fields: { readonly err: unknown }, message: string): void;
}

export function sendProblem(reply: FastifyReply, { status, headers, body }: Problem): FastifyReply {
  const { raw } = reply.request;
  reply.code(status).headers(headers).header('content-type', PROBLEM_TYPE);
  // Tests inject requests that know no `complete`.
  if (raw.complete !== false) return reply.send(body);
  return reply.header('content-length', Buffer.byteLength(body)).send(Readable.from(lingering(body, raw)));
}

/** So much of a refused body is read past: a sender who is still sending when the connection ends never sees the answer. */
const READ_PAST_BYTES_MAX = 64 * 1024 * 1024;

/** The whole answer at once, but its end only when the sender has ended, or sends too much. */
async function* lingering(body: string, request: IncomingMessage): AsyncGenerator<string> {
  yield body;
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > READ_PAST_BYTES_MAX) return;
    }
  } catch {
    // The sender left, with or without the answer.
  }
}

export interface ErrorHandling {
  readonly logger: DoorLogger;
  /** Hears of what the log does not take, in place of the logger: a line for each request would hide everything else. */
  readonly trouble?: Trouble | undefined;
  /** Told the code of every request that is refused as a whole. */
  readonly refused: (code: ErrorCode) => void;
}

export function errorHandler({ logger, trouble, refused }: ErrorHandling) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, problem } = answerTo(error);
    const isOfLog = error instanceof RequestRefusal && code.startsWith('NHIP_LOG_');
    if (isOfLog && trouble !== undefined) trouble.failed(DOOR_PARTITION, error.cause);
    else if (problem.status >= 500) logger.error({ err: error }, `answered ${problem.status} ${code}`);
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
