// What KPIs are published for, beside what is asked of it: whoever reads the points of a KPI, a composite or a formula, is published
// only where that KPI is published, too; and an alert watches only what is there.
import type { Formula, KpiPlan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';

export interface Published {
  readonly plan: KpiPlan;
  readonly node: SourceNode;
}

/** @param all in the order of the indices in formulas. */
export function checkCoverage(all: readonly Published[], faults: Faults): void {
  for (const { plan, node } of all) {
    for (const index of partsOf(plan.formula)) {
      const part = all[index]?.plan;
      if (part === undefined) continue;
      const missing = missingIn(part, plan);
      if (missing.length === 0) continue;
      const where = missing.join(', ');
      faults.add(node, `'${plan.id}' is published for ${where}, but '${part.id}', whose points it reads, is not`);
    }
    if (plan.rating.notRatedBelow !== null && !hasDenominator(plan.formula, all)) {
      const at = node.members.get('not_rated') ?? node;
      faults.add(at, `'not_rated' asks for a denominator, and the formula has none: expected a ratio`);
    }
    checkAlerts({ plan, node }, all, faults);
  }
}

function checkAlerts({ plan, node }: Published, all: readonly Published[], faults: Faults): void {
  const at = node.members.get('alert') ?? node;
  if (plan.alerts.some(({ atLeast }) => atLeast > 0) && !hasDenominator(plan.formula, all)) {
    faults.add(at, `'at_least' asks for a denominator, and the formula has none: expected a ratio`);
  }
  // Totals of what is never summed are not published.
  if (plan.levels.length === 0 && plan.alerts.some(({ perDimension }) => perDimension === null)) {
    faults.add(at, `the KPI has no total to watch: expected per, with a dimension that it is published for`);
  }
}

function missingIn(part: KpiPlan, plan: KpiPlan): readonly string[] {
  const grains = plan.grains.filter((grain) => !part.grains.includes(grain)).map((grain) => `the grain ${grain}`);
  const levels = plan.levels.filter((level) => !part.levels.includes(level)).map((level) => `the level '${level}'`);
  const kept = plan.per.flatMap(({ dimension, levels: wanted }) => {
    const own = part.per.find((one) => one.dimension === dimension)?.levels ?? [];
    return wanted.filter((level) => !own.includes(level)).map((level) => `'${dimension}' at the level '${level}'`);
  });
  return [...grains, ...levels, ...kept];
}

/** KPIs whose points the formula reads. */
function partsOf(formula: Formula): readonly number[] {
  if (formula.kind === 'composite') return formula.parts;
  return formula.kind === 'score_of' ? [formula.kpi] : innerOf(formula).flatMap(partsOf);
}

function innerOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'add':
    case 'minus':
    case 'times':
    case 'max':
      return formula.of;
    case 'first':
      return formula.of.map(({ of }) => of);
    case 'shift':
    case 'growth':
    case 'window':
      return [formula.of];
    case 'ratio':
      return [formula.of, formula.over];
    case 'sliced_kpi':
      return [formula.of];
    case 'measure':
    case 'constant':
    case 'quantile':
    case 'members':
    case 'kpi':
    case 'score_of':
    case 'by_grain':
    case 'composite':
      return [];
  }
}

function hasDenominator(formula: Formula, all: readonly Published[]): boolean {
  switch (formula.kind) {
    case 'ratio':
    case 'quantile':
    case 'growth':
    case 'composite':
      return true;
    case 'first':
      return formula.of.some(({ of }) => hasDenominator(of, all));
    case 'shift':
    case 'window':
      return hasDenominator(formula.of, all);
    case 'times':
      return formula.of.some((factor) => hasDenominator(factor, all));
    case 'sliced_kpi':
      return hasDenominator(formula.of, all);
    case 'kpi': {
      const other = all[formula.kpi]?.plan;
      return other === undefined || hasDenominator(other.formula, all);
    }
    default:
      return false;
  }
}
