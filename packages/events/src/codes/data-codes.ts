// Faults of what an event states: its fields against the catalogue.
import type { CodeEntry } from './code-entry.ts';

export const dataCodes = {
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
  NHIP_DATA_DATE_TOO_EARLY: {
    title: 'A date lies long before what the city records',
    meaning:
      'Instants, deadlines and periods begin with the year 1900: an earlier one is a year that was not written out.',
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
  NHIP_DATA_LIST_TOO_LONG: {
    title: 'A list is too long',
    meaning: 'Lists are reduced to numbers when they come; one of more than 1,000 elements is refused, never cut.',
    status: 400,
  },
  NHIP_DATA_LIST_TWICE: {
    title: 'A list and what is kept of it are both stated',
    meaning: 'An event carries the list, or (as a row of a spreadsheet does) the numbers kept of it, not both.',
    status: 400,
  },
  NHIP_DATA_RETRACTION_INVALID: {
    title: 'The retraction names nothing that can be taken back',
    meaning: 'of names an event type of the same record type that states fields.',
    status: 400,
  },
} as const satisfies Record<string, CodeEntry>;
