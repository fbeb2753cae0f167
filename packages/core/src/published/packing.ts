// How the published values are packed for the log `kpis`: a delta tells the stretches that changed, a block tells whole series.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Grain } from '../plan/kpi.ts';
import { type PackedState, packSections, type Section } from '../tally/packed-state.ts';
import { decodePublished, encodePublished } from './result-codec.ts';
import { type Edit, overlay, type Stretch } from './run-list.ts';
import { decodeStretches, encodeStretches } from './runs-codec.ts';
import { createSeriesIndex, type SeriesIndex } from './series-index.ts';
import type { Sharing } from './sharing.ts';
import type { ShownCommits, StagedSeries } from './staged-series.ts';
import { createStaging, type Staging } from './staging.ts';
import type { PublishedMeta, Revised, Series } from './store.ts';
import { type Published, type SeriesKey, samePublished } from './value.ts';

/** What is packed and read back: the series themselves, by number. */
export interface PublishedPacking<S extends StagedSeries> {
  meta(): PublishedMeta;
  setMeta(meta: PublishedMeta): void;
  find(key: SeriesKey): S | undefined;
  add(key: SeriesKey): S;
  seriesOf(kpi: string): readonly S[];
  all(): readonly S[];
  /** These stretches of the series were changed. */
  edited(series: S, edits: readonly Stretch<Edit<Published>>[]): void;
  /** The revised periods of the series were changed. */
  revised(series: S): void;
  hasChanges(): boolean;
  drain(): Uint8Array[];
  readonly state: PackedState;
  /** Reads a message without showing what it tells. */
  reading(message: Uint8Array): IterableIterator<void>;
  /** Shows everything that was read, in one step. */
  show(): void;
  /** Lets go of what shown commits have replaced. */
  forgetting(): IterableIterator<void>;
}

const META = 0;
const KEYS = 1;
const RUNS = 2;
const REVISED = 3;
const WHOLE = 0;
const EDITS = 1;
/** Ten years of days that all differ take about 100 kB. */
const SERIES_PER_BLOCK = 4;
const KEYS_PER_BLOCK = 512;

export interface PublishedPackingOptions<S> {
  /** Told when messages put other runs, or the same ones anew, in the place of those that are seen until they are shown. */
  readonly heard: (series: S, before: Series['runs']) => void;
  readonly shared: Sharing;
}

export function createPublishedPacking<S extends StagedSeries>(
  make: (key: SeriesKey, id: number, commits: ShownCommits) => S,
  { heard, shared }: PublishedPackingOptions<S>,
): PublishedPacking<S> {
  const staging = createStaging<S>(heard);
  const index = createSeriesIndex((key, id) => make(key, id, staging.commits));
  const held: Held = { meta: { lastTick: null, evaluatedAt: null, backfillSince: null }, keysTold: 0 };
  let metaChanged = false;
  let runsChanged = false;
  const revised = new Set<S>();
  const [metaSection, keySection, runSection, revisedSection] = [
    sectionOfMeta(held, staging),
    sectionOfKeys(index, held),
    sectionOfRuns(index, { staging, shared }),
    sectionOfRevised(index, staging),
  ];
  const { stream, ...state } = packSections([metaSection, keySection, runSection, revisedSection]);
  const show = (): void => {
    held.meta = staging.meta ?? held.meta;
    staging.show();
  };
  return {
    meta: () => held.meta,
    setMeta: (next) => {
      held.meta = next;
      metaChanged = true;
    },
    find: index.find,
    add: index.add,
    seriesOf: index.seriesOf,
    all: () => index.all,
    // Packed at once: what all series of an evaluation change would be a multiple of what they keep.
    edited: (series, edits) => {
      runsChanged = true;
      packEdits(stream, series, edits);
    },
    revised: (series) => revised.add(series),
    hasChanges: () => metaChanged || runsChanged || revised.size > 0 || held.keysTold < index.all.length,
    drain: () => {
      if (metaChanged) stream.section(META, 1, (writer) => encodeMeta(writer, held.meta));
      metaChanged = false;
      for (let first = held.keysTold; first < index.all.length; first += KEYS_PER_BLOCK) {
        const end = Math.min(index.all.length, first + KEYS_PER_BLOCK);
        stream.section(KEYS, end - first, (writer) => keySection.encode(writer, first, end));
      }
      held.keysTold = index.all.length;
      runsChanged = false;
      for (const { id } of revised) stream.section(REVISED, 1, (writer) => revisedSection.encode(writer, id, id + 1));
      revised.clear();
      return stream.take();
    },
    state: {
      ...state,
      apply: (message) => {
        state.apply(message);
        show();
      },
    },
    reading: function* (message) {
      yield* staging.forgetting();
      yield* state.applying(message);
    },
    show,
    forgetting: staging.forgetting,
  };
}

interface Held {
  meta: PublishedMeta;
  /** Names of series that stand in the log. */
  keysTold: number;
}

function sectionOfMeta(held: Held, staging: Pick<Staging<never>, 'meta'>): Section {
  return {
    size: () => (held.meta.lastTick === null ? 0 : 1),
    rowsPerBlock: 1,
    encode: (writer) => encodeMeta(writer, held.meta),
    apply: (reader) => {
      staging.meta = decodeMeta(reader);
    },
  };
}

