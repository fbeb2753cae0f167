// The one list of error codes: what each means to the person who gets it, and the HTTP status where it is an answer.
// A test holds this list, the docs and the codes that are raised equal; a new code starts here.

export interface CodeEntry {
  /** A few words; the `title` of a problem+json answer. */
  readonly title: string;
  /** One or two sentences: when it is raised and what to do. */
  readonly meaning: string;
  /** HTTP status when the code is the answer to a whole request. */
  readonly status?: number;
}

const eventCodes = {
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
  NHIP_EVENT_UTF8_BROKEN: {
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

const dataCodes = {
  NHIP_DATA_MISSING: {
    title: 'The event has no data',
    meaning: 'Statements stand in data, a JSON object; an event without it states nothing.',
    status: 400,
  },
  NHIP_DATA_NOT_JSON: {
    title: 'The data is not JSON',
    meaning: 'Statements are JSON: datacontenttype is application/json, or another JSON type.',
    status: 400,
  },
  NHIP_DATA_NOT_OBJECT: {
    title: 'The data is not an object',
    meaning: 'Statements are a JSON object of fields.',
    status: 400,
  },
  NHIP_DATA_FIELD_UNKNOWN: {
    title: 'A field is not known',
    meaning: 'The event type does not list this field. It is refused, so that a typing error does not vanish.',
    status: 400,
  },
  NHIP_DATA_KEY_MISSING: {
    title: 'A key field is missing or blank',
    meaning: 'The key tells which record the statement is about; it must be there in full.',
    status: 400,
  },
  NHIP_DATA_FIELD_REQUIRED: {
    title: 'A required field is missing or blank',
    meaning: 'The catalogue requires this field wherever an event states it.',
    status: 400,
  },
  NHIP_DATA_TYPE_WRONG: {
    title: 'A field has the wrong type',
    meaning: 'The value is of another kind than the catalogue declares, such as a number where text is expected.',
    status: 400,
  },
  NHIP_DATA_TEXT_INVALID: {
    title: 'A text is too long or has forbidden characters',
    meaning: 'Texts and codes keep within their declared length and hold no control characters or broken surrogates.',
    status: 400,
  },
  NHIP_DATA_VALUE_UNKNOWN: {
    title: 'A value is not in the declared list',
    meaning: 'The field is an enumeration, or a code of a closed domain; the value is none of it.',
    status: 400,
  },
  NHIP_DATA_NUMBER_INVALID: {
    title: 'A number is not written as declared',
    meaning: 'Integers have no fraction; decimals have at most the declared number of decimal places.',
    status: 400,
  },
  NHIP_DATA_OUT_OF_RANGE: {
    title: 'A number lies outside of its declared range',
    meaning: 'The catalogue declares the smallest and the largest value of the field.',
    status: 400,
  },
  NHIP_DATA_DATE_INVALID: {
    title: 'A date or time does not exist',
    meaning: 'Moments are RFC 3339 with an offset, days are YYYY-MM-DD; both must exist in the calendar.',
    status: 400,
  },
  NHIP_DATA_DATE_FUTURE: {
    title: 'Something is said to have happened in the future',
    meaning: 'An instant may be at most one day later than the receipt; only deadlines may lie ahead.',
    status: 400,
  },
  NHIP_DATA_PERIOD_INVALID: {
    title: 'A period is not valid',
    meaning: 'Periods are written 2023, 2023-Q1 or 2023-03.',
    status: 400,
  },
  NHIP_DATA_UNIT_UNKNOWN: {
    title: 'The unit is not known',
    meaning: 'The responsible unit (a field, or the sender) is not in the tree of units of the catalogue.',
    status: 400,
  },
  NHIP_DATA_RETRACTION_INVALID: {
    title: 'The retraction names nothing that can be taken back',
    meaning: 'of names an event type of the same record type that states fields.',
    status: 400,
  },
} as const satisfies Record<string, CodeEntry>;

export const codes = { ...eventCodes, ...dataCodes } as const;

export type ErrorCode = keyof typeof codes;
