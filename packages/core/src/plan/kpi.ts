// The compiled KPIs: formulas over rolled-up measures, and where and when their values are published.
import type { Bilingual } from './plan.ts';
import type { FlagPlan, RatingPlan, ZeroPolicy } from './rating.ts';
import type { ColumnTest } from './table.ts';

export type CalendarGrain = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A grain of the calendar, or a rolling window of N days, `P<N>D`. */
export type Grain = CalendarGrain | `P${number}D`;

/** A KPI with its newest definition. */
export interface KpiPlan extends KpiDefinition {
  readonly id: string;
  /** What people call it in lists and reports, such as `EGOV-01`; null: nothing but its id. */
  readonly code: string | null;
  /** Programme (folder of the catalogue) it belongs to, null at the top. */
  readonly programme: string | null;
  /** Units that answer for it, each from a local day on (null: since ever), the newest last. Empty: nobody is named. */
  readonly owners: readonly { readonly unit: string; readonly from: number | null }[];
  /** Unit of measure, the last part of the metric's name: ratio, count, hours, … */
  readonly measure: string;
  readonly better: 'higher' | 'lower' | 'neither';
  readonly grains: readonly Grain[];
  readonly alerts: readonly AlertPlan[];
  /** The definitions before the newest one, the oldest first, each up to the day on which the next one begins. */
  readonly earlier: readonly KpiDefinition[];
}

/** What a KPI is as long as a definition is valid. Of each period it is the one that is valid on the period's last day. */
export interface KpiDefinition {
  readonly valid: Validity;
  readonly title: Bilingual;
  readonly description: Bilingual | null;
  /** Source of the definition. */
  readonly basis: string;
  readonly levels: readonly string[];
  /** Dimensions kept (besides the total), and at which levels. */
  readonly per: readonly { readonly dimension: string; readonly levels: readonly string[] }[];
  readonly formula: Formula;
  /** A formula with a stock or hold reads all its measures only up to a local midnight. */
  readonly hasStock: boolean;
  /** Some measure of it counts in working time. */
  readonly usesCalendar: boolean;
  /** First year -> target; in force until the next listed year. Empty: no target. */
  readonly targets: readonly { readonly year: number; readonly value: number }[];
  readonly rating: RatingPlan;
  readonly flags: readonly FlagPlan<Formula>[];
}

/** Local days from <= day < until; null: since ever, or for ever. */
export interface Validity {
  readonly from: number | null;
  readonly until: number | null;
}

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** At most one of a severity, a direction and a dimension. */
export interface AlertPlan {
  /** It alerts below this, or (null) above the other bound. */
  readonly below: number | null;
  readonly above: number | null;
  /** A better value, which has to be reached again before the alert is over; null: any on the good side of the bound. */
  readonly clear: number | null;
  /** Days of the rolling window that is watched; its grain is among the KPI's grains. */
  readonly windowDays: number;
  /** Smallest denominator that may alert. */
  readonly atLeast: number;
  readonly severity: AlertSeverity;
  /** How long it must last, in seconds. */
  readonly forSeconds: number;
  /** Units of these levels are watched. */
  readonly levels: readonly string[];
  /** Each value of this dimension is watched; null: the totals. */
  readonly perDimension: string | null;
}

/** A measure of a record type, optionally with some of its dimensions fixed to a value. */
export interface MeasureReference {
  readonly record: number;
  readonly measure: number;
  /** Dimension (field name) -> the value it is fixed to. */
  readonly slice: Readonly<Record<string, string>>;
}

