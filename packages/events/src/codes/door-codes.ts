// Faults of requests to the door: transport, keys, and the clock.
import type { CodeEntry } from './code-entry.ts';

export const doorCodes = {
  NHIP_DOOR_BODY_TOO_LARGE: {
    title: 'The body is too large',
    meaning: 'The body, as sent or once inflated, is larger than the stated limit. Send smaller batches.',
    status: 413,
  },
  NHIP_DOOR_BATCH_TOO_LONG: {
    title: 'The batch has too many events',
    meaning: 'A batch may hold only as many events as the stated limit. Send several batches.',
    status: 413,
  },
  NHIP_DOOR_MEDIA_TYPE: {
    title: 'The content type is not understood',
    meaning: 'Send application/cloudevents+json, application/cloudevents-batch+json, or the four required ce- headers.',
    status: 415,
  },
  NHIP_DOOR_ENCODING_UNKNOWN: {
    title: 'The content encoding is not understood',
    meaning: 'Bodies may be sent plain, or as gzip, br or zstd, once.',
    status: 415,
  },
  NHIP_DOOR_ENCODING_BROKEN: {
    title: 'The body cannot be inflated',
    meaning: 'The bytes are not what Content-Encoding says, or they end too early.',
    status: 400,
  },
  NHIP_DOOR_BODY_BROKEN: {
    title: 'The body did not arrive whole',
    meaning: 'The connection ended before the announced body did. Nothing was stored; send it again.',
    status: 400,
  },
  NHIP_DOOR_ADDRESS_UNKNOWN: {
    title: 'There is no such address',
    meaning: 'Nothing answers at this address. GET / lists the addresses; none of them ends with a slash.',
    status: 404,
  },
  NHIP_DOOR_HEADERS_TOO_LARGE: {
    title: 'The headers are too large',
    meaning: 'All headers together are larger than the stated limit. Send long attributes in structured mode.',
    status: 431,
  },
  NHIP_DOOR_TOO_SLOW: {
    title: 'The request came too slowly',
    meaning: 'A request has to arrive whole within a minute. Nothing was stored; send it again, in smaller batches.',
    status: 408,
  },
  NHIP_DOOR_METHOD: {
    title: 'The method is not allowed here',
    meaning: 'The Allow header names the methods of this address.',
    status: 405,
  },
  NHIP_DOOR_REQUEST_INVALID: {
    title: 'The request is not valid',
    meaning: 'The request cannot be read as HTTP asks for.',
    status: 400,
  },
  NHIP_DOOR_FAILED: {
    title: 'The service failed',
    meaning: 'An unexpected failure, logged on the service. Nothing of this request is confirmed; send it again.',
    status: 500,
  },
  NHIP_AUTH_MISSING: {
    title: 'A key is needed',
    meaning: "Send the agency's key as Authorization: Bearer <key>.",
    status: 401,
  },
  NHIP_AUTH_INVALID: {
    title: 'The key is not known',
    meaning: 'The bearer token is not the key of any agency or operator.',
    status: 401,
  },
  NHIP_AUTH_OPERATOR: {
    title: 'An operator sends no events',
    meaning:
      "The key is an operator's: it shows the keys of records, and opens no door. Send events with the key of an agency.",
    status: 403,
  },
  NHIP_AUTH_SOURCE_FOREIGN: {
    title: 'The source belongs to another',
    meaning: 'The key may send only events whose source begins with one of its prefixes.',
    status: 403,
  },
  NHIP_AUTH_AGENCY_UNKNOWN: {
    title: 'The source names no agency',
    meaning: 'Without keys, the agency is the first path segment of source; this source has none.',
    status: 400,
  },
  NHIP_AUTH_LOOPBACK_ONLY: {
    title: 'Only this machine may do that',
    meaning: 'Without a file of keys, events are taken from this machine only; the clock always is.',
    status: 403,
  },
  NHIP_KEYS_INVALID: {
    title: 'The file of keys is not valid',
    meaning:
      'NHIP_KEYS names a JSON file of agencies (and operators), hashes of their keys and source prefixes. The message says what is wrong.',
  },
  NHIP_CLOCK_NOT_MANUAL: {
    title: 'The clock is not a given one',
    meaning: 'Ticks are taken only where the service was started with --clock manual.',
    status: 409,
  },
  NHIP_CLOCK_INVALID: {
    title: 'The clock request is not valid',
    meaning: 'A tick is {"at": RFC 3339 moment}, a backfill {"state": "begin"} or {"state": "end"}.',
    status: 400,
  },
} as const satisfies Record<string, CodeEntry>;
