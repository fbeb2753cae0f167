// From which period on the boundaries of now give what those of then give. Values of now are worked out and published only before
// it; from there on whoever is asked for them answers with the values of then.
import type { Formula, Grain, KpiPlan } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { createUnitTree, type UnitTree } from '../rollup/unit-tree.ts';
import { daysOf, firstBeginningFrom } from '../time/period.ts';
import { formulasOf, partsOf, waysIn } from './formula-parts.ts';
import { createLenses, createSight, DIRECT, type Lens } from './lens.ts';
import type { Window } from './place.ts';

export interface AsThen {
  /**
   * The first period of the grain from which on values of now are those of then. -Infinity: all are; null: the unit is not in
   * force today, so that now it has no values at all.
   */
  firstPeriod(kpi: KpiPlan, unit: string, at: { readonly grain: Grain; readonly today: number }): number | null;
}

export function openAsThen(plan: Plan): AsThen {
  return asThenOf(plan, createUnitTree(plan));
}

export function asThenOf(plan: Plan, tree: UnitTree): AsThen {
  const asksUnits = new Set(plan.kpis.filter((kpi) => asks(kpi, plan)).map(({ id }) => id));
  const known = new Map<string, number>();
  return {
    firstPeriod: (kpi, unit, { grain, today }) => {
      const epoch = tree.epochOf(today);
      const own = tree.unchangedSince(unit, epoch);
      if (own === null) return null;
      // Which units stand below a node may change though nobody moves to it or away.
      const since = asksUnits.has(kpi.id) ? (tree.boundaries[epoch - 1] ?? -Infinity) : own;
      // The stock of a period that begins today is that of the midnight before: the tree of yesterday has it.
      const name = `${kpi.id}/${grain}/${since}`;
      const period = known.get(name) ?? firstSeeingFrom(kpi, plan, { grain, day: since + 1 });
      known.set(name, period);
      return period;
    },
  };
}

/** Its formula, or that of a flag, goes through the units below the node, or points come from the one above. */
function asks(kpi: KpiPlan, plan: Plan): boolean {
  return inherits(kpi) || formulasOf(kpi).some((formula) => countsUnits(formula, plan));
}

function inherits(kpi: KpiPlan | undefined): boolean {
  if (kpi === undefined) return false;
  return [kpi, ...kpi.earlier].some(({ rating }) => rating.notApplicable?.score === 'above');
}

type Asking = Pick<KpiPlan, 'formula' | 'flags' | 'earlier'>;

function countsUnits(formula: Formula, plan: Plan): boolean {
  if (formula.kind === 'members') return formula.of.kind !== 'domain';
  if (formula.kind === 'composite' && formula.parts.some((part) => inherits(plan.kpis[part]))) return true;
  if (formula.kind === 'score_of' && inherits(plan.kpis[formula.kpi])) return true;
  return partsOf(formula, plan).some((part) => countsUnits(part.formula, plan));
}

/** The first period of the grain that looks back on no day before the given one, however little of it has passed. */
function firstSeeingFrom(
  kpi: Asking,
  plan: Plan,
  { grain, day }: { readonly grain: Grain; readonly day: number },
): number {
  const own = firstBeginningFrom(grain, day);
  if (!Number.isFinite(own)) return own;
  const lenses = createLenses();
  const ways = formulasOf(kpi).flatMap((formula) => waysIn(formula, plan));
  return Math.max(own, ...ways.map((way) => firstSeeing(lenses.of(way), { grain, day, from: own })));
}

interface Looking {
  readonly grain: Grain;
  readonly day: number;
  /** No period before it looks on that day or later days only. */
  readonly from: number;
}

function firstSeeing(lens: Lens, { grain, day, from }: Looking): number {
  if (lens === DIRECT) return from;
  // Where nothing of the period has passed, its last days reach back the furthest.
  const isMoving = lens.steps.some(({ kind }) => kind === 'days');
  const windowOf = (period: number): Window => {
    const { first, end } = daysOf(grain, period);
    return { first, end: isMoving ? first : end, grain, period, periodEnd: end, today: end };
  };
  const sight = createSight(lens, grain, { longest: windowOf, shortest: windowOf });
  for (let reach = 1; ; reach *= 2) {
    const range = { first: from, end: from + reach };
    const found = sight.firstBeyond(day - 1, range);
    if (found < range.end) return found;
  }
}
