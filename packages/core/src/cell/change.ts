// What a commit changed in the cells, as the evaluator takes it in: sums of differences, so that any order gives the same.

/** Bucket of the row that counts the records standing now, whatever their day (tells "not reporting" from 0). */
export const STANDING = -(2 ** 31);

export interface CellChange {
  /** Index in plan.records and in that record's families. */
  readonly record: number;
  readonly family: number;
  /** Code of the unit as stated. */
  readonly unit: string;
  /** Values of the family's dimensions, in order; a missing one reads `(none)`, and one that nobody reads may be empty. */
  readonly dimensions: readonly string[];
  /** Local day, or month (year * 12 + month - 1) where the family's bucket is a month, or STANDING. */
  readonly bucket: number;
  /**
   * Difference of each accumulator: a number for a count, a bigint for a sum. In a STANDING row there is exactly one entry:
   * the difference of the number of standing records.
   */
  readonly differences: readonly (number | bigint)[];
  /** For each sketch: sketch bucket and difference of its count, in pairs [bucket, difference, bucket, difference, …]. */
  readonly sketches: readonly (readonly number[])[];
  /** What it comes of, see causes.ts; left out or 0: nothing that is known. */
  readonly causes?: number;
}

/** By record type and family: which dimensions of a change somebody reads, as positions in the family's `by`, ascending. */
export type DimensionsRead = readonly (readonly (readonly number[])[])[];
