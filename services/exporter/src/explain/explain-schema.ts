// How the route of explanations describes itself in the OpenAPI document.
import { bilingual, nullableNumber, problem, text } from '../schema-parts.ts';

const amount = {
  type: ['integer', 'string'],
  description: "In the measure's smallest unit (value times `divisor`), exact; beyond 2^53 written as text.",
  examples: [12],
};
const dims = (description: string) => ({
  type: 'object',
  description,
  additionalProperties: { type: 'string' },
  examples: [{ channel: 'online' }],
});
const days = {
  from: {
    type: ['string', 'null'],
    description: 'First day; null: since ever, as stocks count.',
    examples: ['2023-06-01'],
  },
  to: text('Last day.', '2023-06-30'),
};

const statedSchema = (description: string) => ({
  type: ['object', 'null'],
  description,
  properties: {
    value: nullableNumber('Null: no value (see status), never 0.', 0.625),
    numerator: nullableNumber('What stands above the line.', 25),
    denominator: nullableNumber('What stands below the line.', 40),
    score: nullableNumber('Points, where the KPI is scored.', 62.5),
    target: nullableNumber('The target of the period.', 0.6),
    status: text('As in the list of values.', 'ok'),
    flags: { type: 'array', items: { type: 'string' }, examples: [['UNIT_SUCCESSOR']] },
    state: text('Of what is published: open, provisional, final or restated.', 'final'),
    asOf: text('Of what is published: the moment up to which it is stated.', '2023-07-01T00:00:00+07:00'),
  },
});

const termSchema = {
  type: ['object', 'null'],
  description:
    'The formula as a tree: `is` names the operation, `value` what it came to, `of` the parts it was asked of, in their order, `measures` the ' +
    'places (from 0) of what it read in the list below, `parts` the other KPIs whose points it took, each with the address that ' +
    'explains it. Null: the formula was not asked, since nobody reports or the KPI is not for this level.',
  examples: [
    {
      is: 'ratio',
      value: 0.625,
      numerator: 25,
      denominator: 40,
      of: [
        { is: 'measure', value: 25, measures: [0] },
        { is: 'measure', value: 40, measures: [1] },
      ],
    },
  ],
};

const cellSchema = {
  type: 'object',
  description: 'One cell; for a stock, all cells of a unit and its dimension values up to its last day.',
  properties: {
    unit: text('The unit as it was stated.', 'ba-dinh'),
    countsFor: text('Only where another unit answers for it: its successor.', 'phuong-ba-dinh'),
    dims: dims('Values of all dimensions that the measure has; left out where cells are gathered by unit.'),
    ...days,
    amount,
    values: {
      type: 'array',
      description: 'Of a quantile: pairs of a value and how often it occurs.',
      examples: [[[2.5, 3]]],
    },
  },
};

const measureSchema = {
  type: 'object',
  description:
    'A measure as the formula read it. Its value is the sum of the amounts of its cells divided by `divisor` (of a sketch, of which the formula takes a quantile, the number of their values).',
  properties: {
    measure: text('Record type and measure.', 'dossier.received_online'),
    title: { ...bilingual('May be null.', '', ''), type: ['object', 'null'] },
    is: text('count, sum, sketch, cohort, stock, cover or hold.', 'count'),
    unit: text('Where it was added up: the unit itself, or a member under test.', 'hanoi'),
    dims: dims('Dimensions fixed to a value.'),
    ...days,
    value: nullableNumber('What the formula took.', 25),
    divisor: { type: 'integer', examples: [1] },
    gathered: {
      type: 'boolean',
      description: 'True where cells are so many that they are told by unit, all days and dimension values together.',
      examples: [false],
    },
    cells: { type: 'array', items: cellSchema },
  },
};

