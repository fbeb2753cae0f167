// Answers from the history: the values of a moment as series, read a few at a time, so that a long answer needs no more memory than a
// short one. What stood at a moment does not change by what is written while it is read.
import {
  firstBeginningFrom,
  overlay,
  type Plan,
  type Published,
  type Stretch,
  samePublished,
  type Zone,
} from '@nhip/core';
import { sortedInTurns } from '../sort-in-turns.ts';
import { STEPS_BETWEEN_LOOKS, takeTurns } from '../turns.ts';
import { type Shown, seriesOfRuns } from '../view/points.ts';
import { isAskedFor, placeName } from '../view/series-order.ts';
import type { PublishedSeries } from '../view/values-view.ts';
import { type Answered, answeredAt } from './boundaries.ts';
import { type HistoryQuery, HistoryUnavailable, type KeptRevision } from './history.ts';
import type { HistoryReader, KeptSeries, Place } from './history-store.ts';
import type { KeptRun } from './kept-run.ts';

export interface Answering {
  readonly reader: HistoryReader;
  readonly plan: Pick<Plan, 'kpis'>;
  readonly zone: Zone;
  /** For how many days every tick is kept. */
  readonly days: number;
  /** What stood at the moment is kept until it is read; gives what ends it. */
  readonly pin: (momentMs: number) => () => void;
}

/** To be called while nothing is written; read later, it is still all as of one moment. */
export async function seriesAsOf(
  answering: Answering,
  query: HistoryQuery,
  momentMs: number,
): Promise<AsyncIterable<PublishedSeries>> {
  const { reader, days, zone, plan } = answering;
  const { momentMs: writtenMs } = await reader.written();
  if (writtenMs === null) return chunked([], async () => []);
  const last = await reader.ticksBefore(momentMs);
  const answered = answeredAt(momentMs, last, { writtenMs, days });
  if (answered.atMs === -Infinity) return chunked([], async () => []);
  // What stood at a boundary is kept anyway.
  const release = answered.atMs === writtenMs ? answering.pin(writtenMs) : () => undefined;
  const series = await seriesOf(reader, query);
  const today = zone.dayOf(Math.min(answered.atMs, last.tickMs ?? answered.atMs));
  const shown: Shown = { zone, today, kpi: plan.kpis.find(({ id }) => id === query.kpi), nowMs: answered.atMs };
  const read = chunked(series, async (some) => {
    const lists = await runsAt(reader, placesOf(some, query), answered);
    return some.flatMap((one, place) => {
      const runs = lists[place] ?? [];
      return runs.length === 0 ? [] : [seriesOfRuns(one.key, runs, shown)];
    });
  });
  return released(read, release);
}

const ATTEMPTS = 3;

/**
 * The same where another process writes: what stood at no boundary is read at once, and anew when something was written meanwhile.
 * @throws HistoryUnavailable when that is so each time.
 */
export async function seriesAsOfElsewhere(
  answering: Omit<Answering, 'pin'>,
  query: HistoryQuery,
  momentMs: number,
): Promise<AsyncIterable<PublishedSeries>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { momentMs: writtenMs } = await answering.reader.written();
    const series = await seriesAsOf({ ...answering, pin: () => () => undefined }, query, momentMs);
    if (writtenMs === null || momentMs < writtenMs) return series;
    const all = await Array.fromAsync(series);
    if ((await answering.reader.written()).momentMs === writtenMs) return chunked([all], async ([some = []]) => some);
  }
  throw new HistoryUnavailable('read what is written anew all the time');
}

async function* released<Found>(found: AsyncIterable<Found>, release: () => void): AsyncGenerator<Found> {
  try {
    yield* found;
  } finally {
    release();
  }
}

export async function revisionsOf(
  { reader }: Pick<Answering, 'reader'>,
  query: HistoryQuery,
): Promise<AsyncIterable<KeptRevision>> {
  const series = await seriesOf(reader, query);
  return chunked(series, async (some) => {
    const places = placesOf(some, query);
    const lists = await reader.revisions(places);
    return some.flatMap(({ key }, at) => {
      const { first, end } = places[at] ?? NOWHERE;
      return (lists[at] ?? []).map((change) => ({
        ...change,
        key,
        first: Math.max(first, change.first),
        end: Math.min(end, change.end),
      }));
    });
  });
}

const NOWHERE = { first: 0, end: 0 };

/** In the order of every answer. */
async function seriesOf(reader: HistoryReader, query: HistoryQuery): Promise<readonly KeptSeries[]> {
  const { kpi, unit, grains, dimension } = query;
  const turns = takeTurns();
  const asked: (KeptSeries & { readonly name: string })[] = [];
  for (const one of await reader.series({ kpi, unit, grains, totals: dimension === null })) {
    if (isAskedFor(one.key, query)) asked.push({ ...one, name: placeName(one.key, grains) });
    if (turns.isDue()) await turns.next();
  }
  return sortedInTurns(asked, turns);
}

function placesOf(series: readonly KeptSeries[], { from, to }: HistoryQuery): readonly Place[] {
  return series.map(({ id, key: { grain } }) => ({
    series: id,
    first: from === null ? -Infinity : firstBeginningFrom(grain, from),
    end: to === null ? Infinity : firstBeginningFrom(grain, to),
  }));
}

/** Some ten thousand values at once, of most series. */
const CHUNK = 64;
/** It is worth a look at the time. */
const CHUNK_STEPS = STEPS_BETWEEN_LOOKS;

async function* chunked<Item, Found>(
  series: readonly Item[],
  read: (some: readonly Item[]) => Promise<readonly Found[]>,
): AsyncGenerator<Found> {
  // A file answers at once, and may have nothing to tell of many of them.
  const turns = takeTurns();
  for (let from = 0; from < series.length; from += CHUNK) {
    yield* await read(series.slice(from, from + CHUNK));
    if (turns.isDue(CHUNK_STEPS)) await turns.next();
  }
}

type Runs = readonly Stretch<Published>[];

async function runsAt(
  reader: HistoryReader,
  places: readonly Place[],
  { atMs, lockedMs }: Answered,
): Promise<readonly Runs[]> {
  const stood = (await reader.runs(places, { atMs, lockedSinceMs: null })).map(stretchesOf);
  if (lockedMs <= atMs) return stood;
  const locked = await reader.runs(places, { atMs: lockedMs, lockedSinceMs: atMs });
  return stood.map((runs, place) => {
    const later = stretchesOf(locked[place] ?? []);
    if (later.length === 0) return runs;
    const edits = later.map((stretch) => ({ ...stretch, carries: { to: stretch.carries } }));
    return overlay(runs, edits, samePublished);
  });
}

function stretchesOf(runs: readonly KeptRun[]): Runs {
  return runs.map(({ first, end, published }) => ({ first, end, carries: published }));
}
