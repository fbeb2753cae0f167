// Faults of questions to the exporter.
import type { CodeEntry } from './code-entry.ts';

export const queryCodes = {
  NHIP_QUERY_KPI_UNKNOWN: {
    title: 'The KPI is not known',
    meaning: 'The catalogue has no KPI of this id. GET /v1/kpis lists them.',
    status: 404,
  },
  NHIP_QUERY_UNIT_UNKNOWN: {
    title: 'The unit is not known',
    meaning: 'The tree of units of the catalogue has never had a unit of this code.',
    status: 404,
  },
  NHIP_QUERY_GRAIN_UNKNOWN: {
    title: 'The KPI is not published for this grain',
    meaning: 'The detail names the grains the KPI is published for; the catalogue declares them.',
    status: 400,
  },
  NHIP_QUERY_DIMENSION_UNKNOWN: {
    title: 'The KPI is not published by this dimension',
    meaning: 'The detail names the dimensions of the KPI. Write dim=name for all values, dim=name:value for one.',
    status: 400,
  },
  NHIP_QUERY_DATE_INVALID: {
    title: 'A date of the question is not valid',
    meaning:
      'from and to are dates that exist, as YYYY-MM-DD, and from is not after to; asof is a moment with its offset.',
    status: 400,
  },
  NHIP_QUERY_PARAMETER_INVALID: {
    title: 'A parameter of the question is not understood',
    meaning:
      'Each parameter that the address knows may be given once; others are refused, so that no typing error widens an answer.',
    status: 400,
  },
  NHIP_QUERY_NOT_ACCEPTABLE: {
    title: 'None of the accepted formats can be given',
    meaning: 'Values are given as application/json or text/csv.',
    status: 406,
  },
  NHIP_QUERY_NOT_READY: {
    title: 'The values are still being read',
    meaning: 'The exporter has not yet read all published values after its start; ask again in a few seconds.',
    status: 503,
  },
  NHIP_QUERY_HISTORY_UNAVAILABLE: {
    title: 'The history does not answer',
    meaning:
      'The database that keeps earlier values and revisions is out of reach. Values of now and /metrics are not touched by it; the history catches up when it is back.',
    status: 503,
  },
  NHIP_QUERY_PERIOD_INVALID: {
    title: 'The period is not one of the KPI',
    meaning:
      'A period is written 2015-03-07, 2015-W10, 2015-03, 2015-Q1, 2015 or 2015-03-07/P30D (its / as %2F), of a grain that the KPI is published for.',
    status: 400,
  },
  NHIP_QUERY_VALUE_UNKNOWN: {
    title: 'There is no such value',
    meaning: 'Nothing is published for this unit, dimension and period, so there is nothing to explain.',
    status: 404,
  },
  NHIP_EXPLAIN_KEYS_CLOSED: {
    title: 'The keys of records are not for everybody',
    meaning:
      "Send the key of the agency whose records are asked for, or an operator's, as Authorization: Bearer <key>.",
    status: 401,
  },
  NHIP_EXPLAIN_TOO_LARGE: {
    title: 'Too much would have to be read',
    meaning:
      'The cells, or the records, of this service are more bytes than one explanation may read; the detail names the limit.',
    status: 422,
  },
  NHIP_EXPLAIN_BUSY: {
    title: 'Too many explanations wait',
    meaning: 'Explanations are made one after the other, and as many as may wait do. Ask again in a few seconds.',
    status: 503,
  },
  NHIP_EXPLAIN_UNAVAILABLE: {
    title: 'The cells cannot be read just now',
    meaning:
      'The log is out of reach, or the cells are being computed by another catalogue, or they were rewritten while they were read. Ask again in a few seconds.',
    status: 503,
  },
  NHIP_SCRAPE_SERIES_TOO_MANY: {
    title: 'The scrape would have too many series',
    meaning:
      'The KPIs have more series than NHIP_SCRAPE_SERIES_MAX allows in one scrape. Nothing is sent, so that no part is taken for the whole.',
    status: 503,
  },
  NHIP_QUERY_REQUEST_INVALID: {
    title: 'The request is not valid',
    meaning: 'The request cannot be read as HTTP asks for.',
    status: 400,
  },
  NHIP_QUERY_FAILED: {
    title: 'The question could not be answered',
    meaning: 'An unexpected failure, logged on the service. The values themselves are not touched by it.',
    status: 500,
  },
} as const satisfies Record<string, CodeEntry>;
