// What the door takes and answers, as JSON schemas with descriptions and examples: the source of its part of /openapi.json.
// Requests are read and refused by the routes themselves (with a code each), never by these schemas.
import type { DoorLimits } from './limits.ts';

const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] });

const code = text('Of the one list of error codes.', 'NHIP_DATA_DATE_INVALID');
const pointer = text('RFC 6901 pointer into the event as structured JSON; empty or absent: the whole.', '/data/dueAt');
const faultProperties = {
  code,
  pointer,
  message: text('What was expected.', "dueAt '31/02/2024' is no date that exists"),
};
const faults = {
  type: 'array',
  description: 'All faults, where there are several; at most 20.',
  items: { type: 'object', properties: faultProperties, required: ['code', 'pointer', 'message'] },
};

const problem = (description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        description: 'RFC 9457 problem details.',
        properties: {
          type: text('`urn:nhip:problem:` and the code.', 'urn:nhip:problem:NHIP_DATA_DATE_INVALID'),
          title: text('What the code says.', 'A date or time does not exist'),
          status: { type: 'integer', examples: [400] },
          detail: text('What is wrong with this request.', "dueAt '31/02/2024' is no date that exists"),
          code,
          pointer,
          faults,
        },
        required: ['type', 'title', 'status', 'detail', 'code'],
      },
    },
  },
});

const attribute = {
  id: text('With source it is the identity of the event.', '1'),
  source: text(
    'URI-reference of the sender; without keys its first path segment is the agency.',
    '/so-xay-dung/one-stop-shop',
  ),
  specversion: { type: 'string', const: '1.0', description: 'Version of CloudEvents.' },
  type: text('Event type of the catalogue.', 'vn.nhip.dossier.received'),
  time: text(
    'RFC 3339: when the statement was made. Needed where the record type is versioned by time.',
    '2024-03-04T09:00:00+07:00',
  ),
  datacontenttype: text('Media type of data; absent: application/json.', 'application/json'),
  dataschema: text('Absolute URI.', 'https://example.org/dossier'),
  subject: text('Not empty where present.', 'H26.15-240304-0001'),
};
const required = ['id', 'source', 'specversion', 'type'];

const event = {
  type: 'object',
  description:
    'A CloudEvents 1.0 event in the JSON format. Extension attributes are taken; their names are of a-z and 0-9.',
  properties: {
    ...attribute,
    data: {
      type: 'object',
      description: 'The fields that the event type lists in the catalogue.',
      examples: [{ dossierId: 'H26.15-240304-0001', channel: 'online', receivedAt: '2024-03-04T08:55:00+07:00' }],
    },
    data_base64: text('The same as bytes in base64; excludes data.', 'eyJkb3NzaWVySWQiOiJBIn0='),
  },
  required,
};

const verdicts = {
  type: 'object',
  properties: {
    accepted: { type: 'integer', examples: [1] },
    rejected: { type: 'integer', examples: [1] },
    results: {
      type: 'array',
      description: 'A verdict for each event, in their order.',
      items: {
        type: 'object',
        properties: {
          index: { type: 'integer', description: 'Place in the batch, from 0.' },
          status: { type: 'string', enum: ['accepted', 'rejected'] },
          ...faultProperties,
          faults,
        },
        required: ['index', 'status'],
      },
    },
  },
  required: ['accepted', 'rejected', 'results'],
};

export function eventsSchema({ batchEventsMax, batchBodyBytesMax, eventBodyBytesMax, headerBytesMax }: DoorLimits) {
  return {
    tags: ['events'],
    summary: 'Push events',
    description:
      'CloudEvents 1.0 in structured, batched or binary mode, by Content-Type. In binary mode the body is the data, and each ' +
      'attribute is a header `ce-` and its name, with percent-encoded UTF-8. With keys set up, send `Authorization: Bearer <key>`. ' +
      `A batch may hold ${batchEventsMax} events and ${batchBodyBytesMax} bytes, a single event ${eventBodyBytesMax} bytes, all ` +
      `headers ${headerBytesMax}. Content-Encoding may be gzip, br or zstd.`,
    body: {
      content: {
        'application/cloudevents+json': { schema: event },
        'application/cloudevents-batch+json': { schema: { type: 'array', items: event, maxItems: batchEventsMax } },
        'application/json': { schema: { ...event.properties.data, description: 'Binary mode: data alone.' } },
      },
    },
    response: {
      202: {
        description:
          'Accepted events are on the disk. Of a batch, some or all may have been rejected; a single event is accepted.',
        content: { 'application/json': { schema: verdicts } },
      },
      400: problem('The single event, or the body as a whole, is not valid.'),
      401: problem('The key is missing or not known.'),
      403: problem(
        'The sender may not send this: the source is of another, or no keys are set up and it comes from elsewhere.',
      ),
      408: problem('The request came too slowly.'),
      413: problem('The body, the batch or the event is too large.'),
      415: problem('The content type or the content encoding is not understood.'),
      431: problem('The headers are too large.'),
      503: problem('The log does not take anything just now; nothing was stored. Retry-After says when to come again.'),
    },
  };
}

const limitNames = [
  'eventBodyBytesMax',
  'batchBodyBytesMax',
  'batchEventsMax',
  'headerBytesMax',
  'storedEventBytesMax',
];

export const handshakeSchema = {
  tags: ['events'],
  summary: 'What the door understands, and the handshake of the web-hook specification',
  response: {
    200: {
      description:
        'With WebHook-Request-Origin in the request, WebHook-Allowed-Origin and WebHook-Allowed-Rate are granted.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              formats: { type: 'array', items: { type: 'string' } },
              limits: {
                type: 'object',
                properties: Object.fromEntries(limitNames.map((name) => [name, { type: 'integer' }])),
                required: limitNames,
              },
            },
            required: ['formats', 'limits'],
          },
        },
      },
    },
  },
};

const clockAnswer = (description: string, properties: object) => ({
  202: {
    description,
    content: {
      'application/json': {
        schema: { type: 'object', properties: { kind: { type: 'string' }, ...properties, at: { type: 'integer' } } },
      },
    },
  },
  400: problem('The body is not valid.'),
  403: problem('The request comes from another machine.'),
  415: problem('The content type is not application/json.'),
  503: problem('The log does not take anything just now. Retry-After says when to come again.'),
});

const moment = text('RFC 3339 with an offset.', '2024-03-05T00:00:00+07:00');
const clockBody = (name: string, schema: object) => ({
  content: { 'application/json': { schema: { type: 'object', properties: { [name]: schema }, required: [name] } } },
});

export const tickSchema = {
  tags: ['operation'],
  summary: 'Move a manual clock, from this machine only',
  body: clockBody('at', moment),
  response: {
    ...clockAnswer('The tick is in the log; `at` in milliseconds since 1970.', {}),
    409: problem('The service was started with the clock of the system.'),
  },
};

const backfillState = { type: 'string', enum: ['begin', 'end'] };

export const backfillSchema = {
  tags: ['operation'],
  summary: 'Begin or end the loading of history, from this machine only',
  body: clockBody('state', backfillState),
  response: clockAnswer('It is in the log; `at` in milliseconds since 1970.', { state: backfillState }),
};
