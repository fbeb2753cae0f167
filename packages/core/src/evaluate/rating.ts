// From an outcome to what is published of it: status, points, and how many points could be scored.
import type { RatingPlan } from '../plan/rating.ts';
import type { Result, Status } from '../published/value.ts';
import type { Judged } from './part.ts';
import type { Outcome } from './place.ts';
import { isNothing, scoreOf, scoreOfNothing } from './score.ts';

/** All that is published but target and flags, which do not hang on the rating. */
export interface Rated extends Omit<Judged, 'level' | 'result'> {
  readonly result: Pick<Result, 'value' | 'numerator' | 'denominator' | 'score' | 'status'>;
  /** It was looked at, so what was raised on the way is told. */
  readonly showsFlags: boolean;
}

export interface Ratable {
  /** Null: nobody reports. */
  readonly outcome: Outcome | null;
  /** The level the unit has. */
  readonly level: string;
}

const NO_VALUE = { value: null, numerator: null, denominator: null };

export function ratedBy(rating: RatingPlan, { outcome, level }: Ratable): Rated {
  const { notApplicable } = rating;
  const reports = outcome?.sum === undefined ? outcome !== null : outcome.sum.reports;
  if (notApplicable?.levels.includes(level)) {
    const score = notApplicable.score === 'full' ? rating.pointsMax : null;
    const result = { ...NO_VALUE, score, status: 'not-applicable' } as const;
    return { result, reports, showsFlags: false, ...possibleOf(rating, score) };
  }
  if (outcome?.sum !== undefined) return ratedSum(rating, outcome, outcome.sum);
  if (outcome === null) {
    const score = scoreOfNothing(rating);
    const result = { ...NO_VALUE, score, status: 'not-reporting' } as const;
    return { result, reports, showsFlags: false, ...possibleOf(rating, score) };
  }
  const { value, numerator, denominator } = outcome;
  const status = statusOf(rating, outcome);
  const score = status === 'not-rated' ? null : pointsOf(rating, outcome);
  return {
    result: { value, numerator, denominator, score, status },
    reports,
    showsFlags: true,
    ...possibleOf(rating, score),
  };
}

function statusOf({ notRatedBelow }: RatingPlan, { value, denominator }: Outcome): Status {
  if (value === null) return 'no-value';
  return notRatedBelow !== null && denominator !== null && denominator < notRatedBelow ? 'not-rated' : 'ok';
}

function pointsOf(rating: RatingPlan, outcome: Outcome): number | null {
  if (isNothing(outcome)) return scoreOfNothing(rating);
  return rating.score === null || outcome.value === null ? null : scoreOf(rating.score, outcome.value);
}

/** What is scored at all is scored of all its points. */
function possibleOf({ pointsMax }: RatingPlan, score: number | null): Pick<Judged, 'possible' | 'isWhole'> {
  return score === null ? { possible: 0, isWhole: false } : { possible: pointsMax ?? 0, isWhole: true };
}

/** A composite to which nobody reports has the points of its policies, but no value. */
function ratedSum(rating: RatingPlan, outcome: Outcome, sum: NonNullable<Outcome['sum']>): Rated {
  const { value, numerator, denominator } = outcome;
  const status = sum.reports ? statusOf(rating, outcome) : 'not-reporting';
  const { score, possible, isWhole, reports } =
    status === 'not-rated' ? { ...sum, score: null, possible: 0, isWhole: false } : sum;
  const shown = reports ? { value, numerator, denominator } : NO_VALUE;
  return { result: { ...shown, score, status }, reports, showsFlags: true, possible, isWhole };
}