/** Works on measures already rolled up over units and time, so a rate is never summed. */
export type Formula =
  | { readonly kind: 'measure'; readonly of: MeasureReference }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'ratio'; readonly of: Formula; readonly over: Formula }
  | { readonly kind: 'quantile'; readonly of: MeasureReference; readonly q: number }
  | { readonly kind: 'add'; readonly of: readonly Formula[] }
  /** The first less all the others. */
  | { readonly kind: 'minus'; readonly of: readonly Formula[] }
  | { readonly kind: 'times'; readonly of: readonly Formula[] }
  | { readonly kind: 'max'; readonly of: readonly Formula[] }
  /** The first branch that has a value (with `zeroIsEmpty`, one other than 0); where none has, the last one as it is. */
  | { readonly kind: 'first'; readonly of: readonly Branch[]; readonly zeroIsEmpty: boolean }
  /**
   * How many members pass every test: measures, each rolled up first over the node's units and the period; columns of the domain's
   * table, as of the last day of the period.
   */
  | {
      readonly kind: 'members';
      readonly of: MemberSet;
      readonly having: readonly MemberTest[];
      readonly columns: readonly ColumnTest[];
    }
  /** The value of another KPI. */
  | { readonly kind: 'kpi'; readonly kpi: number }
  /** The value of another KPI, compiled again for the slice that stands around it; its definitions, the oldest first. */
  | { readonly kind: 'sliced_kpi'; readonly definitions: readonly SlicedDefinition[] }
  /** The points of another KPI, as they are published for the same unit and period. */
  | { readonly kind: 'score_of'; readonly kpi: number }
  /** The same in an earlier period; no value where there is no such period. */
  | { readonly kind: 'shift'; readonly of: Formula; readonly step: Shift }
  /** How much it grew since an earlier period, as a share of what it was; no value where it was 0. */
  | { readonly kind: 'growth'; readonly of: Formula; readonly step: Shift }
  /** The same over other days that end where the period ends. */
  | { readonly kind: 'window'; readonly of: Formula; readonly step: WindowStep }
  /** A constant for each grain that is listed; another grain has no value. */
  | { readonly kind: 'by_grain'; readonly values: Readonly<Record<string, number>> }
  | CompositeFormula;

export interface SlicedDefinition {
  readonly valid: Validity;
  readonly of: Formula;
  readonly zero: ZeroPolicy;
  readonly flags: readonly FlagPlan<Formula>[];
}

export interface Branch {
  readonly of: Formula;
  /** Raised when this branch answers. */
  readonly flag: string | null;
}

/** From the days of a period to other days: what a shift or a window does. */
export type Step = Shift | WindowStep;

/** To an earlier period. While a period goes on, only as many days of the earlier one are read. */
export interface Shift {
  readonly kind: 'shift';
  readonly to: 'previous' | 'last_year';
  /** All of the calendar year before the one that the period ends in, whatever the grain. */
  readonly wholeYear: boolean;
  /** Cells know months only, so there is nothing to compare with as long as the period goes on. */
  readonly endedOnly: boolean;
}

export type WindowStep =
  /** From the beginning of the month, quarter or year that the period ends in. */
  | { readonly kind: 'to_date'; readonly since: 'month' | 'quarter' | 'year' }
  /** The last days. */
  | { readonly kind: 'days'; readonly days: number }
  /** Only in the period that goes on: a period that has ended has no now. */
  | { readonly kind: 'now' };

/** The sum of the points of other KPIs, as they are published for the same unit and period. */
export interface CompositeFormula {
  readonly kind: 'composite';
  /** Indices of the KPIs. */
  readonly parts: readonly number[];
  /** The most points that they give together. */
  readonly pointsMax: number;
  /** What the points are divided by to give the value. */
  readonly divide: number;
  /**
   * Where a part has no points: `none` no value, `partial` the points there are, `rescale` these in proportion to all that could
   * be scored.
   */
  readonly missing: 'none' | 'partial' | 'rescale';
}

export type MemberSet =
  /** Units in force below (or at) the node; `level` narrows them to one level, else those that are leaves. */
  | { readonly kind: 'unit'; readonly level: string | null }
  /** Values of a dimension that joins by this domain (or, without a domain, by this field name). */
  | { readonly kind: 'domain'; readonly name: string }
  /** Pairs of a unit and a record type that it is to state by a cadence, units at or below the node. */
  | { readonly kind: 'cadence'; readonly duties: readonly Duty[] };

export interface Duty {
  /** Name of the record type: a value of the dimension `type` of the record type `statement`. */
  readonly type: string;
  readonly levels: readonly string[];
  readonly units: readonly string[];
}

export interface MemberTest {
  readonly measure: MeasureReference;
  /** For a set of another kind than `unit`: the dimension of the measure that carries the member. */
  readonly dimension: string | null;
  readonly op: 'lt' | 'lte' | 'gt' | 'gte' | 'eq';
  readonly value: number;
}
