// A slice: the values of those dimensions of a cell family that somebody asks for, joined to one string.

const SEPARATOR = '\u0000';

/** The slice of a cell, given the positions that are kept (ascending). */
export function sliceOf(positions: readonly number[], dimensions: readonly string[]): string {
  if (positions.length === 0) return '';
  if (positions.length === 1) return dimensions[positions[0] as number] ?? '';
  return positions.map((position) => dimensions[position] ?? '').join(SEPARATOR);
}

/** The slice with these values, in the order of the kept positions. */
export function joinSlice(values: readonly string[]): string {
  return values.join(SEPARATOR);
}

/** @param kept how many positions are kept; none has one slice, the empty one. */
export function valuesOf(slice: string, kept: number): readonly string[] {
  return kept === 0 ? [] : slice.split(SEPARATOR);
}
