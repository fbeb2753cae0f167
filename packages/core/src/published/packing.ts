// How the published values are packed for the log `kpis`: a delta tells the stretches that changed, a block tells whole series.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Grain } from '../plan/kpi.ts';
import { type PackedState, packSections, type Section } from '../tally/packed-state.ts';
import { decodePublished, encodePublished } from './result-codec.ts';
import { type Edit, overlay, type Stretch } from './run-list.ts';
import { decodeStretches, encodeStretches } from './runs-codec.ts';
import type { PublishedMeta, Revised, Series } from './store.ts';
import { type Published, type SeriesKey, samePublished } from './value.ts';

/** What is packed and read back: the series themselves, by number. */
export interface PublishedPacking<S extends PackedSeries> {
  meta(): PublishedMeta;
  setMeta(meta: PublishedMeta): void;
  find(key: SeriesKey): S | undefined;
  add(key: SeriesKey): S;
  seriesOf(kpi: string): Iterable<S>;
  all(): readonly S[];
  /** These stretches of the series were changed. */
  edited(series: S, edits: readonly Stretch<Edit<Published>>[]): void;
  /** The revised periods of the series were changed. */
  revised(series: S): void;
  hasChanges(): boolean;
  drain(): Uint8Array[];
  readonly state: PackedState;
}

export interface PackedSeries extends Series {
  readonly id: number;
  key: SeriesKey;
  runs: readonly Stretch<Published>[];
  revised: readonly Stretch<Revised>[];
}

const META = 0;
const KEYS = 1;
const RUNS = 2;
const REVISED = 3;
const WHOLE = 0;
const EDITS = 1;
const NAMELESS: SeriesKey = { kpi: '', unit: '', level: '', dimensions: {}, grain: 'day' };
/** Ten years of days that all differ take about 100 kB. */
const SERIES_PER_BLOCK = 4;
const KEYS_PER_BLOCK = 512;

