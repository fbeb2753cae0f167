// Where and over which days a formula is asked, and what it answers.
import type { Grain } from '../plan/kpi.ts';

/** The days that count. Flows are summed over first <= day < end; stocks stand at the local midnight that begins `end`. */
export interface Window {
  readonly first: number;
  readonly end: number;
  /** Cohorts (`by: period`) answer for the whole period of this grain that holds `first`, as far as `end`. */
  readonly grain: Grain;
  readonly period: number;
  /**
   * First day after the whole period whose values are told; later than `end` while the period goes on. Definitions and tables
   * are those of the day before it.
   */
  readonly periodEnd: number;
  /** The day of the last tick. */
  readonly today: number;
}

export interface Place {
  readonly node: string;
  /** Value of the dimension that is kept; '' where none is. */
  readonly value: string;
  /** Member of a domain that is tested just now; '' otherwise. */
  readonly member: string;
  readonly window: Window;
  /** Of the period that is asked for, wherever a shift or window leads from there. */
  readonly asked: Window;
  /** The epoch whose tree says where everything counts (the boundaries of now); null: each day's own (those of then). */
  readonly epoch: number | null;
  /** Raised on the way. */
  readonly flags: Flags;
}

/** What another KPI is asked for. */
export type Asked = Pick<Place, 'node' | 'value' | 'window' | 'epoch'>;

export interface Flags {
  /** `UNIT_SUCCESSOR`, apart since nearly every value asks for it. */
  isRedirected: boolean;
  raised: readonly string[];
}

const NO_FLAGS: readonly string[] = [];

export function newFlags(): Flags {
  return { isRedirected: false, raised: NO_FLAGS };
}

export function raise(flags: Flags, names: readonly string[]): void {
  if (names.length > 0) flags.raised = [...flags.raised, ...names];
}

/** Null: no value. */
export interface Outcome {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Of a composite only. */
  readonly sum?: Sum;
}

/** The points of a composite. */
export interface Sum {
  /** Null: it has none. */
  readonly score: number | null;
  /** How many points could be scored; 0 without a score. */
  readonly possible: number;
  /** All points there are could be scored. */
  readonly isWhole: boolean;
  /** Somebody reports to one of the parts. */
  readonly reports: boolean;
}
