// How the routes of values and revisions describe themselves in the OpenAPI document.
import { nullableNumber, problem, text } from './schema-parts.ts';

const valueSchema = {
  type: 'object',
  description: 'One published value. CSV has the same columns in this order.',
  properties: {
    kpi: text('Id of the KPI.', 'online-dossier-rate'),
    unit: text('Code of the unit.', 'hanoi'),
    dims: {
      type: 'object',
      description: 'Dimension and its value; empty for the total. In CSV: `neighborhood:Roxbury`.',
      additionalProperties: { type: 'string' },
      examples: [{ procedure: '1.004227' }],
    },
    grain: text('day, week, month, quarter, year, or a rolling window of N days as P<N>D.', 'month'),
    period: text('2015-03-07, 2015-W10, 2015-03, 2015-Q1, 2015 or 2015-03-07/P30D.', '2023-06'),
    value: nullableNumber('Null: no value (see status), never 0. Shares are fractions from 0 to 1.', 0.625),
    numerator: nullableNumber('What stands above the line.', 25),
    denominator: nullableNumber('What stands below the line; null where nothing is divided.', 40),
    score: nullableNumber(
      'Points of the unit itself, not rounded, where the KPI is scored; never a sum over units.',
      62.5,
    ),
    target: nullableNumber('The target of the period.', 0.6),
    status: {
      type: 'string',
      enum: ['ok', 'no-value', 'not-reporting', 'not-applicable', 'not-rated'],
      description:
        'Why there is a value, or none: `no-value` nothing to divide; `not-reporting` no record stands; `not-applicable` the KPI ' +
        'is not for this level; `not-rated` too small a denominator to be rated. Points may stand without a value, by the ' +
        'policy of the KPI.',
      examples: ['ok'],
    },
    state: {
      type: 'string',
      enum: ['open', 'provisional', 'final', 'restated'],
      description:
        'Open: not over. Provisional: over, late reports still count. Final: locked. Restated: changed since.',
      examples: ['provisional'],
    },
    flags: {
      type: 'array',
      items: { type: 'string' },
      description: 'Marks of quality. In CSV separated by `;`.',
      examples: [['UNIT_SUCCESSOR']],
    },
    asOf: text('The moment up to which the value is stated.', '2023-07-01T00:00:00+07:00'),
  },
};

const CSV_EXAMPLE =
  'kpi,unit,dims,grain,period,value,numerator,denominator,score,target,status,state,flags,asOf\r\n' +
  'online-dossier-rate,hanoi,,month,2023-06,0.625000,25,40,,0.600000,ok,provisional,,2023-07-01T00:00:00+07:00\r\n';

const queryParameter = (description: string, example: string) => ({ type: 'string', description, examples: [example] });

