// Takes in what is published, commit by commit, and makes samples of it: how everything stood at a moment. A sample holds no copy, only
// what its series carried before; what they carried after is found in the samples behind it, or in the view.
import type { PublishedMeta, Series } from '@nhip/core';
import type { Replaced } from '../view/changes.ts';
import type { WatchedView } from '../view/watched-view.ts';
import { slotEnd } from './boundaries.ts';

type Runs = Series['runs'];

export interface Sample {
  readonly momentMs: number;
  /** What stood at it was published by the tick of that moment. */
  readonly isTick: boolean;
  /** The last tick then. */
  readonly tickMs: number;
  /** Series that changed since the sample before it, with their runs of then; null: whatever was known before is in doubt. */
  readonly before: ReadonlyMap<Series, Runs> | null;
}

export interface Recorder {
  /** Samples are made from now on. */
  begin(): void;
  /** Nobody takes samples: none are made. */
  rest(): void;
  /** What the database holds is in doubt: the next sample tells everything. Gives its moment; null: nothing was published yet. */
  doubt(): number | null;
  /** Makes a sample of what came since the last one. */
  cut(): void;
  /** Takes the oldest sample; null: there is none. */
  take(): Sample | null;
  /** It could not be kept: it is the oldest one again. */
  putBack(sample: Sample): void;
  /** The runs of a series as they stood at the sample that was taken last. */
  runsOf(series: Series): Runs;
}

/** While nobody can write, so many are kept apart; then ticks only, then fewer of them. */
const SAMPLES_MAX = 16;

export interface RecorderOptions {
  readonly view: WatchedView;
  /** `manual`: time stands still between ticks; what is published there counts as published right after the tick. */
  readonly clock: 'system' | 'manual';
  /** There is something to keep. */
  readonly changed: () => void;
}

export function createRecorder({ view, clock, changed }: RecorderOptions): Recorder {
  let isOn = false;
  let isInDoubt = false;
  let samples: readonly Sample[] = [];
  /** Of the commits since the last sample. */
  let pending: Replaced = new Map();
  let moment: Moment | null = null;

  const push = ({ momentMs, tickMs }: Moment, isTick: boolean): void => {
    samples = thinned([...samples, { momentMs, tickMs, isTick, before: pending }]);
    pending = new Map();
  };
  const cut = (): void => {
    if (moment !== null && pending.size > 0) push(moment, false);
  };
  view.watch({
    committed: (meta, replaced) => {
      const former = moment;
      const next = momentOf(meta, former, clock);
      // Before the first tick there is no moment; and what is published as it was is no moment of its own.
      if (next === null && isOn) pending = joinedReplaced(pending, replaced);
      if (next === null || (isOn && former !== null && !next.isTick && replaced.size === 0)) return;
      moment = next;
      if (!isOn) return;
      const { momentMs, isTick } = moment;
      const passesBoundary = former !== null && (isTick || slotEnd(momentMs - 1) >= former.momentMs);
      if (passesBoundary && pending.size > 0) push(former, false);
      pending = joinedReplaced(pending, replaced);
      if (isTick) push(moment, true);
      if (pending.size > 0 || samples.length > 0) changed();
    },
  });
  const rest = (): void => {
    isOn = false;
    samples = [];
    pending = new Map();
  };
  return {
    rest,
    cut,
    begin: () => {
      if (isOn) return;
      isOn = true;
      moment ??= momentOf(view.meta(), null, clock);
    },
    doubt: () => {
      isInDoubt = true;
      cut();
      if (samples.length === 0 && moment !== null) samples = [{ ...moment, before: new Map() }];
      return samples[0]?.momentMs ?? null;
    },
    take: () => {
      const [sample = null, ...rest] = samples;
      samples = rest;
      if (sample === null || !isInDoubt) return sample;
      isInDoubt = false;
      return { ...sample, before: null };
    },
    putBack: (sample) => {
      samples = [sample, ...samples];
    },
    runsOf: (series) => firstBefore(samples, series) ?? pending.get(series) ?? series.runs,
  };
}

/** What stood before both of two commits. */
function joinedReplaced(former: Replaced, next: Replaced): Replaced {
  if (former.size === 0) return next;
  for (const [series, before] of next) if (!former.has(series)) former.set(series, before);
  return former;
}

function firstBefore(samples: readonly Sample[], series: Series): Runs | null {
  for (const { before } of samples) {
    const runs = before?.get(series);
    if (runs !== undefined) return runs;
  }
  return null;
}

interface Moment {
  readonly momentMs: number;
  readonly isTick: boolean;
  readonly tickMs: number;
}

/** When a commit was published; null: before the first tick nothing is. */
function momentOf(
  { lastTick, evaluatedAt }: PublishedMeta,
  former: Moment | null,
  clock: RecorderOptions['clock'],
): Moment | null {
  if (lastTick === null) return null;
  const isTick = former === null ? (evaluatedAt ?? 0) <= lastTick || clock === 'manual' : lastTick !== former.tickMs;
  const since = clock === 'manual' ? 0 : (evaluatedAt ?? 0);
  const momentMs = Math.max(isTick ? lastTick : Math.max(lastTick + 1, since), former?.momentMs ?? 0);
  return { momentMs, isTick, tickMs: lastTick };
}

/** One sample less, where there are too many: the oldest that can be spared goes into the one behind it. */
function thinned(samples: readonly Sample[]): Sample[] {
  if (samples.length <= SAMPLES_MAX) return [...samples];
  const spared = samples.findIndex(({ isTick }, place) => !isTick && place < samples.length - 1);
  const place = Math.max(0, spared);
  const [gone, next] = [samples[place], samples[place + 1]];
  if (gone === undefined || next === undefined) return [...samples];
  return [...samples.slice(0, place), joined(gone, next), ...samples.slice(place + 2)];
}

function joined(gone: Sample, next: Sample): Sample {
  if (gone.before === null || next.before === null) return { ...next, before: null };
  return { ...next, before: new Map([...next.before, ...gone.before]) };
}
