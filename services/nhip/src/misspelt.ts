// Command line: finds variables that are meant for us but spelt so that nothing would read them. Names that are like none of ours
// are left alone: other programs, and Kubernetes for services of this name, have variables that begin in the same way.

/** How many letters may be wrong, missing, too many or swapped. */
const SLIPS_MAX = 2;

/** One sentence for each variable that is a misspelling of a known one. */
export function misspelt(given: readonly string[], known: readonly string[]): readonly string[] {
  return given.flatMap((name) => {
    if (known.includes(name)) return [];
    const meant = known
      .map((one) => ({ one, slips: slipsBetween(name.toUpperCase(), one) }))
      .toSorted((left, right) => left.slips - right.slips)[0];
    return meant === undefined || meant.slips > SLIPS_MAX ? [] : [`${name} is not known: is ${meant.one} meant?`];
  });
}

/** Levenshtein's distance, with two neighbours swapped as one slip (optimal string alignment). */
function slipsBetween(left: string, right: string): number {
  let former: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const here = [row];
    for (let column = 1; column <= right.length; column++) {
      const isEqual = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      here[column] = Math.min(
        (above[column] ?? 0) + 1,
        (here[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isEqual ? 0 : 1),
        isSwapped ? (former[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    former = above;
    above = here;
  }
  return above[right.length] ?? 0;
}
