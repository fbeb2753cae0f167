// The compiled ratings of KPIs: how a value becomes points, and what is said where there is no value to rate.
import type { Bilingual } from './plan.ts';

export interface RatingPlan {
  /** Null: shown, never scored. A composite is scored by its formula and has none either. */
  readonly score: ScoreRule | null;
  /** The most points there are, those of its parts for a composite; null: no score. */
  readonly pointsMax: number | null;
  readonly zero: ZeroPolicy;
  readonly notApplicable: NotApplicable | null;
  /** A value over a smaller denominator is shown, but not rated. */
  readonly notRatedBelow: number | null;
  /** From the highest to the lowest. */
  readonly bands: readonly BandPlan[];
}

/** Points are never rounded. */
export type ScoreRule =
  /** In proportion to the value: all points at the target, none below 0. */
  | { readonly kind: 'target'; readonly max: number; readonly target: number }
  /** From none at `worst` to all at `best`, whichever of them is the greater. */
  | { readonly kind: 'between'; readonly max: number; readonly best: number; readonly worst: number }
  /** The points of the first bound that the value reaches, from the highest; below all: 0. */
  | { readonly kind: 'steps'; readonly steps: readonly ScoreStep[] };

export interface ScoreStep {
  readonly bound: number;
  readonly points: number;
}

/** When there is nothing to divide: `full` and `zero` give points and no value, `value` gives the value. */
export type ZeroPolicy =
  | { readonly kind: 'full' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: number; readonly flag: string | null };

export interface NotApplicable {
  readonly levels: readonly string[];
  /** All points, none, or those of the nearest unit above for which it does apply. */
  readonly score: 'full' | 'none' | 'above';
}

/** A name for the values from a bound on. */
export interface BandPlan {
  readonly from: number;
  readonly title: Bilingual;
  /** Source or evidence mark. */
  readonly basis: string;
}

/** A flag that the catalogue declares: raised where its formula has a value other than 0. */
export interface FlagPlan<Formula> {
  readonly name: string;
  readonly formula: Formula;
}
