// The definitions of a KPI, one after the other. Of a period it is the one that is valid on the period's last day.
import type { KpiDefinition, KpiPlan, Validity } from '../plan/kpi.ts';
import type { Window } from './place.ts';

/** The oldest first, each as a KPI that was never defined otherwise. */
export function definitionsOf(kpi: KpiPlan): readonly KpiPlan[] {
  if (kpi.earlier.length === 0) return [kpi];
  return [...kpi.earlier, kpi].map((definition) => ({ ...kpi, ...definition, earlier: [] }));
}

/** The definition valid on a local day, null: there is none. */
export function definitionOn(kpi: KpiPlan, day: number): KpiDefinition | null {
  if (isValidOn(kpi.valid, day)) return kpi;
  return kpi.earlier.find(({ valid }) => isValidOn(valid, day)) ?? null;
}

/** Every dimension that some definition keeps, each once. */
export function keptDimensions(kpi: KpiPlan): readonly string[] {
  return [...new Set([kpi, ...kpi.earlier].flatMap(({ per }) => per.map(({ dimension }) => dimension)))];
}

export function isValidOn({ from, until }: Validity, day: number): boolean {
  return (from === null || from <= day) && (until === null || day < until);
}

export function isAlways({ from, until }: Validity): boolean {
  return from === null && until === null;
}

/** They have a day in common. */
export function overlaps(left: Validity, right: Validity): boolean {
  const from = Math.max(left.from ?? -Infinity, right.from ?? -Infinity);
  return from < Math.min(left.until ?? Infinity, right.until ?? Infinity);
}

/** Some days of the period, or of a window up to its end, lie before the day and some do not. */
export function spans({ first, periodEnd }: Pick<Window, 'first' | 'periodEnd'>, day: number): boolean {
  return first < day && day < periodEnd;
}