function sectionOfKeys<S extends StagedSeries>(index: SeriesIndex<S>, held: Held): Section {
  return {
    size: () => index.all.length,
    rowsPerBlock: KEYS_PER_BLOCK,
    encode: (writer, first, end) => {
      writer.unsigned(first);
      writer.unsigned(end - first);
      for (const { key } of index.all.slice(first, end)) encodeKey(writer, key);
    },
    apply: (reader) => {
      const first = reader.unsigned();
      const end = first + reader.unsigned();
      for (let id = first; id < end; id += 1) index.name(id, decodeKey(reader));
      held.keysTold = index.all.length;
    },
  };
}

interface RunsRead<S extends StagedSeries> {
  readonly staging: Staging<S>;
  readonly shared: Sharing;
}

function sectionOfRuns<S extends StagedSeries>(index: SeriesIndex<S>, { staging, shared }: RunsRead<S>): Section {
  const read = (reader: ByteReader): Published => {
    const { result, phase } = decodePublished(reader);
    return shared.of(result, phase);
  };
  return sectionOfRows(index, {
    encode: (writer, { runs }) => {
      writer.byte(WHOLE);
      encodeStretches(writer, runs, (published) => encodePublished(writer, published));
    },
    decode: (reader, series) => {
      const runs =
        reader.byte() === WHOLE
          ? decodeStretches(reader, () => read(reader))
          : overlay(series.stagedRuns, decodeEdits(reader, read), samePublished);
      staging.stage(series, { runs });
    },
  });
}

function sectionOfRevised<S extends StagedSeries>(index: SeriesIndex<S>, staging: Staging<S>): Section {
  return sectionOfRows(index, {
    encode: (writer, series) => encodeStretches(writer, series.revised, (one) => encodeRevised(writer, one)),
    decode: (reader, series) => {
      staging.stage(series, { revised: decodeStretches(reader, () => decodeRevised(reader)) });
    },
  });
}

interface RowCodec<S> {
  readonly encode: (writer: ByteWriter, series: S) => void;
  readonly decode: (reader: ByteReader, series: S) => void;
}

function sectionOfRows<S extends StagedSeries>(index: SeriesIndex<S>, row: RowCodec<S>): Section {
  return {
    size: () => index.all.length,
    rowsPerBlock: SERIES_PER_BLOCK,
    encode: (writer, first, end) => {
      writer.unsigned(end - first);
      for (const series of index.all.slice(first, end)) {
        writer.unsigned(series.id);
        row.encode(writer, series);
      }
    },
    apply: (reader) => {
      for (let left = reader.unsigned(); left > 0; left -= 1) row.decode(reader, index.at(reader.unsigned()));
    },
  };
}

function packEdits(
  stream: ReturnType<typeof packSections>['stream'],
  { id }: StagedSeries,
  edits: readonly Stretch<Edit<Published>>[],
): void {
  stream.section(RUNS, 1, (writer) => {
    writer.unsigned(1);
    writer.unsigned(id);
    writer.byte(EDITS);
    encodeStretches(writer, edits, ({ to }) => {
      writer.byte(to === null ? 0 : 1);
      if (to !== null) encodePublished(writer, to);
    });
  });
}

function decodeEdits(reader: ByteReader, read: (reader: ByteReader) => Published): readonly Stretch<Edit<Published>>[] {
  return decodeStretches(reader, () => ({ to: reader.byte() === 0 ? null : read(reader) }));
}

/** The causes stand above the bit that tells whether there was a value. */
function encodeRevised(writer: ByteWriter, { number, last, causes }: Revised): void {
  writer.unsigned(number);
  writer.byte((last === null ? 0 : 1) | (causes << 1));
  if (last !== null) encodePublished(writer, { result: last, phase: 'final' });
}

function decodeRevised(reader: ByteReader): Revised {
  const number = reader.unsigned();
  const causes = reader.byte();
  return { number, last: (causes & 1) === 0 ? null : decodePublished(reader).result, causes: causes >> 1 };
}

function encodeMeta(writer: ByteWriter, { lastTick, evaluatedAt, backfillSince }: PublishedMeta): void {
  for (const moment of [lastTick, evaluatedAt, backfillSince]) writer.f64(moment ?? Number.NaN);
}

function decodeMeta(reader: ByteReader): PublishedMeta {
  const [lastTick = null, evaluatedAt = null, backfillSince = null] = Array.from({ length: 3 }, () => {
    const moment = reader.f64();
    return Number.isNaN(moment) ? null : moment;
  });
  return { lastTick, evaluatedAt, backfillSince };
}

/** Stands before the grain; keys of the boundaries of then are written as they were before there were others. */
const NOW = 'now/';

function encodeKey(writer: ByteWriter, { kpi, unit, level, dimensions, grain, boundaries }: SeriesKey): void {
  for (const text of [kpi, unit, level, boundaries === 'now' ? NOW + grain : grain]) writer.text(text);
  const entries = Object.entries(dimensions);
  writer.unsigned(entries.length);
  for (const text of entries.flat()) writer.text(text);
}

function decodeKey(reader: ByteReader): SeriesKey {
  const [kpi, unit, level, grain] = [reader.text(), reader.text(), reader.text(), reader.text()];
  const dimensions: Record<string, string> = {};
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    const name = reader.text();
    dimensions[name] = reader.text();
  }
  const boundaries = grain.startsWith(NOW) ? 'now' : 'then';
  return {
    kpi,
    unit,
    level,
    dimensions,
    grain: grain.slice(boundaries === 'now' ? NOW.length : 0) as Grain,
    boundaries,
  };
}
