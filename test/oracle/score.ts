// Oracle: points, straight from the YAML.
import type { Catalogue, Kpi } from './catalogue.ts';
import { kpisBeside } from './definitions.ts';
import { isComposite, partsOf } from './formula.ts';
import { isMap, listOf, mapOf, numberOf } from './yaml-node.ts';

/** All the points there are to be had; null: the KPI is not scored. */
export function fullPoints(kpi: Kpi, catalogue: Catalogue): number | null {
  if (isComposite(kpi.body)) {
    return partsOf(kpi).reduce((sum, id) => sum + fullPointsBeside(id, kpi, catalogue), 0);
  }
  const { score } = kpi.body;
  if (!isMap(score)) return null;
  return 'steps' in score ? Math.max(...stepsOf(score.steps).map(({ points }) => points)) : numberOf(score.max);
}

/** Those of a part do not change while the composite is defined as it is. */
function fullPointsBeside(id: string, kpi: Kpi, catalogue: Catalogue): number {
  const [part] = kpisBeside(id, kpi, catalogue);
  return part === undefined ? 0 : (fullPoints(part, catalogue) ?? 0);
}

export function pointsFor({ body: { score } }: Kpi, value: number): number | null {
  if (!isMap(score)) return null;
  if ('steps' in score) return stepsOf(score.steps).find(({ bound }) => reaches(value, bound))?.points ?? 0;
  const max = numberOf(score.max);
  if (!('best' in score))
    return clamped((max * value) / (score.target === undefined ? 1 : numberOf(score.target)), max);
  const [best, worst] = [numberOf(score.best), numberOf(score.worst)];
  return clamped((max * (worst - value)) / (worst - best), max);
}

/** Twelve digits decide: the rest is what binary fractions make of it. */
function reaches(value: number, bound: number): boolean {
  return (value - bound) / Math.max(1, Math.abs(bound)) >= -1e-12;
}

/** Points where nobody reports, or there is nothing to divide. */
export function pointsForNothing(kpi: Kpi, catalogue: Catalogue): number | null {
  const { zero, score } = kpi.body;
  if (score === undefined) return null;
  if (zero === 'full') return fullPoints(kpi, catalogue);
  if (zero === 0) return 0;
  return isMap(zero) ? pointsFor(kpi, numberOf(zero.value)) : null;
}

function clamped(points: number, max: number): number {
  return Math.max(Math.min(points, max), 0);
}

function stepsOf(steps: unknown): readonly { readonly bound: number; readonly points: number }[] {
  return listOf(steps).map((step) => {
    const [bound, points] = listOf(step);
    return { bound: numberOf(bound), points: numberOf(points) };
  });
}

/** What a composite is divided by, and what it does where a part has no points. */
export function compositeOf({ body }: Kpi): { readonly divide: number; readonly missing: unknown } {
  const { divide, missing } = mapOf(body.composite);
  return { divide: divide === undefined ? 1 : numberOf(divide), missing };
}
