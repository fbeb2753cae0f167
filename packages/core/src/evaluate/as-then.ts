// From which period on the boundaries of now give what those of then give. Values of now are worked out and published only before
// it; from there on whoever is asked for them answers with the values of then.
import type { Formula, Grain, KpiPlan } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { createUnitTree, type UnitTree } from '../rollup/unit-tree.ts';
import { firstBeginningFrom } from '../time/period.ts';

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
  return {
    firstPeriod: (kpi, unit, { grain, today }) => {
      const epoch = tree.epochOf(today);
      const own = tree.unchangedSince(unit, epoch);
      if (own === null) return null;
      // Which units stand below a node may change though nobody moves to it or away.
      const since = asksUnits.has(kpi.id) ? (tree.boundaries[epoch - 1] ?? -Infinity) : own;
      // The stock of a period that begins today is that of the midnight before: the tree of yesterday has it.
      return firstBeginningFrom(grain, since + 1);
    },
  };
}

/** Its formula, or that of a flag, goes through the units below the node. */
function asks({ formula, flags }: Pick<KpiPlan, 'formula' | 'flags'>, plan: Plan): boolean {
  return [formula, ...flags.map((flag) => flag.formula)].some((one) => countsUnits(one, plan));
}

function countsUnits(formula: Formula, plan: Plan): boolean {
  const any = (parts: readonly Formula[]): boolean => parts.some((part) => countsUnits(part, plan));
  const asksOf = (index: number): boolean => {
    const other = plan.kpis[index];
    return other !== undefined && asks(other, plan);
  };
  switch (formula.kind) {
    case 'measure':
    case 'constant':
    case 'quantile':
      return false;
    case 'ratio':
      return any([formula.of, formula.over]);
    case 'add':
    case 'minus':
    case 'times':
    case 'max':
    case 'first':
      return any(formula.of);
    case 'members':
      return formula.of.kind === 'unit';
    case 'sliced_kpi':
      return asks({ formula: formula.of, flags: formula.flags }, plan);
    case 'kpi':
    case 'score_of':
      return asksOf(formula.kpi);
    case 'composite':
      return formula.parts.some(asksOf);
  }
}
