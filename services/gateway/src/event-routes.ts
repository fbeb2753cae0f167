// POST and OPTIONS /v1/events: CloudEvents in structured, batched and binary mode, and the handshake of the web-hook spec.
import {
  codes,
  type DecodedEvent,
  decodeBatch,
  decodeHttpBinary,
  decodeStructured,
  type ErrorCode,
  httpModeOf,
} from '@nhip/events';
import { causesOf, inSpan } from '@nhip/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sender } from './agency.ts';
import { letGo } from './body.ts';
import { type IntakeOptions, takeIn, type Verdict } from './intake.ts';
import type { Keys } from './keys.ts';
import type { DoorLimits } from './limits.ts';
import { isLoopback, loopbackOnly } from './loopback.ts';
import { problemOfFaults, RequestRefusal } from './problem.ts';
import { sendProblem } from './refusals.ts';
import { eventsSchema, handshakeSchema } from './schemas.ts';
import { batchContent, type ContentOf, oneContent } from './sent-content.ts';
import { ACCEPTED_BODY, verdictsBody } from './verdicts.ts';

export interface EventRoutesOptions extends IntakeOptions {
  /** Null: no keys are set up; this machine alone may send, for every agency. */
  readonly keys: Keys | null;
}

const PATH = '/v1/events';
const SENDER = 'sender';
const SPAN = { 'http.request.method': 'POST', 'http.route': PATH };
const JSON_TYPE = 'application/json; charset=utf-8';
const RETRY_AFTER_SECONDS = '5';

export function addEventRoutes(app: FastifyInstance, options: EventRoutesOptions): void {
  app.decorateRequest(SENDER, null);
  const onRequest = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const sender = senderOf(options, request);
    if (!(sender instanceof Error)) request.setDecorator(SENDER, sender);
    done(sender instanceof Error ? sender : undefined);
  };
  app.post(PATH, { onRequest, schema: eventsSchema(options.limits) }, (request, reply) =>
    inSpan('receive', { kind: 'server', attributes: SPAN, causes: causesOf([request.headers]) }, () =>
      receive(options, request, reply),
    ),
  );
  app.options(PATH, { schema: handshakeSchema }, (request, reply) => shakeHands(options.limits, request, reply));
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    schema: { hide: true },
    handler: () => {
      throw new RequestRefusal('NHIP_DOOR_METHOD', 'events are sent by POST', { allow: 'POST, OPTIONS' });
    },
  });
}

/** Who sends, or why not; asked before the body is read, since a stranger's is not worth reading. */
function senderOf({ keys }: EventRoutesOptions, request: FastifyRequest): Sender | RequestRefusal {
  if (keys !== null) return keys.authenticate(request.headers.authorization);
  return isLoopback(request) ? { kind: 'anyone' } : loopbackOnly();
}

async function receive(
  options: EventRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const sender = request.getDecorator<Sender>(SENDER);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const mode = httpModeOf(request.headers);
  switch (mode) {
    case 'batch':
      return receiveBatch(options, { sender, body, reply });
    case 'structured':
      return receiveOne(options, { sender, event: decodeStructured(body), content: oneContent({}, body), reply });
    case 'binary':
      return receiveOne(options, {
        sender,
        event: decodeHttpBinary(request.headers, body),
        content: oneContent(request.headers, body),
        reply,
      });
    default:
      throw new RequestRefusal('NHIP_DOOR_MEDIA_TYPE', mediaTypeDetail(request, mode));
  }
}

function mediaTypeDetail({ headers }: FastifyRequest, mode: 'unsupported' | 'none'): string {
  const given = headers['content-type'] ?? 'no content type';
  if (mode === 'unsupported') return `${given} is not the JSON format of CloudEvents in UTF-8, the only one understood`;
  const hint = SHEET.test(given) ? ': send a sheet with `nhip import`' : '';
  return `${given} without ce- headers is none of application/cloudevents+json, application/cloudevents-batch+json${hint}`;
}

/** What people send when they upload a file as they have it. */
const SHEET = /^(?:text\/csv|multipart\/form-data|application\/(?:vnd\.ms-excel|vnd\.openxmlformats|vnd\.oasis))/i;

interface Batch {
  readonly sender: Sender;
  readonly body: Buffer;
  readonly reply: FastifyReply;
}

/** A batch that could be read at all is answered 202, also when every event of it was refused: the results tell. */
function receiveBatch(
  options: EventRoutesOptions,
  { sender, body, reply }: Batch,
): FastifyReply | Promise<FastifyReply> {
  const batch = decodeBatch(body);
  if (batch.kind === 'rejected') return refuse(options, batch.faults, reply);
  const { batchEventsMax } = options.limits;
  if (batch.events.length > batchEventsMax) {
    const detail = `the batch has ${batch.events.length} events, more than ${batchEventsMax}`;
    throw new RequestRefusal('NHIP_DOOR_BATCH_TOO_LONG', detail);
  }
  return durably(options, { sender, events: batch.events, content: batchContent(body) }).then((verdicts) => {
    letGo(body);
    return reply.code(202).header('content-type', JSON_TYPE).send(verdictsBody(verdicts));
  });
}

interface One {
  readonly sender: Sender;
  readonly event: DecodedEvent;
  readonly content: ContentOf;
  readonly reply: FastifyReply;
}

async function receiveOne(options: EventRoutesOptions, { event, reply, ...one }: One): Promise<FastifyReply> {
  const [verdict] = await durably(options, { ...one, events: [event] });
  if (verdict?.kind === 'rejected') return sendProblem(reply, problemOfFaults(verdict.faults));
  return reply.code(202).header('content-type', JSON_TYPE).send(ACCEPTED_BODY);
}

interface Delivery {
  readonly sender: Sender;
  readonly events: readonly DecodedEvent[];
  readonly content: ContentOf;
}

/** @throws RequestRefusal 503 when the log did not take the events. */
function durably(options: EventRoutesOptions, { sender, events, content }: Delivery): Promise<readonly Verdict[]> {
  return takeIn(options, sender, events, content).catch((cause: unknown) => {
    throw logRefusal(cause);
  });
}

/** The log's failure as an answer: nothing is stored, and the sender may come again. */
export function logRefusal(cause: unknown): unknown {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  if (typeof code !== 'string' || !code.startsWith('NHIP_LOG_') || !Object.hasOwn(codes, code)) return cause;
  const known = code as ErrorCode;
  return new RequestRefusal(known, codes[known].meaning, { 'retry-after': RETRY_AFTER_SECONDS }, { cause });
}

function refuse({ meter }: EventRoutesOptions, faults: Parameters<typeof problemOfFaults>[0], reply: FastifyReply) {
  for (const { code } of faults.slice(0, 1)) meter.rejected(code);
  return sendProblem(reply, problemOfFaults(faults));
}

/**
 * Grants deliveries to whoever asks: the grant lets nobody in, since every delivery is authorised by itself. There is no
 * limit of rate. A callback is never called; the grant stands in the answer.
 */
function shakeHands(limits: DoorLimits, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const origin = request.headers['webhook-request-origin'];
  if (typeof origin === 'string' && origin !== '') {
    reply.header('webhook-allowed-origin', origin).header('webhook-allowed-rate', '*');
  }
  const formats = ['application/cloudevents+json', 'application/cloudevents-batch+json'];
  return reply
    .code(200)
    .header('allow', 'POST, OPTIONS')
    .header('accept-encoding', 'gzip, br, zstd')
    .header('content-type', JSON_TYPE)
    .send(JSON.stringify({ formats, limits }));
}
