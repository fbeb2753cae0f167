// Simulation: formulas that look at other days than those of their period: earlier periods, growth since then, windows.
import type { Measure } from './measures.ts';
import type { RecordNode } from './records.ts';

export interface Formed {
  /** The members of the KPI document that make it up. */
  readonly formula: RecordNode;
  readonly used: readonly Measure[];
  /** Dimensions that a slice fixes. */
  readonly fixed: readonly string[];
  /** Grains it may be asked for; null: all. */
  readonly grains: readonly string[] | null;
  /** Slice that stands around all of it, other KPIs that it reads among them. */
  readonly around?: RecordNode;
}

type Twist = (of: RecordNode, formed: Formed) => Partial<Formed> & Pick<Formed, 'formula'>;

const previous = (of: RecordNode): RecordNode => ({ of, to: 'previous' });
const lastYear = (of: RecordNode): RecordNode => ({ of, to: 'last_year' });
const yearToDate = (of: RecordNode): RecordNode => ({ of, window: 'year_to_date' });
const SHARES = { month: '1/12', quarter: 0.25, year: 1, '7d': '7/365' };

/** A total, and what stands for it where it is missing. */
function fallback(of: RecordNode): RecordNode {
  const share = { times: [{ shift: { ...lastYear(of), whole: 'year' } }, { by_grain: SHARES }] };
  return {
    first: [
      { of, flag: 'AS_STATED' },
      { of: share, flag: 'LAST_YEAR' },
      { of: { times: [0, { by_grain: SHARES }] }, flag: 'UNKNOWN' },
    ],
    empty: ['none', 0],
  };
}

const TWISTS: readonly Twist[] = [
  (of) => ({ formula: { shift: previous(of) } }),
  (of) => ({ formula: { shift: lastYear(of) } }),
  (of) => ({ formula: { shift: { ...lastYear(of), whole: 'year' } } }),
  (of) => ({ formula: { value: yearToDate(of) } }),
  (of) => ({
    formula: { value: { of, window: 'quarter_to_date' } },
    grains: ['day', 'week', 'month', 'quarter', '7d'],
  }),
  (of) => ({ formula: { value: { of, window: 'month_to_date' } }, grains: ['day', 'week', 'month', '7d'] }),
  (of) => ({ formula: { shift: lastYear(yearToDate(of)) } }),
  (of) => ({ formula: { shift: previous({ shift: lastYear(of) }) } }),
  (of) => ({ formula: { shift: lastYear({ shift: previous(of) }) } }),
  fine((of) => ({ of, window: '9d' })),
  fine((of) => ({ shift: previous({ of, window: '40d' }) })),
  exact((of) => ({ growth: previous(of) })),
  exact((of) => ({ growth: lastYear(of) })),
  exact((of) => ({ growth: previous(yearToDate(of)) })),
  exact((of) => ({ ratio: { of, over: fallback(of) } })),
  exact((of) => fallback(of)),
];

/** Where nothing knows its months only, or its periods only. */
function fine(form: (of: RecordNode) => RecordNode): Twist {
  return (of, { formula, used }) => {
    if (used.some(({ byMonth, byPeriod }) => byMonth || byPeriod)) return { formula };
    const twisted = form(of);
    return { formula: 'window' in twisted ? { value: twisted } : twisted };
  };
}

/** Where numerator and denominator are exact, so no quantiles. */
function exact(form: (of: RecordNode) => RecordNode): Twist {
  return (of, { formula, used }) => ({ formula: used.some(({ kind }) => kind === 'sketch') ? formula : form(of) });
}

/** Beyond the last of them nothing is twisted, so that most KPIs are plain. */
export function twisted(formed: Formed, twist: number): Formed {
  const twister = TWISTS[twist];
  const result = twister === undefined ? formed : { ...formed, ...twister(formed.formula, formed) };
  // A window around a shift is refused.
  return has(formed.formula, 'shift') && has(result.formula, 'window') ? formed : result;
}

function has(formula: RecordNode, construct: string): boolean {
  return JSON.stringify(formula).includes(`"${construct}":`);
}
