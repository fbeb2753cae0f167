// Stretches of local days, for stocks that a record may be in more than once.

/** Days from <= day < end; `end` may be infinite. */
export interface Stretch {
  readonly from: number;
  readonly end: number;
}

/** The days of any of them: in order, none empty, no two that touch. */
export function unionOf(stretches: readonly Stretch[]): readonly Stretch[] {
  const union: { from: number; end: number }[] = [];
  for (const { from, end } of stretches.toSorted((left, right) => left.from - right.from)) {
    const last = union.at(-1);
    if (end <= from) continue;
    if (last === undefined || from > last.end) union.push({ from, end });
    else last.end = Math.max(last.end, end);
  }
  return union;
}

/** The days that are in both of two unions. */
export function common(left: readonly Stretch[], right: readonly Stretch[]): readonly Stretch[] {
  return left.flatMap((one) =>
    right.flatMap((other) => {
      const both = { from: Math.max(one.from, other.from), end: Math.min(one.end, other.end) };
      return both.end > both.from ? [both] : [];
    }),
  );
}
