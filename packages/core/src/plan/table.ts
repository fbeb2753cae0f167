// The compiled table of a domain: what holds for each of its codes, and since when.
import type { Predicate } from './expression.ts';

export interface TablePlan {
  readonly columns: readonly ColumnPlan[];
  readonly rows: readonly TableRow[];
}

export interface ColumnPlan {
  readonly name: string;
  readonly type: ColumnType;
}

export type ColumnType =
  | { readonly kind: 'flag' }
  /** Also text: the values that some row has. */
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** Values are integers: what people read times `divisor`. */
  | { readonly kind: 'number'; readonly divisor: number };

/** Rows of one code never overlap. */
export interface TableRow {
  readonly code: string;
  /** First local day (days since 1970-01-01) in force, null: since ever. */
  readonly from: number | null;
  /** First local day no longer in force, null: for ever. */
  readonly until: number | null;
  /** By column: a number, the place of an enum's value, 1 or 0 of a flag; null: empty. */
  readonly values: readonly (number | null)[];
}

/** Whether a row of the table passes; an empty value or a missing row never does. */
export interface ColumnTest {
  readonly column: number;
  readonly op: 'in' | Extract<Predicate, { kind: 'compare' }>['op'];
  /** One value, save for `in`. */
  readonly values: readonly number[];
}
