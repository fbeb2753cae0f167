// Simulation: random measures of the record type `case`, and random KPIs over whatever measures there are.
import fc from 'fast-check';
import { type Formed, twisted } from './other-days.ts';
import { type RatingChoice, ratingChoice, ratingNodes } from './ratings.ts';
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
    template: fc.nat(13),
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

export const REGISTER_MEASURES: readonly Measure[] = [
  { name: 'register.size', node: {}, by: ['what'], kind: 'number', own: false, byMonth: false, byPeriod: false },
  { name: 'register.own_size', node: {}, by: [], kind: 'number', own: true, byMonth: false, byPeriod: false },
];

const GRAINS = ['day', 'week', 'month', 'quarter', 'year', '7d'] as const;
const LEVELS = ['city', 'district', 'commune'] as const;

export interface KpiChoice {
  readonly form: number;
  readonly picks: readonly number[];
  readonly grains: readonly (typeof GRAINS)[number][];
  readonly levels: readonly string[];
  readonly per: boolean;
  readonly sliced: number;
  readonly target: boolean;
  readonly q: number;
  readonly rating: RatingChoice;
  readonly twist: number;
}

export const kpiChoices: fc.Arbitrary<readonly KpiChoice[]> = fc.array(
  fc.record({
    form: fc.nat(15),
    picks: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
    grains: fc.subarray([...GRAINS], { minLength: 2, maxLength: 4 }),
    levels: fc.subarray([...LEVELS], { minLength: 2 }),
    per: fc.boolean(),
    sliced: fc.nat(5),
    target: fc.boolean(),
    q: fc.constantFrom(0.1, 0.5, 0.95),
    rating: ratingChoice,
    twist: fc.nat(35),
  }),
  { minLength: 1, maxLength: 4, size: 'max' },
);

/** Of six, so many choices have no slice. */
const UNSLICED = 4;

interface Picked {
  readonly choice: KpiChoice;
  readonly all: readonly Measure[];
}

/** The KPI documents, in order; a later one may read the first one. */
export function kpiNodes(choices: readonly KpiChoice[], all: readonly Measure[]): readonly RecordNode[] {
  const first = choices[0] === undefined ? null : twisted(formulaOf({ choice: choices[0], all }), choices[0].twist);
  return choices.map((choice, place) => {
    const formed = twisted(formulaOf({ choice, all }), choice.twist);
    return kpiNode(
      choice,
      place,
      place > 0 && first !== null && choice.form >= READS_FIRST ? reading(first, formed) : formed,
    );
  });
}

/** Forms from here on are the first KPI times whatever they are themselves. */
const READS_FIRST = 14;

function reading(first: Formed, { formula, used, fixed, grains }: Formed): Formed {
  return {
    grains: first.grains === null ? grains : first.grains.filter((grain) => grains?.includes(grain) ?? true),
    formula: { times: [{ kpi: 'k0' }, formula] },
    used: [...first.used, ...used],
    fixed: [...first.fixed, ...fixed],
  };
}

function kpiNode(choice: KpiChoice, place: number, { formula, used, fixed, grains: askable }: Formed): RecordNode {
  const byMonth = used.some((measure) => measure.byMonth);
  const isRolling = used.every(({ byPeriod }) => !byPeriod);
  const rolling = choice.grains.filter((grain) => isRolling || grain !== '7d');
  const grains = rolling.filter((grain) => askable?.includes(grain) ?? true);
  const coarse = grains.filter((grain) => ['month', 'quarter', 'year'].includes(grain));
  const dimension = used[0]?.by.find((name) => !fixed.includes(name) && used.every(({ by }) => by.includes(name)));
  const top = choice.levels[0] ?? 'city';
  return {
    kpi: `k${place}`,
    title: { vi: `k${place}`, en: `k${place}` },
    basis: 'simulation',
    measure: 'count',
    better: 'neither',
    grains: orMonth(byMonth ? coarse : grains),
    levels: choice.levels,
    ...(choice.per && dimension !== undefined ? { per: { [dimension]: [top] } } : {}),
    ...(choice.target ? { target: { 2017: 0.5, 2019: 0.75 } } : {}),
    ...formula,
    ...ratingNodes(choice.rating, { levels: choice.levels, formula, used, fixed }),
  };
}

