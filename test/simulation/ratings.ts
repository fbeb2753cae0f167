// Simulation: random scores, policies and flags of KPIs, and composites over those that are scored.
import fc from 'fast-check';
import type { Measure } from './measures.ts';
import type { RecordNode } from './records.ts';

export interface RatingChoice {
  readonly score: number;
  readonly notApplicable: 'full' | 'none' | 'above' | null;
  readonly isNotRated: boolean;
  readonly isFlagged: boolean;
}

export const ratingChoice: fc.Arbitrary<RatingChoice> = fc.record({
  score: fc.nat(6),
  notApplicable: fc.constantFrom(null, null, null, 'full', 'none', 'above', 'above'),
  isNotRated: fc.constantFrom(false, false, true),
  isFlagged: fc.constantFrom(false, false, true),
});

/** Counts of a few cases and shares of them fall on both sides of every corner. */
const SCORES: readonly (RecordNode | null)[] = [
  null,
  { score: { max: 10, target: 0.5 }, zero: 'full' },
  { score: { max: 6 }, zero: 0 },
  { score: { max: 4, best: 0, worst: 3 }, zero: 'none' },
  { score: { max: 4, best: 2, worst: 0.5 }, zero: { value: 0 } },
  {
    score: {
      steps: [
        [2, 9],
        [1, 4.5],
        [0.25, 1],
      ],
    },
    zero: { value: 0, flag: 'NOTHING_TO_DIVIDE' },
  },
  { zero: { value: 0, flag: 'NOTHING_TO_DIVIDE' } },
];

interface Rated {
  readonly levels: readonly string[];
  readonly formula: RecordNode;
  readonly used: readonly Measure[];
  readonly fixed: readonly string[];
}

export function ratingNodes(choice: RatingChoice, { levels, formula, used, fixed }: Rated): RecordNode {
  // A sketch is within 1 % of its quantile: at a corner of a score that is as good as anything.
  const isExact = used.every(({ kind }) => kind === 'number');
  const score = isExact ? (SCORES[choice.score] ?? null) : null;
  const isScored = score !== null && 'score' in score;
  const points = choice.notApplicable !== null && !isScored ? 'none' : choice.notApplicable;
  const flag = used.find(({ kind }) => kind === 'number');
  return {
    ...score,
    ...(points === null ? {} : { not_applicable: { levels: levels.slice(-1), score: points } }),
    ...(choice.isNotRated && 'ratio' in formula ? { not_rated: { below: 2 } } : {}),
    ...(choice.isFlagged && flag !== undefined && fixed.length === 0 ? { flags: { SOMETHING: flag.name } } : {}),
  };
}

export function isScored(kpi: RecordNode): boolean {
  return 'score' in kpi || 'composite' in kpi;
}

export interface CompositeChoice {
  readonly missing: 'none' | 'partial' | 'rescale';
  readonly total: 'none' | 'partial' | 'rescale';
  readonly divide: number | null;
  readonly isNotRated: boolean;
  readonly notApplicable: 'full' | null;
}

const missing = fc.constantFrom('none', 'partial', 'rescale');

export const compositeChoice: fc.Arbitrary<CompositeChoice> = fc.record({
  missing,
  total: missing,
  divide: fc.constantFrom(null, 1000),
  isNotRated: fc.boolean(),
  notApplicable: fc.constantFrom(null, null, 'full'),
});

/** A composite over all but the last of the scored KPIs, one over it and the last, and what reads their points. */
export function compositeNodes(choice: CompositeChoice, kpis: readonly RecordNode[]): readonly RecordNode[] {
  const scored = kpis.filter(isScored);
  const last = scored.at(-1);
  const grains = common(scored, 'grains');
  const levels = common(scored, 'levels');
  if (last === undefined || grains.length === 0 || levels.length === 0) return [];
  const head = (kpi: string): RecordNode => ({
    kpi,
    title: { vi: kpi, en: kpi },
    basis: 'simulation',
    measure: 'points',
    better: 'higher',
    grains,
    levels,
  });
  const others = scored.slice(0, -1).map(({ kpi }) => kpi);
  const parts = others.length === 0 ? [last.kpi] : others;
  const group = {
    ...head('group'),
    composite: { parts, missing: choice.missing, ...(choice.divide === null ? {} : { divide: choice.divide }) },
    ...(choice.isNotRated ? { not_rated: { below: 8 } } : {}),
    ...(choice.notApplicable === null ? {} : { not_applicable: { levels: levels.slice(-1), score: 'full' } }),
  };
  const total = { ...head('total'), composite: { parts: ['group', last.kpi], missing: choice.total } };
  const reading = { ...head('gap'), minus: [{ score_of: 'group' }, { score_of: last.kpi }] };
  return others.length === 0 ? [group, reading] : [group, total, reading];
}

/** What stands in the list of each of them. */
function common(kpis: readonly RecordNode[], key: 'grains' | 'levels'): readonly unknown[] {
  const lists = kpis.map((kpi) => listOf(kpi[key]));
  const [first = []] = lists;
  return first.filter((item) => lists.every((list) => list.includes(item)));
}

function listOf(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}
