// Simulation: random KPIs over whatever measures there are.
import fc from 'fast-check';
import { type Dating, dated, dating } from './definitions.ts';
import { type Measure, STATEMENT_MEASURES } from './measures.ts';
import { type Formed, twisted } from './other-days.ts';
import { type RatingChoice, ratingChoice, ratingNodes } from './ratings.ts';
import type { RecordNode } from './records.ts';

const GRAINS = ['day', 'week', 'month', 'quarter', 'year', '7d'] as const;
const LEVELS = ['city', 'district', 'commune'] as const;

/** What a KPI is as long as it is defined so. */
export interface DefinitionChoice {
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

export interface KpiChoice extends DefinitionChoice {
  /** It is defined anew on some day. */
  readonly anew: { readonly as: DefinitionChoice; readonly dating: Dating } | null;
}

/** Forms from here on are the first KPI, or that of the period before, times whatever they are themselves. */
const READS_FIRST = 18;
const READS_EARLIER = 21;
const FORMS = 22;
/** What the log says of its senders, and who of them is bound to tell. */
const OF_STATEMENTS: readonly number[] = [13, 14, 15, 16];

const definition = {
  form: fc.nat(FORMS - 1),
  picks: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
  grains: fc.subarray([...GRAINS], { minLength: 2, maxLength: 4 }),
  levels: fc.subarray([...LEVELS], { minLength: 2 }),
  per: fc.boolean(),
  sliced: fc.nat(5),
  target: fc.boolean(),
  q: fc.constantFrom(0.1, 0.5, 0.95),
  rating: ratingChoice,
  twist: fc.nat(35),
};

export const kpiChoices: fc.Arbitrary<readonly KpiChoice[]> = fc.array(
  fc.record({
    ...definition,
    anew: fc.option(fc.record({ as: fc.record(definition), dating }), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 4, size: 'max' },
);

/** Of six, so many choices have no slice. */
const UNSLICED = 4;

interface Picked {
  readonly choice: DefinitionChoice;
  readonly all: readonly Measure[];
}

/** The KPI documents, in order; a later one may read the first one. */
export function kpiNodes(
  choices: readonly KpiChoice[],
  all: readonly Measure[],
  firstDay: number,
): readonly RecordNode[] {
  const form = (choice: DefinitionChoice): Formed => twisted(formulaOf({ choice, all }), choice.twist);
  const [first = null] = choices;
  const read = first === null ? [] : [first, ...(first.anew === null ? [] : [first.anew.as])].map(form);
  return choices.flatMap((choice, place) => {
    const node = (one: DefinitionChoice): RecordNode =>
      kpiNode(one, place, place > 0 && readsFirst(one, choices[0]) ? reading(read, form(one), one) : form(one));
    return choice.anew === null
      ? [node(choice)]
      : dated(node(choice), node(choice.anew.as), { ...choice.anew.dating, firstDay });
  });
}

/** A slice by record type stands around what the log says of its senders alone. */
function readsFirst(one: DefinitionChoice, first: KpiChoice | undefined): boolean {
  if (!isOfStatements(one)) return one.form >= READS_FIRST;
  const read = first === undefined ? [] : [first, ...(first.anew === null ? [] : [first.anew.as])];
  return one.target && read.every(isOfStatements);
}

function isOfStatements({ form }: DefinitionChoice): boolean {
  return OF_STATEMENTS.includes(form);
}

/** @param read the first KPI in all its definitions. */
function reading(
  read: readonly Formed[],
  { formula, used, fixed, grains, ...around }: Formed,
  choice: DefinitionChoice,
): Formed {
  const first = { kpi: 'k0' };
  const other = choice.form >= READS_EARLIER ? { shift: { of: first, to: 'previous' } } : first;
  return {
    ...around,
    grains: read.reduce((left, right) => common(left, right.grains), grains),
    formula: { times: [other, formula] },
    used: [...read.flatMap((one) => one.used), ...used],
    fixed: [...read.flatMap((one) => one.fixed), ...fixed],
  };
}

/** Null: all. */
function common(left: Formed['grains'], right: Formed['grains']): Formed['grains'] {
  return left === null || right === null ? (left ?? right) : left.filter((grain) => right.includes(grain));
}

function kpiNode(
  choice: DefinitionChoice,
  place: number,
  { formula, used, fixed, grains: askable, around }: Formed,
): RecordNode {
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
    ...(around === undefined ? {} : { slice: around }),
    ...ratingNodes(choice.rating, { levels: choice.levels, formula, used, fixed }),
  };
}

function orMonth(grains: readonly string[]): readonly string[] {
  return grains.length === 0 ? ['month'] : grains;
}

function formulaOf(picked: Picked): Formed {
  const { formula, used } = unfixedFormulaOf(picked);
  const { choice } = picked;
  const dimension = choice.sliced < UNSLICED ? undefined : used[0]?.by.at(-1);
  const formed = { formula, used, fixed: dimension === undefined ? [] : [dimension], grains: null };
  if (choice.sliced < UNSLICED || !isOfStatements(choice)) return formed;
  return { ...formed, around: { type: (choice.picks[1] ?? 0) % 2 === 0 ? 'case' : 'register' } };
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
    case 14:
    case 15:
      return ofStatements(choice);
    case 13:
    case 16:
      return cadenceMembers(choice);
    case 17:
      return rowMembers(a, first, choice);
    default: {
      const sketch = sketches[(choice.picks[0] ?? 0) % sketches.length];
      if (sketch === undefined) return { formula: { add: [first, second] }, used: [a, b] };
      return { formula: { quantile: { of: reference(sketch, choice.sliced), q: choice.q } }, used: [sketch] };
    }
  }
}

/** What the log says of its senders. */
function ofStatements({ form, picks, sliced }: DefinitionChoice): Pick<Formed, 'formula' | 'used'> {
  const [a, b] = picks.map((pick) => STATEMENT_MEASURES[pick % STATEMENT_MEASURES.length]);
  if (a === undefined || b === undefined) throw new RangeError('there are no measures of statements');
  const [first, second] = [reference(a, sliced), reference(b, sliced)];
  if (form === 14) return { formula: { value: first }, used: [a] };
  return { formula: { ratio: { of: first, over: { add: [first, second] } } }, used: [a, b] };
}

/** Who is bound to tell of something and did, of all that are bound. */
function cadenceMembers({ picks }: DefinitionChoice): Pick<Formed, 'formula' | 'used'> {
  const [a] = picks.map((pick) => STATEMENT_MEASURES[pick % STATEMENT_MEASURES.length]);
  if (a === undefined) throw new RangeError('there are no measures of statements');
  const of = { members: 'cadence', having: { [a.name]: { gt: 0 } } };
  return { formula: { ratio: { of, over: { members: 'cadence' } } }, used: [a] };
}

/** How many topics pass by their row on the last day of the period, or of an earlier one: no measure tells of it but the one beside. */
function rowMembers(a: Measure, first: unknown, { picks }: DefinitionChoice): Pick<Formed, 'formula' | 'used'> {
  const tests = [{ 'topics.paid': true }, { 'topics.limit': { gte: 2 } }, { 'topics.level': 'low' }];
  const members = { members: 'topics', having: tests[(picks[1] ?? 0) % tests.length] };
  // A row that changes shows where no measure changes: two periods later is as far off as it has to be.
  const before = { shift: { of: members, to: 'previous' } };
  const of = [members, { shift: { of: before, to: 'previous' } }, { shift: { of: before, to: 'last_year' } }];
  return { formula: { ratio: { of: of[(picks[2] ?? 0) % of.length], over: { max: [first, 1] } } }, used: [a] };
}

/** How many topics pass; a measure by topic has to be there. */
function topicMembers(
  shared: readonly Measure[],
  { picks }: DefinitionChoice,
): Pick<Formed, 'formula' | 'used'> | null {
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
  const slices: RecordNode = {
    type: 'case',
    topic: 't1',
    kind: 'b',
    place: '(none)',
    what: 'adults',
    urgent: true,
    pages: 0,
  };
  const dimension = by.at(-1);
  if (sliced < UNSLICED || dimension === undefined) return name;
  return { measure: name, slice: { [dimension]: slices[dimension] } };
}