function orMonth(grains: readonly string[]): readonly string[] {
  return grains.length === 0 ? ['month'] : grains;
}

function formulaOf(picked: Picked): Formed {
  const { formula, used } = unfixedFormulaOf(picked);
  const dimension = picked.choice.sliced < UNSLICED ? undefined : used[0]?.by.at(-1);
  return { formula, used, fixed: dimension === undefined ? [] : [dimension], grains: null };
}

function unfixedFormulaOf({ choice, all }: Picked): Pick<Formed, 'formula' | 'used'> {
  const sketches = all.filter(({ kind }) => kind === 'sketch');
  const shared = all.filter(({ kind, own }) => kind === 'number' && !own);
  const own = all.filter((measure) => measure.own);
  const [a, b, c] = choice.picks.map((pick) => shared[pick % shared.length]) as [Measure, Measure, Measure];
  const [first, second, third] = [reference(a, choice.sliced), reference(b, 0), reference(c, 0)];
  switch (choice.form) {
    case 0:
    case 1:
      return { formula: { value: first }, used: [a] };
    case 2:
    case 3:
      return { formula: { ratio: { of: first, over: second } }, used: [a, b] };
    case 4:
      return {
        formula: { ratio: { of: { minus: [first, second] }, over: { add: [second, third] } } },
        used: [a, b, c],
      };
    case 5:
      return { formula: { value: { max: [first, second, 1] } }, used: [a, b] };
    case 6:
      return { formula: { first: [first, second], empty: ['none', 0] }, used: [a, b] };
    case 7:
      return { formula: { times: [{ ratio: { of: first, over: second } }, third] }, used: [a, b, c] };
    case 8:
      return { formula: { members: 'unit', having: { [a.name]: { gt: 0 } } }, used: [a] };
    case 9:
      return {
        formula: { members: 'unit', level: 'commune', having: { [a.name]: { gte: 1 }, [b.name]: 0 } },
        used: [a, b],
      };
    case 10:
      return topicMembers(shared, choice) ?? { formula: { value: first }, used: [a] };
    case 11:
      return own[0] === undefined
        ? { formula: { value: first }, used: [a] }
        : { formula: { value: own[0].name }, used: [own[0]] };
    default: {
      const sketch = sketches[(choice.picks[0] ?? 0) % sketches.length];
      if (sketch === undefined) return { formula: { add: [first, second] }, used: [a, b] };
      return { formula: { quantile: { of: reference(sketch, choice.sliced), q: choice.q } }, used: [sketch] };
    }
  }
}

/** How many topics pass; a measure by topic has to be there. */
function topicMembers(shared: readonly Measure[], { picks }: KpiChoice): Pick<Formed, 'formula' | 'used'> | null {
  const byTopic = shared.filter(({ by }) => by.includes('topic'));
  const [a, b] = picks.map((pick) => byTopic[pick % byTopic.length]);
  const [, , c] = picks;
  if (a === undefined || b === undefined) return null;
  const members = { members: 'topics', having: { [a.name]: { gt: 0 }, [b.name]: { lt: 3 } } };
  const tables = [{}, { 'topics.paid': true }, { 'topics.limit': { gte: 2 }, 'topics.level': ['low', 'high'] }];
  const one = { members: 'topics', having: { [a.name]: { gt: 0 }, ...tables[(c ?? 0) % tables.length] } };
  return { formula: { ratio: { of: members, over: one } }, used: [a, b].map((measure) => ({ ...measure, by: [] })) };
}

function reference({ name, by }: Measure, sliced: number): unknown {
  const slices: RecordNode = { topic: 't1', kind: 'b', place: '(none)', what: 'adults', urgent: true, pages: 0 };
  const dimension = by.at(-1);
  if (sliced < UNSLICED || dimension === undefined) return name;
  return { measure: name, slice: { [dimension]: slices[dimension] } };
}