export const valuesSchema = {
  tags: ['values'],
  summary: 'Values of one KPI',
  description:
    'Published values, as JSON or (Accept: text/csv) as CSV. Without `unit` those of all units, without `grain` those of all ' +
    'grains, without `dim` the totals only. The answer shows one commit as a whole, is sorted by unit, dimension, grain and period, and is ' +
    'streamed, so it may be long.',
  params: { type: 'object', properties: { kpi: text('Id of the KPI.', 'online-dossier-rate') }, required: ['kpi'] },
  querystring: {
    type: 'object',
    properties: {
      unit: queryParameter('Code of one unit.', 'hanoi'),
      grain: queryParameter('One of the grains of the KPI.', 'month'),
      from: queryParameter('Periods that begin on this date or later.', '2023-01-01'),
      to: queryParameter('Periods that begin before this date.', '2024-01-01'),
      dim: queryParameter('A dimension (all its values), or dimension:value.', 'procedure:1.004227'),
      boundaries: {
        type: 'string',
        enum: ['then', 'now'],
        default: 'then',
        description:
          'Units as they were in each period (then), or everything counted at the units of today (now): what a unit was ' +
          'stated before it was merged counts for its successor, and units no longer in force have no values. A number that is stated ' +
          'for one unit alone stays where it was stated. Values that differ from those of then are neither locked nor revised.',
        examples: ['now'],
      },
      asof: queryParameter(
        'A moment with its offset: the values as they were published then, open and provisional ones too. Within the last two days to the ' +
          'quarter of an hour, within NHIP_HISTORY_DAYS to the tick (each local midnight at least), before that as at the first tick of the month ' +
          'with what was final at the moment; `asOf` tells. What was published before the history began, and was not final, is left out.',
        '2023-02-01T00:00:00+07:00',
      ),
    },
  },
  response: {
    200: {
      description: 'The values asked for; none is an empty list.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { values: { type: 'array', items: valueSchema } } },
        },
        'text/csv': { schema: { type: 'string', examples: [CSV_EXAMPLE] } },
      },
    },
    400: problem('A grain, dimension, date or parameter is not valid.'),
    404: problem('The KPI or the unit is not known.'),
    406: problem('Neither JSON nor CSV is accepted.'),
    503: problem('The exporter has not yet read all values after its start, or the history does not answer.'),
  },
};

const statedSchema = (description: string) => {
  const { value, numerator, denominator, score, target, status, flags } = valueSchema.properties;
  return {
    type: ['object', 'null'],
    description,
    properties: { value, numerator, denominator, score, target, status, flags },
  };
};

const revisionSchema = {
  type: 'object',
  description: 'One change of a value that was final, the same for all periods from `from` to `to`.',
  properties: {
    kpi: valueSchema.properties.kpi,
    unit: valueSchema.properties.unit,
    dims: valueSchema.properties.dims,
    grain: valueSchema.properties.grain,
    from: text('First period.', '2023-06'),
    to: text('Last period.', '2023-06'),
    number: { type: 'integer', description: 'Counted for each period from 1.', examples: [1] },
    cause: {
      type: 'string',
      pattern:
        '^(late|correction|retraction|statements|catalogue|rebuild)(\\+(late|correction|retraction|statements|catalogue|rebuild))*$',
      description:
        'What has changed it, of several with + between them: `late` something was stated for the first time, `correction` something else had ' +
        'been stated before, `retraction` something was taken back, `statements` some of these (the service began anew meanwhile, so it is not known ' +
        'which), `catalogue` another definition, `rebuild` everything was computed anew from the events.',
      examples: ['late', 'correction+retraction'],
    },
    publishedAt: text('The tick it was published with.', '2023-08-02T00:00:00+07:00'),
    before: statedSchema('What was published; null: nothing.'),
    after: statedSchema('What is published since; null: nothing.'),
  },
};

export const revisionsSchema = {
  tags: ['values'],
  summary: 'Revisions of one KPI',
  description:
    'Every change of a value after it was final: numbered, with its cause and both values. Sorted by unit, dimension, grain, number and period.',
  params: { type: 'object', properties: { kpi: text('Id of the KPI.', 'online-dossier-rate') }, required: ['kpi'] },
  querystring: {
    type: 'object',
    properties: {
      unit: queryParameter('Code of one unit.', 'hanoi'),
      grain: queryParameter('One of the grains of the KPI.', 'month'),
      from: queryParameter('Periods that begin on this date or later.', '2023-01-01'),
      to: queryParameter('Periods that begin before this date.', '2024-01-01'),
      dim: queryParameter('A dimension (all its values), or dimension:value.', 'procedure:1.004227'),
    },
  },
  response: {
    200: {
      description: 'The revisions asked for; none is an empty list.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { revisions: { type: 'array', items: revisionSchema } } },
        },
      },
    },
    400: problem('A grain, dimension, date or parameter is not valid.'),
    404: problem('The KPI or the unit is not known.'),
    503: problem('The exporter has not yet read all revisions after its start, or the history does not answer.'),
  },
};
