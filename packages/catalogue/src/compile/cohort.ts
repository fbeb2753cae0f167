// Compiles `by: period`, "had happened by the end of the period asked for": a count or a sum becomes a cohort, with an accumulator
// for each grain that may be asked.
import type { MeasureKind, TimeExpression } from '@nhip/core';
import { type Finest, grainsFrom } from './grains.ts';
import type { ByPeriod } from './scope.ts';

/** What `by: period` means in the `where` of a measure; null: a measure at fault. What is asked goes into `happened`. */
export function byPeriodIn(what: MeasureKind | null, happened: TimeExpression[]): ByPeriod {
  switch (what?.kind) {
    case 'stock':
    case 'cover':
    case 'hold':
      return {
        kind: 'refused',
        because: `a ${what.kind} stands at a midnight: expected a comparison, or enter and leave`,
      };
    case 'sketch':
      return { kind: 'refused', because: 'a sketch is kept once for all grains: expected a count or a sum' };
    case 'count':
    case 'sum':
    case 'cohort':
    case undefined:
      return { kind: 'taken', take: (expression) => happened.push(expression) };
  }
}

export function cohortOf(what: MeasureKind, happened: readonly TimeExpression[], finest: Finest): MeasureKind {
  if (happened.length === 0 || (what.kind !== 'count' && what.kind !== 'sum')) return what;
  const of = what.kind === 'sum' ? what.of : null;
  return { kind: 'cohort', of, at: what.at, by: happened, grains: grainsFrom(finest) };
}
