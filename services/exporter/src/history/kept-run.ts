// What the history keeps of a value: a rectangle of periods and moments with one and the same result. The rectangles of a series lie side
// by side, so that each period has at most one value at each moment.
import { append, type Edit, type Published, type Span, type Stretch, samePublished, sideBySide } from '@nhip/core';
import { type LastTicks, type Tier, tierOf, tiers } from './boundaries.ts';

/** Periods first <= period < end, published from `sinceMs` on and until just before `untilMs`. */
export interface KeptRun extends Span {
  readonly published: Published;
  readonly sinceMs: number;
  /** STANDS: it is published now. */
  readonly untilMs: number;
  /** How long it is kept once it is replaced. */
  readonly tier: Tier | null;
}

/** Later than any moment, and exact in every database. */
export const STANDS = 8_640_000_000_000_000;

/** What has to be done to the rectangles of one series; one that stands is known by its first period. */
export interface Changes {
  /** Standing ones that go, since they are cut or have stood at no boundary. */
  readonly dropped: readonly number[];
  /** Standing ones that are replaced as a whole. */
  readonly closed: readonly { readonly first: number; readonly tier: Tier }[];
  readonly added: readonly KeptRun[];
}

export interface Laying {
  readonly momentMs: number;
  /** Ticks before the moment. */
  readonly last: LastTicks;
  /** What stood at these moments is read just now. */
  readonly pinnedMs: readonly number[];
}

/**
 * Lays edits over what stands.
 * @param standing those that lie under the edits, in order.
 */
export function changesOf(
  standing: readonly KeptRun[],
  edits: readonly Stretch<Edit<Published>>[],
  laying: Laying,
): Changes {
  const pieces = new Map<KeptRun, KeptRun[]>(standing.map((run) => [run, []]));
  const fresh: Stretch<Published>[] = [];
  const stretches = standing.map((run) => ({ first: run.first, end: run.end, carries: run }));
  for (const { first, end, left, right } of sideBySide(stretches, edits, spanOf(standing, edits))) {
    const isSame = left !== null && (right === null || (right.to !== null && samePublished(left.published, right.to)));
    if (left !== null)
      pieces.get(left)?.push(isSame ? { ...left, first, end } : replaced({ ...left, first, end }, laying));
    if (!isSame && right !== null && right.to !== null) append(fresh, { first, end, carries: right.to }, samePublished);
  }
  const added = fresh.map(({ first, end, carries }) => newRun({ first, end }, carries, laying.momentMs));
  const [dropped, closed]: [number[], Changes['closed'][number][]] = [[], []];
  for (const [run, parts] of pieces) {
    const [part] = parts;
    if (part !== undefined && parts.every(({ untilMs }) => untilMs === STANDS)) continue;
    if (parts.length === 1 && part !== undefined && part.tier !== null)
      closed.push({ first: run.first, tier: part.tier });
    else {
      dropped.push(run.first);
      added.push(...parts.filter(({ untilMs, tier }) => untilMs === STANDS || tier !== null));
    }
  }
  return { dropped, closed, added };
}

function spanOf(...lists: readonly (readonly Span[])[]): Span {
  const spans = lists.flat();
  return {
    first: Math.min(...spans.map(({ first }) => first)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

function replaced(run: KeptRun, { momentMs, last, pinnedMs }: Laying): KeptRun {
  const isPinned = pinnedMs.some((pinned) => run.sinceMs <= pinned && pinned < momentMs);
  return { ...run, untilMs: momentMs, tier: tierOf(run.sinceMs, momentMs, last) ?? (isPinned ? tiers.slot : null) };
}

function newRun(span: Span, published: Published, sinceMs: number): KeptRun {
  return { ...span, published, sinceMs, untilMs: STANDS, tier: null };
}