export function createPublishedPacking<S extends PackedSeries>(
  make: (key: SeriesKey, id: number) => S,
): PublishedPacking<S> {
  const all: S[] = [];
  const byName = new Map<string, S>();
  const byKpi = new Map<string, S[]>();
  let meta: PublishedMeta = { lastTick: null, evaluatedAt: null, backfillSince: null };
  let newKeys = 0;
  let metaChanged = false;
  const edits = new Map<S, Stretch<Edit<Published>>[][]>();
  const revised = new Set<S>();

  const name = (series: S, key: SeriesKey): S => {
    series.key = key;
    byName.set(nameOf(key), series);
    const ofKpi = byKpi.get(key.kpi);
    if (ofKpi === undefined) byKpi.set(key.kpi, [series]);
    else ofKpi.push(series);
    return series;
  };
  /** What is told of a series may stand in the log before its name. */
  const seriesAt = (id: number): S => {
    const series = all[id] ?? make(NAMELESS, id);
    all[id] = series;
    return series;
  };
  const metaSection: Section = {
    size: () => (meta.lastTick === null ? 0 : 1),
    rowsPerBlock: 1,
    encode: (writer) => encodeMeta(writer, meta),
    apply: (reader) => {
      meta = decodeMeta(reader);
    },
  };
  const keySection: Section = {
    size: () => all.length,
    rowsPerBlock: KEYS_PER_BLOCK,
    encode: (writer, first, end) => {
      writer.unsigned(first);
      writer.unsigned(end - first);
      for (const { key } of all.slice(first, end)) encodeKey(writer, key);
    },
    apply: (reader) => {
      const first = reader.unsigned();
      const end = first + reader.unsigned();
      for (let id = first; id < end; id += 1) {
        const key = decodeKey(reader);
        if (!byName.has(nameOf(key))) name(seriesAt(id), key);
      }
      newKeys = all.length;
    },
  };
  const rowSection = (
    encodeRow: (writer: ByteWriter, series: S) => void,
    decodeRow: (reader: ByteReader, series: S) => void,
  ): Section => ({
    size: () => all.length,
    rowsPerBlock: SERIES_PER_BLOCK,
    encode: (writer, first, end) => {
      writer.unsigned(end - first);
      for (const series of all.slice(first, end)) {
        writer.unsigned(series.id);
        encodeRow(writer, series);
      }
    },
    apply: (reader) => {
      for (let left = reader.unsigned(); left > 0; left -= 1) decodeRow(reader, seriesAt(reader.unsigned()));
    },
  });
  const runSection = rowSection(
    (writer, { runs }) => {
      writer.byte(WHOLE);
      encodeStretches(writer, runs, (published) => encodePublished(writer, published));
    },
    (reader, series) => {
      if (reader.byte() === WHOLE) series.runs = decodeStretches(reader, () => decodePublished(reader));
      else series.runs = overlay(series.runs, decodeEdits(reader), samePublished);
    },
  );
  const revisedSection = rowSection(
    (writer, series) => encodeStretches(writer, series.revised, (one) => encodeRevised(writer, one)),
    (reader, series) => {
      series.revised = decodeStretches(reader, () => decodeRevised(reader));
    },
  );
  const sections = [metaSection, keySection, runSection, revisedSection];
  const { stream, ...state } = packSections(sections);
  return {
    meta: () => meta,
    setMeta: (next) => {
      meta = next;
      metaChanged = true;
    },
    find: (key) => byName.get(nameOf(key)),
    add: (key) => name(seriesAt(all.length), key),
    seriesOf: (kpi) => byKpi.get(kpi) ?? [],
    all: () => all,
    edited: (series, more) => {
      const known = edits.get(series);
      if (known === undefined) edits.set(series, [[...more]]);
      else known.push([...more]);
    },
    revised: (series) => revised.add(series),
    hasChanges: () => metaChanged || edits.size > 0 || revised.size > 0 || newKeys < all.length,
    drain: () => {
      if (metaChanged) stream.section(META, 1, (writer) => encodeMeta(writer, meta));
      metaChanged = false;
      for (let first = newKeys; first < all.length; first += KEYS_PER_BLOCK) {
        const end = Math.min(all.length, first + KEYS_PER_BLOCK);
        stream.section(KEYS, end - first, (writer) => keySection.encode(writer, first, end));
      }
      newKeys = all.length;
      for (const [series, lists] of edits) for (const list of lists) packEdits(stream, series, list);
      edits.clear();
      for (const { id } of revised) stream.section(REVISED, 1, (writer) => revisedSection.encode(writer, id, id + 1));
      revised.clear();
      return stream.take();
    },
    state,
  };
}

function packEdits(
  stream: ReturnType<typeof packSections>['stream'],
  { id }: PackedSeries,
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

function decodeEdits(reader: ByteReader): readonly Stretch<Edit<Published>>[] {
  return decodeStretches(reader, () => ({ to: reader.byte() === 0 ? null : decodePublished(reader) }));
}

function encodeRevised(writer: ByteWriter, { number, last }: Revised): void {
  writer.unsigned(number);
  writer.byte(last === null ? 0 : 1);
  if (last !== null) encodePublished(writer, { result: last, phase: 'final' });
}

function decodeRevised(reader: ByteReader): Revised {
  const number = reader.unsigned();
  return { number, last: reader.byte() === 0 ? null : decodePublished(reader).result };
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

function encodeKey(writer: ByteWriter, { kpi, unit, level, dimensions, grain }: SeriesKey): void {
  for (const text of [kpi, unit, level, grain]) writer.text(text);
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
  return { kpi, unit, level, dimensions, grain: grain as Grain };
}

function nameOf({ kpi, unit, level, dimensions, grain }: SeriesKey): string {
  let name = `${kpi}\u0000${unit}\u0000${level}\u0000${grain}`;
  for (const dimension in dimensions) name += `\u0000${dimension}\u0000${dimensions[dimension]}`;
  return name;
}
