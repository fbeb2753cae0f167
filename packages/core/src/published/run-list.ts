// Runs: consecutive periods that carry the same thing, in order and apart from each other. Periods may be left out.

/** Periods first <= period < end. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

export interface Stretch<T> extends Span {
  readonly carries: T;
}

/** @param first and `end`: 32 bits; a run is not for ever. Numbers that were computed as doubles would each be an object of their own. */
export function stretchOf<T>(first: number, end: number, carries: T): Stretch<T> {
  return { first: first | 0, end: end | 0, carries };
}

/** A stretch of periods on which neither of two lists changes what it carries. */
export interface Compared<L, R> extends Span {
  readonly left: L | null;
  readonly right: R | null;
}

/** Goes through both lists at once, within the span; stretches where neither carries anything are left out. */
export function* sideBySide<L, R>(
  left: readonly Stretch<L>[],
  right: readonly Stretch<R>[],
  span: Span,
): Generator<Compared<L, R>> {
  let leftPlace = firstEndingAfter(left, span.first);
  let rightPlace = firstEndingAfter(right, span.first);
  for (let at = span.first; at < span.end; ) {
    const leftRun = left[leftPlace];
    const rightRun = right[rightPlace];
    if (leftRun === undefined && rightRun === undefined) return;
    const inLeft = leftRun !== undefined && leftRun.first <= at;
    const inRight = rightRun !== undefined && rightRun.first <= at;
    const leftTurn = leftRun === undefined ? Infinity : inLeft ? leftRun.end : leftRun.first;
    const rightTurn = rightRun === undefined ? Infinity : inRight ? rightRun.end : rightRun.first;
    const end = Math.min(leftTurn, rightTurn, span.end);
    if (inLeft || inRight) {
      yield { first: at, end, left: inLeft ? leftRun.carries : null, right: inRight ? rightRun.carries : null };
    }
    if (inLeft && leftRun.end <= end) leftPlace += 1;
    if (inRight && rightRun.end <= end) rightPlace += 1;
    at = end;
  }
}

/** What a period shall carry from now on; null: nothing. */
export interface Edit<T> {
  readonly to: T | null;
}

/**
 * The runs with the edits laid over them. Only runs that an edit touches are looked at: the others are taken over as they are, so
 * that one new day in a series of years costs little.
 */
export function overlay<T>(
  runs: readonly Stretch<T>[],
  edits: readonly Stretch<Edit<T>>[],
  same: (left: T, right: T) => boolean,
): readonly Stretch<T>[] {
  const [firstEdit] = edits;
  const lastEdit = edits.at(-1);
  if (firstEdit === undefined || lastEdit === undefined) return runs;
  // Runs that end or begin just beside the edits may be joined with them.
  const from = firstEndingAfter(runs, firstEdit.first - 1);
  const behind = firstEndingAfter(runs, lastEdit.end);
  const to = (runs[behind]?.first ?? Infinity) <= lastEdit.end ? behind + 1 : behind;
  const overlaid: Stretch<T>[] = [];
  for (const { first, end, left, right } of sideBySide(runs.slice(from, to), edits, EVER)) {
    const carries = right === null ? left : right.to;
    if (carries !== null) append(overlaid, stretchOf(first, end, carries), same);
  }
  return runs.slice(0, from).concat(overlaid, runs.slice(to));
}

export const EVER: Span = { first: -Infinity, end: Infinity };

/** Everything that lies in none of the spans. */
export function beside(spans: readonly Span[]): readonly Span[] {
  const gaps: Span[] = [];
  let from = -Infinity;
  for (const { first, end } of [...spans].sort((left, right) => left.first - right.first)) {
    if (first > from) gaps.push({ first: from, end: first });
    from = Math.max(from, end);
  }
  return from < Infinity ? [...gaps, { first: from, end: Infinity }] : gaps;
}

/** Adds a stretch behind the last one, joined with it where both carry the same. */
export function append<T>(runs: Stretch<T>[], next: Stretch<T>, same: (left: T, right: T) => boolean): void {
  const last = runs.at(-1);
  if (last?.end === next.first && same(last.carries, next.carries))
    runs[runs.length - 1] = stretchOf(last.first, next.end, last.carries);
  else runs.push(next);
}

/** What a period carries, null: nothing. */
export function carriedAt<T>(runs: readonly Stretch<T>[], period: number): T | null {
  const run = runs[firstEndingAfter(runs, period)];
  return run !== undefined && run.first <= period ? run.carries : null;
}

/** The parts of the runs that lie within the span. */
export function* within<T>(runs: readonly Stretch<T>[], { first, end }: Span): Generator<Stretch<T>> {
  for (let place = firstEndingAfter(runs, first); place < runs.length; place += 1) {
    const run = runs[place];
    if (run === undefined || run.first >= end) return;
    yield stretchOf(Math.max(run.first, first), Math.min(run.end, end), run.carries);
  }
}

function firstEndingAfter(runs: readonly Span[], period: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.end ?? Infinity) > period) high = middle;
    else low = middle + 1;
  }
  return low;
}
