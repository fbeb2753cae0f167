// The published values: every series with its runs, how far they are settled, and what was revised. The evaluator writes it and
// packs what changed for the log; views are made by applying what was packed. Values under the boundaries of now are a view of
// what is settled under those of then: they move with every change of the tree, and are never locked nor revised.
import { STATEMENTS } from '../cell/causes.ts';
import type { SeriesPatch } from '../evaluate/evaluator.ts';
import type { Plan } from '../plan/plan.ts';
import type { PackedState } from '../tally/packed-state.ts';
import { openZone } from '../time/zone.ts';
import { gather, lockingOf, sameEdit, sameRevised, type TickedSeries } from './locking.ts';
import { createPublishedPacking } from './packing.ts';
import { append, beside, type Edit, overlay, type Span, type Stretch, sideBySide, stretchOf } from './run-list.ts';
import { firstUnsettled } from './settling.ts';
import { createSharing, type Sharing } from './sharing.ts';
import { StagedSeries } from './staged-series.ts';
import { type Published, type Result, type SeriesKey, samePublished, sameResult } from './value.ts';

/** One series: the same object for ever, that says what is shown now. What it says is never changed but replaced. */
export interface Series {
  readonly key: SeriesKey;
  readonly runs: readonly Stretch<Published>[];
  /** Where a locked value has changed: the number of the last revision, and what it said. */
  readonly revised: readonly Stretch<Revised>[];
}

export interface Revised {
  /** 0: as it was locked. */
  readonly number: number;
  /** Null: nothing was published any more. */
  readonly last: Result | null;
  /** What has changed it since, see ../cell/causes.ts. */
  readonly causes: number;
}

/** A numbered change of locked values, one and the same for consecutive periods. Number 0 tells what was locked. */
export interface Revision extends Span {
  readonly key: SeriesKey;
  readonly number: number;
  readonly before: Result | null;
  readonly after: Result | null;
  /** See ../cell/causes.ts; 0 of what was locked. */
  readonly causes: number;
}

export interface PublishedMeta {
  /** Milliseconds since 1970; null: no tick was evaluated yet. */
  readonly lastTick: number | null;
  /** Up to when events are counted: the values of periods that go on are stated as of then. */
  readonly evaluatedAt: number | null;
  /** When the backfill began that is still on, null: none is. */
  readonly backfillSince: number | null;
}

export interface PublishedStore {
  meta(): PublishedMeta;
  setMeta(meta: PublishedMeta): void;
  /** Series of one KPI, in no particular order; they are only ever added, behind the others. */
  seriesOf(kpi: string): readonly Series[];
  all(): readonly Series[];
  /** What changes from here on come of where a patch does not tell, see ../cell/causes.ts; at first statements. */
  causedBy(cause: number): void;
  patch(patch: SeriesPatch): void;
  /** Takes a whole evaluation; series and periods it says nothing of are no longer published. */
  replaceAll(patches: Iterable<SeriesPatch>): void;
  /** Something was changed since the last drain. */
  hasChanges(): boolean;
  /** Begins the evaluation of a tick: what is published from here on is not locked by it. */
  beginTick(): void;
  /** Ends it: gathers the changes of locked values into revisions, and locks (unless told not to) what is past its delay. */
  endTick(tickMs: number, options: { readonly lock: boolean }): readonly Revision[];
  /** Packed changes since the last drain. */
  drain(): Uint8Array[];
  readonly packed: PackedState;
  /**
   * Reads a packed message step by step, so that other work may be done in between; what it tells is seen by nobody yet. All messages of
   * a commit are read one after the other, then shown together.
   */
  reading(message: Uint8Array): IterableIterator<void>;
  /** Shows what was read, in one step. */
  show(): void;
  /** Lets go of what shown commits have replaced, step by step as well; at the latest the next message does. */
  forgetting(): IterableIterator<void>;
}

class OpenSeries extends StagedSeries implements TickedSeries {
  beforeTick: readonly Stretch<Published>[] = [];
}

export interface PublishedStoreOptions {
  /**
   * Hears of each series that a packed message may change, once or more in a commit, with the runs that it has until the commit is shown;
   * its key may follow later.
   */
  readonly staged?: (series: Series, before: Series['runs']) => void;
}

