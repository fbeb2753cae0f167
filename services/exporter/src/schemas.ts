// What the routes take and give, as JSON schemas with descriptions and examples: the source of /openapi.json.
// Requests are read and refused by the routes themselves (with a code each), never by these schemas.

const problem = (description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        description: 'RFC 9457 problem details; `code` is of the one list of error codes.',
        properties: {
          type: { type: 'string', examples: ['urn:nhip:problem:NHIP_QUERY_KPI_UNKNOWN'] },
          title: { type: 'string', examples: ['The KPI is not known'] },
          status: { type: 'integer', examples: [404] },
          detail: { type: 'string', examples: ["there is no KPI 'on-time'"] },
          code: { type: 'string', examples: ['NHIP_QUERY_KPI_UNKNOWN'] },
        },
        required: ['type', 'title', 'status', 'detail', 'code'],
      },
    },
  },
});

const nullableNumber = (description: string, example: number) => ({
  type: ['number', 'null'],
  description,
  examples: [example],
});
const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] });
const bilingual = (description: string, vi: string, en: string) => ({
  type: 'object',
  description,
  properties: { vi: text('In Vietnamese.', vi), en: text('In English.', en) },
});

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
    503: problem('The exporter has not yet read all values after its start.'),
  },
};

const kpiSchema = {
  type: 'object',
  properties: {
    id: text('Id of the KPI.', 'online-dossier-rate'),
    title: bilingual('Name for people.', 'Tỷ lệ hồ sơ trực tuyến', 'Online dossier rate'),
    description: { ...bilingual('What it tells; may be null.', '', ''), type: ['object', 'null'] },
    programme: { type: ['string', 'null'], description: 'Programme it belongs to.', examples: ['decision-766'] },
    basis: text('Source of the definition.', 'Decision 766/QD-TTg, criterion 3.3'),
    measure: text('Unit of measure; `ratio` is a fraction from 0 to 1.', 'ratio'),
    better: { type: 'string', enum: ['higher', 'lower', 'neither'], description: 'Which way is good.' },
    grains: {
      type: 'array',
      items: { type: 'string' },
      description: 'Grains it is published for.',
      examples: [['month']],
    },
    levels: { type: 'array', items: { type: 'string' }, description: 'Levels of units it is published for.' },
    per: {
      type: 'array',
      description: 'Dimensions it is published by, beside the total, and at which levels.',
      items: {
        type: 'object',
        properties: { dimension: { type: 'string' }, levels: { type: 'array', items: { type: 'string' } } },
      },
    },
    targets: {
      type: 'array',
      description: 'Targets, each in force from its year until the next listed one.',
      items: { type: 'object', properties: { year: { type: 'integer' }, value: { type: 'number' } } },
      examples: [[{ year: 2023, value: 0.6 }]],
    },
    rating: {
      type: 'object',
      description: 'How a value becomes points, and what holds where there is none.',
      properties: {
        score: { type: ['object', 'null'], description: 'The rule of its score; null: none, or a composite.' },
        pointsMax: nullableNumber('The most points there are.', 20),
        zero: { type: 'object', description: 'What holds where there is nothing to divide.' },
        notApplicable: { type: ['object', 'null'], description: 'Levels that it is not for, and their points.' },
        notRatedBelow: nullableNumber('A value over a smaller denominator is not rated.', 30),
        bands: {
          type: 'array',
          description:
            'Names of values from a bound on, the highest first. A value with the flag PARTIAL_SCORE has none.',
          items: {
            type: 'object',
            properties: { from: { type: 'number' }, title: { type: 'object' }, basis: { type: 'string' } },
          },
        },
      },
    },
    parts: {
      type: 'array',
      items: { type: 'string' },
      description: 'Of a composite: the KPIs whose points it adds up.',
      examples: [['openness', 'progress']],
    },
    flags: {
      type: 'array',
      items: { type: 'string' },
      description: 'Flags that the KPI declares, beside those that the service raises by itself.',
      examples: [['NO_DEADLINE']],
    },
    metric: text('Name of its gauge on /metrics.', 'kpi_online_dossier_rate_ratio'),
    links: {
      type: 'object',
      properties: { values: text('Where its values are.', '/v1/kpis/online-dossier-rate/values') },
    },
  },
};

export const kpisSchema = {
  tags: ['values'],
  summary: 'The KPIs of the catalogue',
  response: {
    200: {
      description: 'Every KPI with its definition, where and when it is published, and its targets.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { kpis: { type: 'array', items: kpiSchema } } },
        },
      },
    },
  },
};

export const metricsSchema = {
  tags: ['operation'],
  summary: 'Scrape for Prometheus',
  description:
    'One gauge per KPI, `kpi_<id>_<measure>{unit,level,grain,period="current"|"previous",…}`, with `_numerator`, `_denominator`, ' +
    '`_target`, `_score` and `_status` (1, the status is a label), and the own metrics of the service, which begin with `nhip_`. ' +
    'A KPI without a value has no sample, only a status. Accept chooses the Prometheus text format (without Accept) or ' +
    'OpenMetrics 1.0, Accept-Encoding gzip or zstd.',
  response: {
    200: {
      description: 'Everything as it stands now.',
      content: {
        'application/openmetrics-text': {
          schema: {
            type: 'string',
            examples: [
              'kpi_online_dossier_rate_ratio{unit="hanoi",level="city",grain="month",period="current"} 0.625\n# EOF\n',
            ],
          },
        },
        'text/plain': {
          schema: {
            type: 'string',
            examples: [
              'kpi_online_dossier_rate_ratio{unit="hanoi",level="city",grain="month",period="current"} 0.625\n',
            ],
          },
        },
      },
    },
    503: problem('The KPIs have more series than one scrape may hold (NHIP_SCRAPE_SERIES_MAX).'),
  },
};

export const liveSchema = {
  tags: ['operation'],
  summary: 'Whether the process lives',
  response: {
    200: {
      description: 'It lives.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { live: { type: 'boolean', examples: [true] } } },
        },
      },
    },
  },
};

const readiness = (description: string, ready: boolean, reasons: readonly string[]) => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          ready: { type: 'boolean', examples: [ready] },
          reasons: { type: 'array', items: { type: 'string' }, examples: [reasons] },
        },
      },
    },
  },
});

export const readySchema = {
  tags: ['operation'],
  summary: 'Whether the values shown are up to date',
  response: {
    200: readiness('Everything is read, and the last tick is not too old.', true, []),
    503: readiness('Not ready; the body says why.', false, ['the last tick was 2023-06-14T00:00:00+07:00']),
  },
};
