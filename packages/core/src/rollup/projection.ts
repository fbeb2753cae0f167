// What the projections of flows, stocks and holds have in common: what they take in and what they are made for.
import type { MeasurePlan } from '../plan/plan.ts';
import type { Amount } from './day-series.ts';
import type { Trail } from './trail.ts';

export interface ProjectionPlan {
  readonly record: number;
  readonly measure: MeasurePlan;
  /** Positions in the family's `by` that are kept, ascending. */
  readonly positions: readonly number[];
  /** Of a hold: a unit has one reading of a kind, so that its successor's replaces it. Left out: it has. */
  readonly isOfUnit?: boolean;
}

/** What one measure gained in one cell. */
export interface Gain {
  /** As stated. */
  readonly unit: string;
  readonly slice: string;
  readonly day: number;
  /** One for each accumulator of the measure. */
  readonly amounts: readonly Amount[];
  /** Sketch bucket differences in pairs. */
  readonly pairs: readonly number[];
  /** What it comes of, see ../cell/causes.ts; left out: nothing that is known. */
  readonly causes?: number;
}

/** A value read; `redirected`: some of it was stated for a unit that was not in force, its successor answers for it. */
export interface Rolled {
  readonly amount: Amount;
  readonly redirected: boolean;
}

/** When a stock or hold is asked for. */
export interface Moment {
  /** The local midnight that begins this day. */
  readonly day: number;
  /** The epoch whose tree says where everything counts; null: that of the day before the midnight. */
  readonly epoch: number | null;
}

export interface Projection {
  readonly plan: ProjectionPlan;
  readonly trail: Trail;
  take(gain: Gain): void;
}
