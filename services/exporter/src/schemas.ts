// What the routes take and give, as JSON schemas with descriptions and examples: the source of /openapi.json.
// Requests are read and refused by the routes themselves (with a code each), never by these schemas.
import { bilingual, nullableNumber, problem, text } from './schema-parts.ts';

const day = (description: string, example: string | null) => ({
  type: ['string', 'null'],
  description,
  examples: [example],
});

/** What a KPI is as long as a definition is valid. */
const definitionProperties = {
  valid: {
    type: 'object',
    description: 'When the definition is valid. Of a period it is the one that is valid on its last day.',
    properties: {
      from: day('Its first day; null: since ever.', '2022-08-15'),
      until: day('The first day on which it is valid no more; null: for ever.', null),
    },
  },
  title: bilingual('Name for people.', 'Tỷ lệ hồ sơ trực tuyến', 'Online dossier rate'),
  description: { ...bilingual('What it tells; may be null.', '', ''), type: ['object', 'null'] },
  basis: text('Source of the definition.', 'Decision 766/QD-TTg, criterion 3.3'),
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
};

const kpiSchema = {
  type: 'object',
  properties: {
    id: text('Id of the KPI.', 'online-dossier-rate'),
    code: {
      type: ['string', 'null'],
      description: 'What people call it in lists and reports.',
      examples: ['EGOV-01'],
    },
    programme: { type: ['string', 'null'], description: 'Programme it belongs to.', examples: ['decision-766'] },
    owners: {
      type: 'array',
      description: 'Units that answer for it, each from its day on (null: since ever) until the next begins.',
      items: { type: 'object', properties: { unit: { type: 'string' }, from: { type: ['string', 'null'] } } },
      examples: [[{ unit: 'so-khoa-hoc-va-cong-nghe', from: '2025-03-01' }]],
    },
    measure: text('Unit of measure; `ratio` is a fraction from 0 to 1.', 'ratio'),
    better: { type: 'string', enum: ['higher', 'lower', 'neither'], description: 'Which way is good.' },
    grains: {
      type: 'array',
      items: { type: 'string' },
      description: 'Grains it is published for.',
      examples: [['month']],
    },
    ...definitionProperties,
    earlier: {
      type: 'array',
      description: 'The definitions before the one told here, the oldest first.',
      items: { type: 'object', properties: definitionProperties },
    },
    metric: text('Name of its gauge on /metrics.', 'kpi_online_dossier_rate_ratio'),
    links: {
      type: 'object',
      properties: {
        values: text('Where its values are.', '/v1/kpis/online-dossier-rate/values'),
        explain: text(
          'How one of them came about, as an RFC 6570 template.',
          '/v1/kpis/online-dossier-rate/values/{unit}/{period}/explain{?dim,boundaries,keys}',
        ),
        revisions: text('What has changed in final ones.', '/v1/kpis/online-dossier-rate/revisions'),
      },
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
    400: problem('A parameter is given, though there are none.'),
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
