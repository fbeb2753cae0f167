// Questions to the history in PostgreSQL.
import type pg from 'pg';
import { type Cell, REVISION_COLUMNS, RUN_COLUMNS, revisionOfCells, runOfCells } from '../columns.ts';
import type { HistoryReader, KeptSeries, Place, SeriesFilter, Stab, Written } from '../history-store.ts';
import { NOTHING_WRITTEN } from '../history-store.ts';
import { reached } from './client.ts';

/** What both a pool and a client can do. */
export interface Asked {
  query(config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult>;
}

type Cells = readonly Cell[];

/** Rows as arrays of cells. */
export async function ask(asked: Asked, text: string, values: readonly unknown[] = []): Promise<readonly Cells[]> {
  const { rows } = await reached(asked.query({ text, values: [...values], rowMode: 'array' }));
  return rows as unknown as readonly Cells[];
}

export function createPostgresReader(pool: Asked): HistoryReader {
  return {
    written: () => readWritten(pool),
    ticksBefore: async (momentMs) => {
      const text = `SELECT max(moment_ms), max(moment_ms) FILTER (WHERE is_first_of_month) FROM nhip.kept_tick WHERE moment_ms <= $1`;
      const [row] = await ask(pool, text, [Math.trunc(momentMs)]);
      return { tickMs: numberOrNull(row?.[0]), monthTickMs: numberOrNull(row?.[1]) };
    },
    series: (filter) => findSeries(pool, filter),
    runs: (places, stab) => findRuns(pool, places, stab),
    revisions: async (places) => {
      const text = `
        SELECT p.place, ${REVISION_COLUMNS.map((name) => `r.${name}`).join(', ')}
        FROM ${PLACES} JOIN nhip.kept_revision r ON r.series = p.series AND r.first_period < p.behind AND r.end_period > p.first
        ORDER BY p.place, r.number, r.first_period`;
      return byPlace(await ask(pool, text, placeArrays(places)), places.length, revisionOfCells);
    },
  };
}

export async function readWritten(asked: Asked): Promise<Written> {
  const text = 'SELECT moment_ms, tick_ms, month_tick_ms, generation, position FROM nhip.kept_written';
  const [row] = await ask(asked, text);
  if (row === undefined) return NOTHING_WRITTEN;
  const [momentMs, tickMs, monthTickMs, generation, position] = row;
  return {
    momentMs: numberOrNull(momentMs),
    tickMs: numberOrNull(tickMs),
    monthTickMs: numberOrNull(monthTickMs),
    generation: Number(generation),
    position: Number(position),
  };
}

export const SERIES_COLUMNS = 'id, kpi, grain, unit, level, dims';

export function seriesOf([id, kpi, grain, unit, level, dims]: Cells): KeptSeries {
  const dimensions = JSON.parse(String(dims)) as KeptSeries['key']['dimensions'];
  const names = { kpi: String(kpi), unit: String(unit), level: String(level) };
  return {
    id: Number(id),
    key: { ...names, dimensions, grain: grain as KeptSeries['key']['grain'], boundaries: 'then' },
  };
}

async function findSeries(pool: Asked, { kpi, unit, grains, totals }: SeriesFilter): Promise<readonly KeptSeries[]> {
  const text = `
    SELECT ${SERIES_COLUMNS} FROM nhip.kept_series WHERE kpi = $1 AND grain = ANY($2)
    AND ($3::text IS NULL OR unit = $3) AND dims ${totals ? '=' : '<>'} '{}'`;
  return (await ask(pool, text, [kpi, grains, unit])).map(seriesOf);
}

async function findRuns(pool: Asked, places: readonly Place[], { atMs, lockedSinceMs }: Stab) {
  const locked = lockedSinceMs === null ? '' : "AND r.since_ms > $5 AND r.phase <> 'unlocked'";
  const text = `
    SELECT p.place, ${RUN_COLUMNS.map((name) => `r.${name}`).join(', ')}
    FROM ${PLACES} JOIN nhip.kept_run r ON r.series = p.series AND r.until_ms > $4 AND r.since_ms <= $4
      AND r.first_period < p.behind AND r.end_period > p.first ${locked}
    ORDER BY p.place, r.first_period`;
  const values = [...placeArrays(places), atMs, ...(lockedSinceMs === null ? [] : [lockedSinceMs])];
  return byPlace(await ask(pool, text, values), places.length, runOfCells);
}

/** Takes three arrays, see placeArrays; places are counted from 1. */
export const PLACES =
  'unnest($1::integer[], $2::integer[], $3::integer[]) WITH ORDINALITY AS p(series, first, behind, place)';

export function placeArrays(places: readonly Place[]): readonly (readonly number[])[] {
  return [
    places.map(({ series }) => series),
    places.map(({ first }) => bounded(first)),
    places.map(({ end }) => bounded(end)),
  ];
}

/** Rows that begin with their place. */
export function byPlace<Kept>(rows: readonly Cells[], count: number, read: (cells: Cells) => Kept): readonly Kept[][] {
  const lists: Kept[][] = Array.from({ length: count }, () => []);
  for (const [place, ...cells] of rows) lists[Number(place) - 1]?.push(read(cells));
  return lists;
}

const INTEGER_MAX = 2 ** 31 - 1;

/** Periods are integers of 4 bytes. */
function bounded(period: number): number {
  return Math.min(INTEGER_MAX, Math.max(-INTEGER_MAX, period));
}

function numberOrNull(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
