// Faults of the envelope: what an event breaks of CloudEvents 1.0, or of its catalogue as a whole.
import type { CodeEntry } from './code-entry.ts';

export const eventCodes = {
  NHIP_EVENT_ATTRIBUTE_MISSING: {
    title: 'A required attribute is missing',
    meaning: 'Every event needs id, source, specversion and type, none of them empty.',
    status: 400,
  },
  NHIP_EVENT_ATTRIBUTE_INVALID: {
    title: 'An attribute is not valid',
    meaning: 'An attribute breaks a rule of CloudEvents 1.0: its type, its characters, its encoding or its format.',
    status: 400,
  },
  NHIP_EVENT_ATTRIBUTE_NAME: {
    title: 'An attribute name is not allowed',
    meaning:
      'Names of attributes consist of a-z and 0-9 only; data, nhipagency and ce-datacontenttype may not be sent.',
    status: 400,
  },
  NHIP_EVENT_SPECVERSION: {
    title: 'This version of CloudEvents is not known',
    meaning: 'Only specversion 1.0 is understood.',
    status: 400,
  },
  NHIP_EVENT_NOT_OBJECT: {
    title: 'The event is not a JSON object',
    meaning: 'An event in structured mode, and each element of a batch, is a JSON object.',
    status: 400,
  },
  NHIP_EVENT_NOT_LIST: {
    title: 'The batch is not a JSON list',
    meaning: 'The body of a batch is a JSON list of events; an empty list is valid.',
    status: 400,
  },
  NHIP_EVENT_FORMAT_UNKNOWN: {
    title: 'The event format is not understood',
    meaning: 'Only the JSON format of CloudEvents is understood, in UTF-8.',
    status: 415,
  },
  NHIP_EVENT_JSON_BROKEN: {
    title: 'The JSON is broken',
    meaning: 'The body (or the data) is not well-formed JSON.',
    status: 400,
  },
  NHIP_EVENT_TEXT_BROKEN: {
    title: 'The text is not UTF-8',
    meaning: 'Bodies, headers and data must be valid UTF-8.',
    status: 400,
  },
  NHIP_EVENT_NUMBER_INEXACT: {
    title: 'A number cannot be kept exactly',
    meaning:
      'A JSON number has more digits than a double holds, or lies out of its range. It is refused, never rounded; send fewer digits or a decimal string.',
    status: 400,
  },
  NHIP_EVENT_TOO_DEEP: {
    title: 'The data is nested too deeply',
    meaning: 'Objects and lists may be nested only as deep as the stated limit.',
    status: 400,
  },
  NHIP_EVENT_TOO_LARGE: {
    title: 'The event is too large',
    meaning:
      'One event may take up only as many bytes as the stated limit; send large content elsewhere and refer to it.',
    status: 413,
  },
  NHIP_EVENT_DATA_TWICE: {
    title: 'Both data and data_base64 are given',
    meaning: 'An event carries its data once: as data or as data_base64.',
    status: 400,
  },
  NHIP_EVENT_DATA_INVALID: {
    title: 'The data does not fit its content type',
    meaning: 'data_base64 must be base64, and data of a type other than JSON must be a string.',
    status: 400,
  },
  NHIP_EVENT_TYPE_UNKNOWN: {
    title: 'The event type is not in the catalogue',
    meaning: 'The catalogue of this service lists no such event type.',
    status: 400,
  },
  NHIP_EVENT_VERSION_MISSING: {
    title: 'The event does not say which statement is the newest',
    meaning: 'Its record type orders statements by time or by sequence; the event lacks that attribute.',
    status: 400,
  },
  NHIP_EVENT_TIME_INVALID: {
    title: 'The time attribute is not usable',
    meaning: 'time is not an RFC 3339 moment, or lies outside of what can be ordered in microseconds.',
    status: 400,
  },
  NHIP_EVENT_TIME_FUTURE: {
    title: 'The statement was made in the future',
    meaning: 'time is when the statement was made; it may be at most 5 minutes later than its receipt.',
    status: 400,
  },
  NHIP_EVENT_SEQUENCE_INVALID: {
    title: 'The sequence is not usable',
    meaning: 'sequence consists of 1 to 15 digits.',
    status: 400,
  },
} as const satisfies Record<string, CodeEntry>;
