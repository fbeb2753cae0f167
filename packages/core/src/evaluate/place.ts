// Where and over which days a formula is asked, and what it answers.
import type { Grain } from '../plan/kpi.ts';

/** The days that count. Flows are summed over first <= day < end; stocks stand at the local midnight that begins `end`. */
export interface Window {
  readonly first: number;
  readonly end: number;
  /** Cohorts (`by: period`) answer for the whole period of this grain that holds `first`, as far as `end`. */
  readonly grain: Grain;
  readonly period: number;
  /** First day after the whole period; later than `end` while the period goes on. */
  readonly periodEnd: number;
}

export interface Place {
  readonly node: string;
  /** Value of the dimension that is kept; '' where none is. */
  readonly value: string;
  /** Member of a domain that is tested just now; '' otherwise. */
  readonly member: string;
  readonly window: Window;
  /** The epoch whose tree says where everything counts (the boundaries of now); null: each day's own (those of then). */
  readonly epoch: number | null;
  /** Raised on the way. */
  readonly flags: Flags;
}

export interface Flags {
  isRedirected: boolean;
}

/** Null: no value. */
export interface Outcome {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
}
