// KPIs over the dossiers and registers of dossier-plan.ts, one of each kind of formula, for tests of the evaluator.
import type { Formula, Grain, KpiPlan, MeasureReference, Shift, WindowStep } from '../plan/kpi.ts';
import type { Plan, UnitSpan } from '../plan/plan.ts';
import type { RatingPlan } from '../plan/rating.ts';
import { dossierPlan } from './dossier-plan.ts';

/** Neither scored nor anything else. */
export const UNRATED: RatingPlan = {
  score: null,
  pointsMax: null,
  zero: { kind: 'none' },
  notApplicable: null,
  notRatedBelow: null,
  bands: [],
};

const title = { vi: '', en: '' };
const GRAINS: readonly Grain[] = ['day', 'week', 'month', 'quarter', 'year', 'P30D'];
const SCORED_GRAINS: readonly Grain[] = ['week', 'month'];

export function reference(name: string, slice: Readonly<Record<string, string>> = {}): MeasureReference {
  const [record = '', measure = ''] = name.split('.');
  const place = dossierPlan.records.findIndex((one) => one.name === record);
  const index = dossierPlan.records[place]?.measures.findIndex((one) => one.name === measure) ?? -1;
  if (index < 0) throw new RangeError(`no measure ${name}`);
  return { record: place, measure: index, slice };
}

export function measureOf(name: string, slice?: Readonly<Record<string, string>>): Formula {
  return { kind: 'measure', of: reference(name, slice) };
}

export function kpi(id: string, formula: Formula, rest: Partial<KpiPlan> = {}): KpiPlan {
  return {
    id,
    valid: { from: null, until: null },
    earlier: [],
    code: null,
    owners: [],
    title,
    description: null,
    programme: null,
    basis: 'test',
    measure: 'count',
    better: 'higher',
    grains: GRAINS,
    levels: dossierPlan.levels,
    per: [],
    formula,
    hasStock: false,
    usesCalendar: false,
    targets: [],
    rating: UNRATED,
    flags: [],
    alerts: [],
    ...rest,
  };
}

function share(name: string): Formula {
  return { kind: 'ratio', of: measureOf(name), over: measureOf('dossier.received') };
}

export function scored(max: number, target: number): RatingPlan {
  return { ...UNRATED, score: { kind: 'target', max, target }, pointsMax: max };
}

/** A and B were merged into N on 1 July 2024 (local day 19905). */
export const MERGED_ON = 19_905;
const unit = (code: string, rest: Partial<UnitSpan> = {}): UnitSpan => ({
  code,
  level: 'district',
  parent: 'city',
  title,
  from: null,
  until: null,
  successor: null,
  ...rest,
});

const open = measureOf('dossier.open');
const received = measureOf('dossier.received');
const onlineShare: Formula = { kind: 'ratio', of: measureOf('dossier.received_online'), over: received };
const hoursMedian: Formula = { kind: 'quantile', of: reference('dossier.hours'), q: 0.5 };
const unitsOpen: Formula = {
  kind: 'members',
  of: { kind: 'unit', level: null },
  having: [{ measure: reference('dossier.open'), dimension: null, op: 'gt', value: 0 }],
  columns: [],
};

const shift = (to: Shift['to'], rest: Partial<Shift> = {}): Shift => ({
  kind: 'shift',
  to,
  wholeYear: false,
  endedOnly: false,
  ...rest,
});
const WHOLE_YEAR = shift('last_year', { wholeYear: true });
const YEAR_TO_DATE: WindowStep = { kind: 'to_date', since: 'year' };
const TEN_DAYS: WindowStep = { kind: 'days', days: 10 };
const before = (of: Formula, step: Shift): Formula => ({ kind: 'shift', of, step });
const over = (step: WindowStep, of: Formula): Formula => ({ kind: 'window', of, step });

/** As the official fallback of a total that is not reported has it: last year's total by the length of the period. */
const fallback: Formula = {
  kind: 'first',
  of: [
    { of: measureOf('dossier.received_online'), flag: null },
    {
      of: {
        kind: 'times',
        of: [before(received, WHOLE_YEAR), { kind: 'by_grain', values: { month: 1 / 12, quarter: 1 / 4, year: 1 } }],
      },
      flag: 'LAST_YEAR',
    },
    { of: { kind: 'constant', value: 7 }, flag: 'NOTHING_KNOWN' },
  ],
  zeroIsEmpty: true,
};

