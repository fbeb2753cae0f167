// Composites: the sum of what other KPIs score at the same unit in the same period, each as it is published there. Points are
// summed within one unit, never up the tree.
import type { CompositeFormula } from '../plan/kpi.ts';
import type { Part } from './part.ts';
import { type Outcome, type Place, raise, type Sum } from './place.ts';

export function composite(parts: readonly Part[], formula: CompositeFormula): (place: Place) => Outcome {
  const { pointsMax } = formula;
  return (place) => {
    let points = 0;
    let possible = 0;
    let isWhole = true;
    let reports = false;
    for (const part of parts) {
      const judged = part.judge(place);
      raise(place.flags, judged?.result.flags ?? []);
      points += judged?.result.score ?? 0;
      possible += judged?.possible ?? 0;
      isWhole &&= judged?.isWhole ?? false;
      reports ||= judged?.reports ?? false;
    }
    const { flag, ...score } = scored({ points, possible, pointsMax, isWhole }, formula);
    if (flag !== null) raise(place.flags, [flag]);
    const value = score.score === null ? null : score.score / formula.divide;
    return { value, numerator: points, denominator: possible, sum: { ...score, reports } };
  };
}

interface Counted {
  readonly points: number;
  readonly possible: number;
  readonly pointsMax: number;
  readonly isWhole: boolean;
}

function scored(
  { points, possible, pointsMax, isWhole }: Counted,
  { missing }: CompositeFormula,
): Omit<Sum, 'reports'> & { readonly flag: string | null } {
  if (isWhole) return { score: points, possible, isWhole, flag: null };
  if (missing === 'none' || possible === 0) return { score: null, possible: 0, isWhole, flag: null };
  if (missing === 'partial') return { score: points, possible, isWhole, flag: 'PARTIAL_SCORE' };
  return { score: (points * pointsMax) / possible, possible: pointsMax, isWhole: true, flag: 'RESCALED_SCORE' };
}
