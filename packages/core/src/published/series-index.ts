// The series of a store: by the number under which they are packed, by their key, and by KPI.
import type { StagedSeries } from './staged-series.ts';
import type { SeriesKey } from './value.ts';

const NAMELESS: SeriesKey = { kpi: '', unit: '', level: '', dimensions: {}, grain: 'day', boundaries: 'then' };

export interface SeriesIndex<S> {
  readonly all: readonly S[];
  find(key: SeriesKey): S | undefined;
  add(key: SeriesKey): S;
  /** Gives a series its name, once. */
  name(id: number, key: SeriesKey): void;
  /** What is told of a series may stand in the log before its name. */
  at(id: number): S;
  /** Series are only ever added, behind the others. */
  seriesOf(kpi: string): readonly S[];
}

export function createSeriesIndex<S extends StagedSeries>(make: (key: SeriesKey, id: number) => S): SeriesIndex<S> {
  const all: S[] = [];
  const byName = new Map<string, S>();
  const byKpi = new Map<string, S[]>();
  const at = (id: number): S => {
    for (let next = all.length; next <= id; next += 1) all.push(make(NAMELESS, next));
    return all[id] ?? make(NAMELESS, id);
  };
  const enter = (series: S, key: SeriesKey): S => {
    series.key = key;
    byName.set(nameOf(key), series);
    const ofKpi = byKpi.get(key.kpi);
    if (ofKpi === undefined) byKpi.set(key.kpi, [series]);
    else ofKpi.push(series);
    return series;
  };
  return {
    all,
    at,
    find: (key) => byName.get(nameOf(key)),
    add: (key) => enter(at(all.length), key),
    name: (id, key) => {
      if (!byName.has(nameOf(key))) enter(at(id), key);
    },
    seriesOf: (kpi) => byKpi.get(kpi) ?? [],
  };
}

function nameOf({ kpi, unit, level, dimensions, grain, boundaries }: SeriesKey): string {
  let name = `${kpi}\u0000${unit}\u0000${level}\u0000${grain}\u0000${boundaries}`;
  for (const dimension in dimensions) name += `\u0000${dimension}\u0000${dimensions[dimension]}`;
  return name;
}