const recordSchema = {
  type: 'object',
  properties: {
    record: text('Record type.', 'dossier'),
    key: {
      type: ['object', 'null'],
      description: 'As it was stated. Null: the statement is kept no more, or the service made the record itself.',
      examples: [{ dossierId: 'H26.15-240304-0001' }],
    },
    unit: text('The responsible unit.', 'ba-dinh'),
    puts: {
      type: 'array',
      description:
        'What the record, as it now stands, has put into the cells of each measure (by its place in the list).',
      items: {
        type: 'object',
        properties: {
          measure: { type: 'integer', examples: [0] },
          dims: dims('Values of the dimensions.'),
          ...days,
          amount,
          value: nullableNumber('Of a quantile: the value, as finely as it is kept.', 2.5),
        },
      },
    },
  },
};

const explanationSchema = {
  type: 'object',
  properties: {
    kpi: text('Id of the KPI.', 'online-dossier-rate'),
    title: bilingual('Name for people.', 'Tỷ lệ hồ sơ trực tuyến', 'Online dossier rate'),
    basis: text(
      'Source of the definition, the one that is valid on the last day of the period.',
      'Decision 766/QD-TTg, criterion 3.3',
    ),
    unit: text('Code of the unit.', 'hanoi'),
    dims: dims('Dimension and its value; empty for the total.'),
    grain: text('Of the period.', 'month'),
    period: text('The period.', '2023-06'),
    boundaries: { type: 'string', enum: ['then', 'now'] },
    catalogue: {
      type: 'object',
      properties: {
        id: text('Name of the catalogue.', 'hanoi'),
        version: {
          type: ['string', 'null'],
          description: 'Digest of all its definitions, by which the value was computed.',
        },
      },
    },
    published: statedSchema('What is published.'),
    computed: statedSchema(
      'What comes of the cells as they were read for this answer. It differs from what is published while statements that were counted just ' +
        'now are not published yet, or while another catalogue takes over; ask again then.',
    ),
    formula: termSchema,
    measures: { type: 'array', items: measureSchema },
    measuresLeftOut: { type: 'integer', description: 'Measures of further members that are not told.', examples: [0] },
    records: {
      type: ['object', 'null'],
      description: 'Null without `keys=true`.',
      properties: {
        count: {
          type: ['integer', 'null'],
          description: 'How many there are; null: too many to count.',
          examples: [40],
        },
        complete: {
          type: 'boolean',
          description: 'False: they are too many to be told, so none is.',
          examples: [true],
        },
        list: { type: 'array', items: recordSchema },
      },
    },
  },
};

const pathParameter = (description: string, example: string) => ({ type: 'string', description, examples: [example] });

export const explainSchema = {
  tags: ['values'],
  summary: 'How one value came about',
  description:
    'The formula with what each part of it came to, the measures it read, and their cells by unit and day, which add up to them. With ' +
    '`keys=true` also the records that stand in these cells, so that a number can be checked line by line: an agency (its key as ' +
    'a bearer token) is shown those for which it is the responsible unit, an operator all. It is made from the cells as they are now, so earlier ' +
    'values are not explained.',
  params: {
    type: 'object',
    properties: {
      kpi: pathParameter('Id of the KPI.', 'online-dossier-rate'),
      unit: pathParameter('Code of the unit.', 'hanoi'),
      period: pathParameter('The period; the / of a rolling window as %2F.', '2023-06'),
    },
    required: ['kpi', 'unit', 'period'],
  },
  querystring: {
    type: 'object',
    properties: {
      dim: { type: 'string', description: 'dimension:value; without it the total.', examples: ['procedure:1.004227'] },
      boundaries: { type: 'string', enum: ['then', 'now'], default: 'then', description: 'As in the list of values.' },
      keys: { type: 'string', enum: ['true', 'false'], default: 'false', description: 'Whether records are told of.' },
    },
  },
  response: {
    200: {
      description: 'The explanation.',
      content: { 'application/json': { schema: explanationSchema } },
    },
    400: problem('The period, the dimension or a parameter is not valid.'),
    401: problem('The keys of records are asked for without a key that is known.'),
    404: problem('The KPI or the unit is not known, or nothing is published there.'),
    422: problem('More of the log would be read than one explanation may.'),
    503: problem('The log or the published values cannot be read just now, or too many explanations wait.'),
  },
};
