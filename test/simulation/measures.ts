// Simulation: random measures of the record type `case`, and those of the register.
import fc from 'fast-check';
import type { RecordNode } from './records.ts';

/** A third dimension, of a type that is not made of words too. */
const THIRDS = [null, 'place', 'urgent', 'pages'] as const;

export interface MeasureChoice {
  readonly template: number;
  readonly where: number;
  /** For counts and sums: what must have happened by the end of the period. */
  readonly byPeriod: number;
  /** What the table of topics must say. */
  readonly lookup: number;
  readonly byTopic: boolean;
  readonly byKind: boolean;
  readonly third: (typeof THIRDS)[number];
  readonly byMonth: boolean;
}

export const measureChoices: fc.Arbitrary<readonly MeasureChoice[]> = fc.array(
  fc.record({
    template: fc.nat(16),
    where: fc.nat(15),
    byPeriod: fc.nat(10),
    lookup: fc.nat(9),
    byTopic: fc.boolean(),
    byKind: fc.boolean(),
    third: fc.constantFrom(...THIRDS),
    byMonth: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 5, size: 'max' },
);

const FLOWS: readonly RecordNode[] = [
  { count: true, at: 'openAt' },
  { count: true, at: 'endAt' },
  { sum: 'fee', at: 'openAt' },
  { sum: { count: 'request' }, at: 'openAt' },
  { sum: { sum: 'request.cost' }, at: { max: ['openAt', 'closeAt'] } },
  { sum: 'told', at: 'returnedAt', units: 'own' },
  { sum: 'lineTotal', at: 'openAt' },
  { sum: 'lineCount', at: 'openAt' },
  { sum: 'topic.limit', at: 'endAt' },
];
const SKETCHES: readonly RecordNode[] = [
  { sketch: 'spent', at: 'endAt' },
  { sketch: 'pages', at: 'openAt' },
];
const STOCKS: readonly RecordNode[] = [
  { stock: { enter: 'openAt', leave: 'endAt' } },
  { stock: { enter: { max: ['openAt', 'lateAt'] }, leave: 'endAt' } },
  { stock: { cover: 'request.requestedAt', for: '9d' } },
  { stock: { cover: 'request.requestedAt', for: '14d', leave: 'closeAt' } },
  { stock: { cover: 'request.requestedAt', until: 'request.completedAt' } },
  {
    stock: {
      cover: 'request.requestedAt',
      for: '20d',
      within: { cover: 'request.requestedAt', until: 'completedAt' },
      enter: 'openAt',
      leave: 'returnedAt',
    },
  },
];
const TEMPLATES = [...FLOWS, ...SKETCHES, ...STOCKS];

/** The first five say nothing, so that most measures have no condition. */
const CONDITIONS: readonly (RecordNode | null)[] = [
  null,
  null,
  null,
  null,
  { inTime: true },
  { kind: 'a' },
  { kind: ['a', 'b'] },
  { topic: 'missing' },
  { any: [{ urgent: true }, { fee: { gt: 10.5 } }] },
  { all: [{ deadline: 'set' }, { closeAt: 'set' }, { not: { closeAt: { lte: 'deadline' } } }] },
  { requests: { gte: 2 } },
  { any: 'request.accepted' },
  { repeatedAt: 'set' },
  { all: [{ kind: 'set' }, { not: { kind: 'c' } }] },
  { any: [{ anyPaid: true }, { allFree: true }] },
  { all: [{ lineCount: { gt: 0 } }, { allFree: false, anyPaidFee: 'set' }] },
];

/** The first ones say nothing. */
const LOOKUPS: readonly (RecordNode | null)[] = [
  null,
  null,
  null,
  null,
  { 'topic.paid': true },
  { 'topic.level': ['high', 'low'] },
  { any: [{ 'topic.limit': { gt: 3 } }, { 'topic.limitUnit': 'missing' }] },
  { all: [{ 'topic.paid': 'set' }, { not: { 'topic.paid': true } }] },
  { paidAtEnd: true },
  { lowAtEnd: true, 'topic.paid': false },
];

/** The first ones say nothing. */
const BY_PERIOD: readonly (RecordNode | null)[] = [
  null,
  null,
  null,
  null,
  null,
  { endAt: { by: 'period' } },
  { closeAt: { by: 'period' } },
  { all: [{ closeAt: { by: 'period' } }, { returnedAt: { by: 'period', gte: 'openAt' } }] },
  { deadline: { by: 'period' } },
  { returnedAt: { by: 'period' }, urgent: 'set' },
  { repeatedAt: { by: 'period' } },
];

export interface Measure {
  readonly name: string;
  readonly node: RecordNode;
  readonly by: readonly string[];
  readonly kind: 'number' | 'sketch';
  readonly own: boolean;
  readonly byMonth: boolean;
  /** Asks `by: period`, so no rolling window. */
  readonly byPeriod: boolean;
}

export function measuresOf(choices: readonly MeasureChoice[]): readonly Measure[] {
  return choices.map((choice, place) => {
    const template = TEMPLATES[choice.template % TEMPLATES.length] ?? {};
    const isFlow = 'count' in template || 'sum' in template;
    const byPeriod = isFlow ? (BY_PERIOD[choice.byPeriod % BY_PERIOD.length] ?? null) : null;
    const isCover = 'stock' in template && 'cover' in (template.stock as RecordNode);
    const lookup = isCover ? null : (LOOKUPS[choice.lookup % LOOKUPS.length] ?? null);
    const where = both(both(CONDITIONS[choice.where % CONDITIONS.length] ?? null, lookup), byPeriod);
    const by = [
      ...(choice.byTopic ? ['topic'] : []),
      ...(choice.byKind ? ['kind'] : []),
      ...(choice.third === null ? [] : [choice.third]),
    ];
    const byMonth = choice.byMonth && !('stock' in template);
    const node = {
      ...template,
      ...(where === null ? {} : { where }),
      ...(by.length === 0 ? {} : { by }),
      ...(byMonth ? { finest: 'month' } : {}),
    };
    const kind = 'sketch' in template ? 'sketch' : 'number';
    return { name: `case.m${place}`, node, by, kind, own: 'units' in template, byMonth, byPeriod: byPeriod !== null };
  });
}

function both(left: RecordNode | null, right: RecordNode | null): RecordNode | null {
  return left === null || right === null ? (left ?? right) : { all: [left, right] };
}

/** Of the built-in record type. */
export const STATEMENT_MEASURES: readonly Measure[] = ['accepted', 'repeated', 'rejected', 'fieldsAsked', 'fresh'].map(
  (name) => ({
    name: `statement.${name}`,
    node: {},
    by: ['type'],
    kind: 'number',
    own: false,
    byMonth: false,
    byPeriod: false,
  }),
);

const register = (name: string, by: readonly string[], own: boolean): Measure => ({
  name: `register.${name}`,
  node: {},
  by,
  kind: 'number',
  own,
  byMonth: false,
  byPeriod: false,
});

export const REGISTER_MEASURES: readonly Measure[] = [
  register('size', ['what'], false),
  register('own_size', [], true),
  register('whole', [], false),
  register('adults', [], false),
];