export function createPublishedStore(plan: Plan, { staged = () => {} }: PublishedStoreOptions = {}): PublishedStore {
  const zone = openZone(plan.timeZone);
  const shared = createSharing();
  const packing = createPublishedPacking<OpenSeries>((key, id, commits) => new OpenSeries(key, id, commits), {
    heard: staged,
    shared,
  });
  /** Series whose locked values changed since the last tick; after a restart, all that were ever revised. */
  const unsettledSeries = made(() => new Set(packing.all().filter(({ revised }) => revised.length > 0)));
  let cause = STATEMENTS;
  const edit = (series: OpenSeries, edits: readonly Stretch<Edit<Published>>[]): void => {
    if (edits.length === 0) return;
    series.set({ runs: overlay(series.runs, edits, samePublished) });
    packing.edited(series, edits);
  };
  const patch = (asked: SeriesPatch): void => {
    const series = packing.find(asked.key) ?? (asked.runs.length === 0 ? null : packing.add(asked.key));
    if (series !== null) apply(series, asked);
  };
  const apply = (series: OpenSeries, asked: SeriesPatch): void => {
    const { edits, locked } = editsOf(series, asked, { cause, shared });
    edit(series, edits);
    if (locked.length === 0) return;
    unsettledSeries().add(series);
    series.set({ revised: overlay(series.revised, locked, sameRevised) });
    packing.revised(series);
  };
  return {
    meta: packing.meta,
    setMeta: packing.setMeta,
    seriesOf: packing.seriesOf,
    all: packing.all,
    drain: packing.drain,
    hasChanges: packing.hasChanges,
    packed: packing.state,
    reading: packing.reading,
    show: packing.show,
    forgetting: packing.forgetting,
    causedBy: (next) => {
      cause = next;
    },
    patch,
    replaceAll: (patches) => {
      const told = toldOf(patches, { patch, find: packing.find });
      for (const series of packing.all()) {
        const ranges = beside(told.get(series) ?? []);
        if (ranges.length > 0) apply(series, { key: series.key, ranges, runs: [] });
      }
    },
    beginTick: () => {
      for (const series of packing.all()) series.beforeTick = series.runs;
    },
    endTick: (tickMs, { lock }) => {
      const revisions = [...unsettledSeries()].flatMap((series) =>
        settle(series, { revised: packing.revised, edit, shared }),
      );
      unsettledSeries().clear();
      if (!lock) return revisions;
      for (const series of packing.all()) {
        if (series.key.boundaries === 'now') continue;
        const end = firstUnsettled(plan, series.key.grain, (day) => zone.midnight(day), tickMs);
        const { edits, locked } = lockingOf(series, end, shared);
        series.beforeTick = [];
        edit(series, edits);
        revisions.push(...locked);
      }
      return revisions;
    },
  };
}

interface Settling {
  readonly shared: Sharing;
  readonly revised: (series: OpenSeries) => void;
  readonly edit: (series: OpenSeries, edits: readonly Stretch<Edit<Published>>[]) => void;
}

/** Gathers what has changed in a series, and says it. */
function settle(series: OpenSeries, { revised: changed, edit, shared }: Settling): readonly Revision[] {
  const { gathered, edits, revised } = gather(series, shared);
  series.set({ revised });
  changed(series);
  edit(series, edits);
  return gathered;
}

/** Patches series by series; gives the periods that the patches tell of. */
function toldOf(
  patches: Iterable<SeriesPatch>,
  { patch, find }: Pick<PublishedStore, 'patch'> & { readonly find: (key: SeriesKey) => OpenSeries | undefined },
): ReadonlyMap<OpenSeries, readonly Span[]> {
  const told = new Map<OpenSeries, Span[]>();
  for (const one of patches) {
    patch(one);
    const series = find(one.key);
    if (series !== undefined) told.set(series, [...(told.get(series) ?? []), ...one.ranges]);
  }
  return told;
}

/** Made when it is first asked for, then kept. */
function made<T extends object>(make: () => T): () => T {
  let value: T | null = null;
  return () => {
    value ??= make();
    return value;
  };
}

interface Patched {
  readonly edits: readonly Stretch<Edit<Published>>[];
  /** Locked periods that change. */
  readonly locked: readonly Stretch<Edit<Revised>>[];
}

function editsOf(
  series: OpenSeries,
  { ranges, runs: patched, causesIn }: SeriesPatch,
  { cause, shared }: { readonly cause: number; readonly shared: Sharing },
): Patched {
  const edits: Stretch<Edit<Published>>[] = [];
  const locked: Stretch<Edit<Revised>>[] = [];
  const runs = patched.map(({ first, end, result }) => stretchOf(first, end, result));
  for (const { first, end, left, right } of ranges.flatMap((range) => [...sideBySide(series.runs, runs, range)])) {
    if (left !== null && right !== null && sameResult(left.result, right)) continue;
    const wasLocked = left !== null && left.phase !== 'unlocked';
    const to = right === null ? null : shared.of(right, wasLocked ? 'restated' : 'unlocked');
    append(edits, stretchOf(first, end, { to }), sameEdit);
    if (!wasLocked) continue;
    for (const part of sideBySide([stretchOf(first, end, left)], series.revised, { first, end })) {
      const { number, last, causes } = part.right ?? { number: 0, last: left.result, causes: 0 };
      for (let period = part.first; period < part.end; period += 1) {
        const to = { number, last, causes: causes | causesOf(causesIn?.(period) ?? 0, cause) };
        append(locked, stretchOf(period, period + 1, { to }), sameRevisedEdit);
      }
    }
  }
  return { edits, locked };
}

/** An evaluation that begins anew, by another catalogue or from all events, changes more than statements did. */
function causesOf(known: number, cause: number): number {
  return cause === STATEMENTS && known !== 0 ? known : known | cause;
}

function sameRevisedEdit(left: Edit<Revised>, right: Edit<Revised>): boolean {
  return left.to === null || right.to === null ? left.to === right.to : sameRevised(left.to, right.to);
}
