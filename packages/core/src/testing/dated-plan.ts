// KPIs that were defined anew, and others that read them: in their period, an earlier one, a window, by their points.
import type { Formula, KpiDefinition, KpiPlan } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { kpi, kpiPlan, MERGED_ON, measureOf, scored } from './kpi-plan.ts';

/** Within a week, a month and a quarter. */
const ANEW_ON = MERGED_ON + 9;
const BEGINS_ON = MERGED_ON - 20;
const ENDS_ON = MERGED_ON + 40;

const received = measureOf('dossier.received');
const online = measureOf('dossier.received_online');
const open = measureOf('dossier.open');
const toDate = (of: Formula): Formula => ({ kind: 'window', of, step: { kind: 'to_date', since: 'quarter' } });

/** No measure tells on which days its flag changes. */
const nothingToDate: Formula = {
  kind: 'window',
  of: { kind: 'constant', value: 2 },
  step: { kind: 'to_date', since: 'month' },
};

/** Until a day by the first formula, from then on by the second one. */
function anew(
  id: string,
  [first, second]: readonly [Formula, Formula],
  { before = {}, after = {} }: { before?: Partial<KpiDefinition>; after?: Partial<KpiPlan> } = {},
): KpiPlan {
  const old = kpi(id, first, { ...before, valid: { from: null, until: ANEW_ON } });
  return kpi(id, second, { valid: { from: ANEW_ON, until: null }, earlier: [old], ...after });
}

const anOther: Formula = { kind: 'kpi', kpi: 0 };
const composite: Formula = { kind: 'composite', parts: [9], pointsMax: 6, divide: 1, missing: 'partial' };

export const datedPlan: Plan = {
  ...kpiPlan,
  kpis: [
    anew('flow', [received, online]),
    anew('flow-then-stock', [online, open], { after: { hasStock: true } }),
    anew('stock-then-flow', [open, received], { before: { hasStock: true } }),
    anew('to-date', [received, toDate(received)]),
    anew('no-measure-to-date', [online, { kind: 'add', of: [online, nothingToDate] }], { after: { grains: ['day'] } }),
    anew('levels', [received, received], { before: { levels: ['city'] } }),
    kpi('for-a-while', online, { valid: { from: BEGINS_ON, until: ENDS_ON } }),
    kpi('reads', { kind: 'add', of: [anOther, received] }),
    kpi('grew', {
      kind: 'growth',
      of: anOther,
      step: { kind: 'shift', to: 'previous', wholeYear: false, endedOnly: false },
    }),
    anew('scored', [online, received], {
      before: { rating: scored(4, 2) },
      after: { grains: ['week', 'month'], rating: scored(6, 3) },
    }),
    kpi('points', composite, {
      valid: { from: ANEW_ON, until: null },
      grains: ['week', 'month'],
      rating: { ...scored(6, 3), score: null },
    }),
    anew(
      'by-procedure',
      [measureOf('dossier.received_by_procedure'), measureOf('dossier.received_by_procedure', { procedure: 'p1' })],
      {
        before: { per: [{ dimension: 'procedure', levels: ['city'] }] },
        after: { grains: ['month', 'year'] },
      },
    ),
  ],
};
