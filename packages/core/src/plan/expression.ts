// Expressions over one record, as the catalogue compiler leaves them: names are resolved to indices, faults are gone.
// The record compiler (../record/expression.ts) turns them into functions.

/**
 * The unit of a limit. Hours keep the time of day; days and longer give a whole day (read as a deadline). Working units count the
 * hours and days of the plan's calendar.
 */
export type SpanUnit = 'hour' | 'day' | 'month' | 'year' | 'working_hour' | 'working_day';

/** A cell of a domain's table: the row of the record's code that is in force at an instant. */
export interface Lookup {
  /** Scalar field that holds the code. */
  readonly field: number;
  readonly domain: number;
  readonly column: number;
  readonly at: TimeExpression;
}

/** A unit that stands in a table: its column's values by their place. */
export interface UnitLookup {
  readonly lookup: Lookup;
  readonly units: readonly SpanUnit[];
}

/**
 * Which time pauses are measured in. `working`: working hours for an exact moment; for a day whole working days, a begun one up to a
 * whole one. A unit from a table: `working` for working units, else calendar time.
 */
export type PauseClock = 'calendar' | 'day' | 'working' | UnitLookup;

/** The part whose occurrences are pauses, and the fields of their begin and end. */
export interface Pauses {
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/** A moment or a day of the record; see ../time/moment.ts for how it is encoded as a number. */
export type TimeExpression =
  | { readonly kind: 'field'; readonly field: number }
  | { readonly kind: 'derived'; readonly derived: number }
  /** The first present in the order listed (not the earliest). */
  | { readonly kind: 'first'; readonly of: readonly TimeExpression[] }
  | { readonly kind: 'min'; readonly of: readonly TimeExpression[] }
  | { readonly kind: 'max'; readonly of: readonly TimeExpression[] }
  | { readonly kind: 'when'; readonly test: Predicate; readonly then: TimeExpression }
  | {
      readonly kind: 'plus';
      readonly from: TimeExpression;
      readonly add: NumberExpression;
      readonly unit: SpanUnit | UnitLookup;
    }
  /** The first millisecond after; for a day, the next local midnight. */
  | { readonly kind: 'after'; readonly of: TimeExpression }
  /** Always the next local midnight. */
  | { readonly kind: 'after_day'; readonly of: TimeExpression }
  /** The n-th occurrence (1 is the earliest) of a part by the given instant of it. */
  | { readonly kind: 'nth'; readonly part: number; readonly field: number; readonly n: number }
  | { readonly kind: 'last'; readonly part: number; readonly field: number }
  /** `from`, moved by the length of each pause that starts by it; a pause without an end: never. */
  | ({ readonly kind: 'extend'; readonly from: TimeExpression; readonly clock: PauseClock } & Pauses);

/** An exact integer in the smallest unit: a decimal times 10^scale, a duration in milliseconds. */
export type NumberExpression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'field'; readonly field: number }
  | { readonly kind: 'derived'; readonly derived: number }
  /**
   * From `from` to `to`, negative when `to` lies before: milliseconds of calendar or working time, or working days after the day of
   * `from` up to the day of `to`. Pauses within are not counted; one without an end lasts.
   */
  | {
      readonly kind: 'between';
      readonly from: TimeExpression;
      readonly to: TimeExpression;
      readonly clock: 'calendar' | 'working_hour' | 'working_day';
      readonly pauses: Pauses | null;
    }
  /** A flag of a table is 1 or 0, an enum the place of its value. */
  | { readonly kind: 'lookup'; readonly lookup: Lookup }
  /** How many occurrences of the part stand; with `field`, how many of them have that field. */
  | { readonly kind: 'count'; readonly part: number; readonly field: number | null }
  | { readonly kind: 'sum'; readonly part: number; readonly field: number }
  /** How many of the scalar fields are present. */
  | { readonly kind: 'filled'; readonly fields: readonly number[] };

export type Operand =
  | { readonly kind: 'time'; readonly expression: TimeExpression }
  | { readonly kind: 'number'; readonly expression: NumberExpression }
  /** A field that is neither: text, code, enum or flag. */
  | { readonly kind: 'symbol'; readonly field: number };

/** Two-valued: a comparison with a missing side is false. */
export type Predicate =
  | { readonly kind: 'all'; readonly of: readonly Predicate[] }
  | { readonly kind: 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }
  | { readonly kind: 'set'; readonly of: Operand }
  | { readonly kind: 'missing'; readonly of: Operand }
  /** Text and codes as strings; enum, flag and numbers in the field's own encoding. */
  | { readonly kind: 'in'; readonly field: number; readonly values: readonly (string | number)[] }
  | {
      readonly kind: 'compare';
      readonly op: 'lt' | 'lte' | 'gt' | 'gte' | 'eq';
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'derived'; readonly derived: number }
  /** True when any occurrence of the part has this flag. */
  | { readonly kind: 'any_of'; readonly part: number; readonly field: number };
