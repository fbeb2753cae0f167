// What KPIs are published for, beside what is asked of it: whoever reads the points of a KPI, a composite or a formula, is published
// only where that KPI is published, too; and an alert watches only what is there.
import { definitionsOf, type Formula, formatDay, type KpiPlan, overlaps } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';

export interface Published {
  readonly plan: KpiPlan;
  /** Of each definition, the oldest first. */
  readonly nodes: readonly SourceNode[];
}

interface Defined {
  /** One definition of it. */
  readonly plan: KpiPlan;
  readonly node: SourceNode;
}

/** @param all in the order of the indices in formulas. */
export function checkCoverage(all: readonly Published[], faults: Faults): void {
  for (const { plan: kpi, nodes } of all) {
    const defined = definitionsOf(kpi).flatMap((plan, place): readonly Defined[] => {
      const node = nodes[place];
      return node === undefined ? [] : [{ plan, node }];
    });
    for (const { plan, node } of defined) {
      checkParts({ plan, node }, all, faults);
      if (plan.rating.notRatedBelow !== null && !hasDenominator(plan.formula, all)) {
        const at = node.members.get('not_rated') ?? node;
        faults.add(at, `'not_rated' asks for a denominator, and the formula has none: expected a ratio`);
      }
    }
    const newest = defined.at(-1);
    if (newest !== undefined) checkAlerts(newest, all, faults);
  }
}

function checkParts({ plan, node }: Defined, all: readonly Published[], faults: Faults): void {
  const parts = partsOf(plan.formula).flatMap((index) => all[index] ?? []);
  for (const part of parts.flatMap((other) => definitionsOf(other.plan))) {
    const missing = overlaps(part.valid, plan.valid) ? missingIn(part, plan) : [];
    if (missing.length === 0) continue;
    const { from } = part.valid;
    const since = from === null ? '' : ` since ${formatDay(from)}`;
    const where = missing.join(', ');
    faults.add(node, `'${plan.id}' is published for ${where}, but '${part.id}', whose points it reads, is not${since}`);
  }
}

function checkAlerts({ plan, node }: Defined, all: readonly Published[], faults: Faults): void {
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
      return formula.definitions.map(({ of }) => of);
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
      return formula.definitions.every(({ of }) => hasDenominator(of, all));
    case 'kpi': {
      const other = all[formula.kpi]?.plan;
      return other === undefined || definitionsOf(other).every((one) => hasDenominator(one.formula, all));
    }
    default:
      return false;
  }
}
