// What a formula is made of, as far as whoever looks through all of it has to know; other KPIs that it reads are part of it.
import type { Formula, KpiPlan, Step } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';

export interface Part {
  readonly formula: Formula;
  /** From the days of the whole to those of the part, null: the same. */
  readonly step: Step | null;
}

export function partsOf(formula: Formula, { kpis }: Pick<Plan, 'kpis'>): readonly Part[] {
  switch (formula.kind) {
    case 'measure':
    case 'constant':
    case 'quantile':
    case 'members':
    case 'by_grain':
      return [];
    case 'ratio':
      return direct([formula.of, formula.over]);
    case 'add':
    case 'minus':
    case 'times':
    case 'max':
      return direct(formula.of);
    case 'first':
      return direct(formula.of.map(({ of }) => of));
    case 'shift':
    case 'window':
      return [{ formula: formula.of, step: formula.step }];
    case 'growth':
      return [...direct([formula.of]), { formula: formula.of, step: formula.step }];
    case 'sliced_kpi':
      return direct(formula.definitions.flatMap(({ of, flags }) => [of, ...flags.map((flag) => flag.formula)]));
    case 'kpi':
    case 'score_of':
      return direct(formulasOf(kpis[formula.kpi]));
    case 'composite':
      return direct(formula.parts.flatMap((part) => formulasOf(kpis[part])));
  }
}

function direct(formulas: readonly Formula[]): readonly Part[] {
  return formulas.map((formula) => ({ formula, step: null }));
}

/** Of a KPI itself and of the flags it declares, in all its definitions. */
export function formulasOf(kpi: Pick<KpiPlan, 'formula' | 'flags' | 'earlier'> | undefined): readonly Formula[] {
  if (kpi === undefined) return [];
  return [kpi, ...kpi.earlier].flatMap(({ formula, flags }) => [formula, ...flags.map((flag) => flag.formula)]);
}

/** The ways from the days of the whole to those of its innermost parts, each as its steps in order. */
export function waysIn(formula: Formula, plan: Pick<Plan, 'kpis'>): readonly (readonly Step[])[] {
  const parts = partsOf(formula, plan);
  if (parts.length === 0) return [[]];
  return parts.flatMap(({ formula: of, step }) =>
    waysIn(of, plan).map((way) => (step === null ? way : [step, ...way])),
  );
}
