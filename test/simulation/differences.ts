// Simulation: what two lists of values do not agree on, in words.
import type { CoreValue } from './pure-core.ts';

/** Values of the judge may tell how far the other one may be off. */
type Judged = Omit<CoreValue, 'status'> & { readonly status: string; readonly tolerance?: number };

export function differences(expected: readonly Judged[], found: readonly CoreValue[]): readonly string[] {
  const byPlace = new Map(found.map((value) => [placeOf(value), value]));
  const places = new Set(expected.map(placeOf));
  const wrong = expected.flatMap((value) => {
    const other = byPlace.get(placeOf(value));
    return other !== undefined && agree(value, other)
      ? []
      : [`${placeOf(value)}: expected ${written(value)}, got ${written(other)}`];
  });
  const tooMany = found.filter((value) => !places.has(placeOf(value)));
  return [...wrong, ...tooMany.map((value) => `${placeOf(value)}: expected nothing, got ${written(value)}`)];
}

function placeOf({
  kpi,
  unit,
  dims,
  grain,
  period,
}: Pick<CoreValue, 'kpi' | 'unit' | 'dims' | 'grain' | 'period'>): string {
  return [kpi, unit, JSON.stringify(dims), grain, period].join(' ');
}

function agree(judged: Judged, found: CoreValue): boolean {
  const same =
    isNear(judged.numerator, found.numerator, SCORE_TOLERANCE) &&
    isNear(judged.denominator, found.denominator, SCORE_TOLERANCE) &&
    isNear(judged.score, found.score, SCORE_TOLERANCE) &&
    judged.target === found.target &&
    judged.status === found.status &&
    judged.flags.join() === found.flags.join();
  return same && isNear(judged.value, found.value, judged.tolerance ?? 0);
}

/** Points are not integers, and of a composite they are the numerator; whoever adds them up may round in another place. */
const SCORE_TOLERANCE = 1e-9;

function isNear(left: number | null, right: number | null, tolerance: number): boolean {
  return left === null || right === null ? left === right : Math.abs(left - right) <= tolerance;
}

function written(value: Judged | undefined): string {
  if (value === undefined) return 'nothing';
  const { numerator, denominator, score, target, status, flags } = value;
  return `${value.value} = ${numerator}/${denominator} score ${score} target ${target} ${status} [${flags.join()}]`;
}
