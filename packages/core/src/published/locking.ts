// What a tick does to locked values: what has changed in them is gathered into revisions, and what is past its delay is locked.
import { STATEMENTS } from '../cell/causes.ts';
import { append, type Edit, EVER, type Stretch, sideBySide, stretchOf } from './run-list.ts';
import type { Sharing } from './sharing.ts';
import type { Revised, Revision, Series } from './store.ts';
import { type Published, type Result, samePublished, sameResult } from './value.ts';

interface Gathered {
  readonly gathered: Revision[];
  readonly edits: readonly Stretch<Edit<Published>>[];
  readonly revised: readonly Stretch<Revised>[];
}

/** At most one revision for each value: from what the last one said to what stands now. */
export function gather(series: Series, shared: Sharing): Gathered {
  const gathered: Revision[] = [];
  const edits: Stretch<Edit<Published>>[] = [];
  const revised: Stretch<Revised>[] = [];
  for (const { first, end, left, right } of sideBySide(series.revised, series.runs, EVER)) {
    if (left === null) continue;
    const after = right?.result ?? null;
    if (sameOrNone(left.last, after)) {
      // It came back to what was locked before anybody was told otherwise.
      if (left.number > 0) append(revised, stretchOf(first, end, { ...left, causes: 0 }), sameRevised);
      else if (after !== null) edits.push(stretchOf(first, end, { to: shared.of(after, 'final') }));
      continue;
    }
    const number = left.number + 1;
    // A log of former times does not tell.
    const causes = left.causes === 0 ? STATEMENTS : left.causes;
    gathered.push({ key: series.key, first, end, number, before: left.last, after, causes });
    append(revised, stretchOf(first, end, { number, last: after, causes: 0 }), sameRevised);
  }
  return { gathered, edits, revised };
}

export interface TickedSeries extends Series {
  /** The runs as they stood before the tick that is evaluated just now. */
  readonly beforeTick: readonly Stretch<Published>[];
}

interface Locking {
  readonly edits: readonly Stretch<Edit<Published>>[];
  readonly locked: readonly Revision[];
}

/** Everything before `end` that an earlier evaluation had published. */
export function lockingOf(series: TickedSeries, end: number, shared: Sharing): Locking {
  const edits: Stretch<Edit<Published>>[] = [];
  const locked: Revision[] = [];
  for (const { left, right, ...span } of sideBySide(series.beforeTick, series.runs, { first: -Infinity, end })) {
    if (left === null || right === null || right.phase !== 'unlocked') continue;
    append(edits, stretchOf(span.first, span.end, { to: shared.of(right.result, 'final') }), sameEdit);
    locked.push({ key: series.key, ...span, number: 0, before: null, after: right.result, causes: 0 });
  }
  return { edits, locked };
}

function sameOrNone(left: Result | null, right: Result | null): boolean {
  return left === null || right === null ? left === right : sameResult(left, right);
}

export function sameEdit(left: Edit<Published>, right: Edit<Published>): boolean {
  return left.to === null || right.to === null ? left.to === right.to : samePublished(left.to, right.to);
}

export function sameRevised(left: Revised, right: Revised): boolean {
  return left.number === right.number && left.causes === right.causes && sameOrNone(left.last, right.last);
}
