// Writes samples: finds the stretches that changed, lays them over what the database has, and notes how far it came, in one transaction.
import { EVER, periodOf, type Series, type SeriesKey, type Zone } from '@nhip/core';
import { takeTurns } from '../turns.ts';
import type { LastTicks } from './boundaries.ts';
import type { HistoryWriter, HistoryWriting, SeriesChanges, Written } from './history-store.ts';
import { changesOf } from './kept-run.ts';
import type { Sample } from './recorder.ts';
import { editsBetween, type PublishedEdit } from './runs-edits.ts';

export interface SampleWriting {
  readonly written: () => Written;
  /** What the recorder's samples tell; nothing is written when nothing changed. */
  write(sample: Sample, runsOf: (series: Series) => Series['runs']): Promise<void>;
  /** What became final or was restated with a tick. Told again, it changes nothing. */
  writeTick(momentMs: number, edits: readonly SeriesEdits[]): Promise<void>;
  /** Anything else that stands beside the samples. */
  note(work: (writing: HistoryWriting) => Promise<void>, next: Partial<Written>): Promise<void>;
}

export interface SeriesEdits {
  readonly key: SeriesKey;
  readonly edits: readonly PublishedEdit[];
}

export interface SampleWritingOptions {
  readonly writer: HistoryWriter;
  readonly zone: Zone;
  /** Every series that is published. */
  readonly all: () => readonly Series[];
  /** Moments that are read just now. */
  readonly pinned: () => readonly number[];
}

/** Series that are written at once, and those that are compared as a whole: of these all periods are read. */
const CHUNK = 500;
const WHOLE_CHUNK = 50;
/** A series is worth so many steps. */
const SERIES_STEPS = 16;

export function createSampleWriting({ writer, zone, all, pinned }: SampleWritingOptions): SampleWriting {
  let written = writer.written;
  /** The ticks before the last one. */
  let former: LastTicks = { tickMs: null, monthTickMs: null };
  const lastBefore = (momentMs: number): LastTicks =>
    written.tickMs !== null && written.tickMs >= momentMs ? former : written;
  const lay = (writing: HistoryWriting, edits: readonly SeriesEdits[], momentMs: number): Promise<void> =>
    layEdits(writing, edits, { momentMs, last: lastBefore(momentMs), pinnedMs: pinned() });
  const commit = async (next: Written, work: (writing: HistoryWriting) => Promise<void>): Promise<void> => {
    await writer.transaction(async (writing) => {
      await work(writing);
      await writing.setWritten(next);
    });
    if (next.tickMs !== written.tickMs) former = written;
    written = next;
  };
  return {
    written: () => written,
    write: async (sample, runsOf) => {
      const { momentMs, isTick } = placed(sample, written);
      const edits = sample.before === null ? wholeEdits(writer, all, runsOf) : editsSince(sample.before, runsOf);
      const first = await edits.next();
      if (first.done === true && !isTick) return;
      await commit(isTick ? afterTick(written, momentMs, zone) : { ...written, momentMs }, async (writing) => {
        for (let some = first; some.done !== true; some = await edits.next()) await lay(writing, some.value, momentMs);
      });
    },
    writeTick: (momentMs, edits) => {
      const isLater = momentMs > (written.momentMs ?? -Infinity);
      const next = isLater ? afterTick(written, momentMs, zone) : written;
      return commit(next, (writing) => lay(writing, edits, momentMs));
    },
    note: (work, next) => commit({ ...written, ...next }, work),
  };
}

/**
 * A sample that begins anew may be of a moment that was written already, and may still tell of something new. The first one after a tick that
 * was never written stands for it: whoever reads the history knows the day by its ticks.
 */
function placed(
  { momentMs, isTick, tickMs }: Sample,
  { momentMs: writtenMs, tickMs: writtenTickMs }: Written,
): Pick<Sample, 'momentMs' | 'isTick'> {
  const isOfNewTick = tickMs > (writtenTickMs ?? Number.NEGATIVE_INFINITY);
  if (writtenMs === null || momentMs > writtenMs) return { momentMs, isTick: isTick || isOfNewTick };
  return { momentMs: writtenMs + 1, isTick: isOfNewTick };
}

