// Oracle: the definitions of a KPI. Of a period it is the one that is valid on the period's last day.
import type { Catalogue, Kpi } from './catalogue.ts';

export function kpisNamed(id: string, { kpis }: Catalogue): readonly Kpi[] {
  const found = kpis.filter((each) => each.id === id);
  if (found.length === 0) throw new RangeError(`the oracle finds no KPI ${id}`);
  return found;
}

/** Those that are valid on some day of another definition. */
export function kpisBeside(id: string, other: Kpi | null, catalogue: Catalogue): readonly Kpi[] {
  return kpisNamed(id, catalogue).filter(
    ({ from, until }) => other === null || (from < other.until && other.from < until),
  );
}

export function isValidOn({ from, until }: Kpi, day: number): boolean {
  return from <= day && day < until;
}