/** Formulas that look at other days than those of their period. */
const earlierKpis: readonly KpiPlan[] = [
  kpi('growth', { kind: 'growth', of: received, step: shift('previous') }),
  kpi('growth-in-a-year', { kind: 'growth', of: onlineShare, step: shift('last_year') }),
  kpi('growth-when-ended', { kind: 'growth', of: received, step: shift('previous', { endedOnly: true }) }),
  kpi('against-last-year', { kind: 'ratio', of: received, over: fallback }),
  kpi('to-date', over(YEAR_TO_DATE, onlineShare)),
  kpi('to-date-a-year-ago', before(over(YEAR_TO_DATE, received), shift('last_year'))),
  kpi('hours-of-the-quarter', over({ kind: 'to_date', since: 'quarter' }, hoursMedian)),
  kpi('lately', over(TEN_DAYS, received)),
  kpi('lately-before', { kind: 'growth', of: over(TEN_DAYS, onlineShare), step: shift('previous') }),
  kpi('twice-before', before(before(received, shift('last_year')), shift('previous'))),
  kpi('open-growth', { kind: 'growth', of: open, step: shift('previous') }, { hasStock: true }),
  kpi('open-a-year-ago', before(open, shift('last_year')), { hasStock: true }),
  kpi('open-at-the-turn', before(unitsOpen, WHOLE_YEAR), { hasStock: true }),
  kpi('open-of-late', { kind: 'ratio', of: over(TEN_DAYS, received), over: open }, { hasStock: true }),
  kpi('open-now', over({ kind: 'now' }, open), { hasStock: true }),
  kpi(
    'register-growth',
    { kind: 'growth', of: measureOf('register.size'), step: shift('previous') },
    { hasStock: true },
  ),
];

export const kpiPlan: Plan = {
  ...dossierPlan,
  units: [
    unit('city', { level: 'city', parent: null }),
    unit('A', { until: MERGED_ON, successor: 'N' }),
    unit('B', { until: MERGED_ON, successor: 'N' }),
    unit('N', { from: MERGED_ON }),
    unit('C'),
  ],
  kpis: [
    kpi('received', measureOf('dossier.received')),
    kpi(
      'online-share',
      { kind: 'ratio', of: measureOf('dossier.received_online'), over: measureOf('dossier.received') },
      { measure: 'ratio', targets: [{ year: 2024, value: 0.5 }] },
    ),
    kpi('open', measureOf('dossier.open'), { hasStock: true }),
    kpi(
      'overdue-share',
      {
        kind: 'ratio',
        of: { kind: 'minus', of: [measureOf('dossier.open'), measureOf('dossier.overdue')] },
        over: { kind: 'add', of: [measureOf('dossier.open'), measureOf('dossier.received')] },
      },
      { hasStock: true },
    ),
    kpi('hours', { kind: 'quantile', of: reference('dossier.hours'), q: 0.5 }),
    kpi('by-procedure', measureOf('dossier.received_by_procedure'), {
      grains: ['month', 'year'],
      per: [{ dimension: 'procedure', levels: ['city'] }],
    }),
    kpi('register', measureOf('register.size'), { hasStock: true }),
    kpi(
      'units-open',
      {
        kind: 'members',
        of: { kind: 'unit', level: null },
        having: [{ measure: reference('dossier.open'), dimension: null, op: 'gt', value: 0 }],
        columns: [],
      },
      { hasStock: true },
    ),
    kpi(
      'procedures-used',
      {
        kind: 'members',
        of: { kind: 'domain', name: 'procedure' },
        having: [{ measure: reference('dossier.received_by_procedure'), dimension: 'procedure', op: 'gt', value: 0 }],
        columns: [],
      },
      { grains: ['month', 'year'] },
    ),
    kpi('in-time', share('dossier.received_online'), {
      grains: SCORED_GRAINS,
      measure: 'ratio',
      rating: { ...scored(6, 0.5), zero: { kind: 'full' }, notRatedBelow: 2 },
      flags: [{ name: 'SOME_OPEN', formula: measureOf('dossier.open') }],
      hasStock: true,
    }),
    kpi('few-open', share('dossier.received'), {
      grains: SCORED_GRAINS,
      measure: 'ratio',
      rating: { ...scored(4, 1), notApplicable: { levels: ['district'], score: 'full' } },
    }),
    kpi(
      'points',
      { kind: 'composite', parts: [9, 10], pointsMax: 10, divide: 1, missing: 'partial' },
      {
        grains: SCORED_GRAINS,
        rating: { ...UNRATED, pointsMax: 10 },
        hasStock: true,
      },
    ),
    kpi(
      'gap',
      { kind: 'minus', of: [{ kind: 'score_of', kpi: 11 }, measureOf('register.size')] },
      {
        grains: SCORED_GRAINS,
        hasStock: true,
      },
    ),
  ],
};

export const earlierPlan: Plan = { ...kpiPlan, kpis: earlierKpis };