function afterTick(written: Written, tickMs: number, zone: Zone): Written {
  const { monthTickMs } = written;
  const monthOf = (momentMs: number): number => periodOf('month', zone.dayOf(momentMs));
  const isFirst = monthTickMs === null || monthOf(monthTickMs) !== monthOf(tickMs);
  return { ...written, momentMs: tickMs, tickMs, monthTickMs: isFirst ? tickMs : monthTickMs };
}

async function layEdits(
  writing: HistoryWriting,
  edits: readonly SeriesEdits[],
  laying: Parameters<typeof changesOf>[2],
): Promise<void> {
  const turns = takeTurns();
  for (let from = 0; from < edits.length; from += CHUNK) {
    const some = edits.slice(from, from + CHUNK);
    const ids = await writing.seriesIds(some.map(({ key }) => key));
    const places = some.map(({ edits: ofSeries }, place) => ({
      series: ids[place] ?? 0,
      first: ofSeries[0]?.first ?? 0,
      end: ofSeries.at(-1)?.end ?? 0,
    }));
    const standing = await writing.standing(places);
    const changes: SeriesChanges[] = [];
    for (const [place, { edits: ofSeries }] of some.entries()) {
      changes.push({ series: ids[place] ?? 0, ...changesOf(standing[place] ?? [], ofSeries, laying) });
      if (turns.isDue(SERIES_STEPS)) await turns.next();
    }
    await writing.change(changes, laying.momentMs);
  }
}

/** Values under the boundaries of now are a view of the others: nothing of them is kept. */
function isKept({ kpi, boundaries }: SeriesKey): boolean {
  return kpi !== '' && boundaries === 'then';
}

async function* editsSince(
  before: Iterable<readonly [Series, Series['runs']]>,
  runsOf: (series: Series) => Series['runs'],
): AsyncGenerator<readonly SeriesEdits[]> {
  const turns = takeTurns();
  let chunk: SeriesEdits[] = [];
  for (const [series, former] of before) {
    const { key } = series;
    if (turns.isDue(SERIES_STEPS)) await turns.next();
    const edits = isKept(key) ? editsBetween(former, runsOf(series)) : [];
    if (edits.length > 0) chunk.push({ key, edits });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Compares everything that is published with everything that stands in the database. */
async function* wholeEdits(
  writer: HistoryWriter,
  all: () => readonly Series[],
  runsOf: (series: Series) => Series['runs'],
): AsyncGenerator<readonly SeriesEdits[]> {
  const unseen = await byName(all());
  let after = 0;
  for (;;) {
    const kept = await writer.seriesAfter(after, WHOLE_CHUNK);
    const last = kept.at(-1);
    if (last === undefined) break;
    after = last.id;
    const standing = await writer.standing(kept.map(({ id }) => ({ series: id, ...EVER })));
    const chunk = kept.map(({ key }, place) => {
      const series = unseen.get(nameOf(key));
      unseen.delete(nameOf(key));
      const former = (standing[place] ?? []).map(({ first, end, published }) => ({ first, end, carries: published }));
      return { key, edits: editsBetween(former, series === undefined ? [] : runsOf(series)) };
    });
    const changed = chunk.filter(({ edits }) => edits.length > 0);
    if (changed.length > 0) yield changed;
  }
  yield* editsSince(asIfNew(unseen.values()), runsOf);
}

async function byName(all: readonly Series[]): Promise<Map<string, Series>> {
  const turns = takeTurns();
  const named = new Map<string, Series>();
  for (const series of all) {
    if (isKept(series.key)) named.set(nameOf(series.key), series);
    if (turns.isDue(SERIES_STEPS)) await turns.next();
  }
  return named;
}

function* asIfNew(all: Iterable<Series>): Generator<readonly [Series, Series['runs']]> {
  for (const series of all) yield [series, []];
}

function nameOf({ kpi, unit, level, dimensions, grain }: SeriesKey): string {
  return JSON.stringify([kpi, unit, level, dimensions, grain]);
}
