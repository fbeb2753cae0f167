// Scores: how a value becomes points, exactly as the catalogue says, without rounding.
import type { RatingPlan, ScoreRule, ZeroPolicy } from '../plan/rating.ts';
import { type Flags, type Outcome, raise } from './place.ts';

export function scoreOf(rule: ScoreRule, value: number): number {
  switch (rule.kind) {
    case 'target':
      return within(rule.max, (rule.max * value) / rule.target);
    case 'between':
      return within(rule.max, (rule.max * (rule.worst - value)) / (rule.worst - rule.best));
    case 'steps':
      return rule.steps.find(({ bound }) => value >= bound - HAIR * Math.max(1, Math.abs(bound)))?.points ?? 0;
  }
}

/**
 * Binary fractions put 1 - 1/20 - 1/20 below 0.9 by the last bit, and a whole step is not lost for that. No ratio of numbers up to a hundred
 * million comes so near to a bound of four decimals without reaching it.
 */
const HAIR = 1e-12;

/** Also keeps -0 out of the results. */
function within(max: number, points: number): number {
  return points > 0 ? Math.min(max, points) : 0;
}

/** Points where there is nothing to divide, or nobody reports. */
export function scoreOfNothing({ score, pointsMax, zero }: RatingPlan): number | null {
  if (score === null) return null;
  switch (zero.kind) {
    case 'full':
      return pointsMax;
    case 'zero':
      return 0;
    case 'none':
      return null;
    case 'value':
      return scoreOf(score, zero.value);
  }
}

export function isNothing({ value, denominator }: Outcome): boolean {
  return value === null && denominator === 0;
}

/** The outcome with the value that the policy gives where there is nothing to divide. */
export function withZero(zero: ZeroPolicy, outcome: Outcome, flags: Flags): Outcome {
  if (zero.kind !== 'value' || !isNothing(outcome)) return outcome;
  if (zero.flag !== null) raise(flags, [zero.flag]);
  return { ...outcome, value: zero.value };
}
