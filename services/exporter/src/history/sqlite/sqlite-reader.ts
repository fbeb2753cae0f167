// Questions to the history in SQLite, on a connection of their own: they see whole transactions only. Each reads a little, so that
// whoever asks decides when others have their turn.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { eachInTurns, takeTurns } from '../../turns.ts';
import type { LastTicks } from '../boundaries.ts';
import { type Cell, REVISION_COLUMNS, RUN_COLUMNS, revisionOfCells, runOfCells } from '../columns.ts';
import type { HistoryReader, KeptSeries, Place, SeriesFilter, Stab, Written } from '../history-store.ts';
import { NOTHING_WRITTEN } from '../history-store.ts';

type Row = Readonly<Record<string, unknown>>;

export function createSqliteReader(database: DatabaseSync): HistoryReader {
  const runs = prepareRuns(database);
  const revisions = asArrays(
    database.prepare(`
      SELECT ${REVISION_COLUMNS.join(', ')} FROM revision WHERE series = ? AND first_period < ? AND end_period > ?
      ORDER BY number, first_period`),
  );
  const ticks = database.prepare(`
    SELECT max(moment_ms) AS tick, max(moment_ms) FILTER (WHERE is_first_of_month) AS month FROM tick WHERE moment_ms <= ?`);
  return {
    written: async () => readWritten(database),
    ticksBefore: async (momentMs) => {
      const row: Row | undefined = ticks.get(bounded(momentMs));
      return { tickMs: numberOrNull(row?.tick), monthTickMs: numberOrNull(row?.month) } satisfies LastTicks;
    },
    series: (filter) => findSeries(database, filter),
    runs: async (places, stab) => places.map((place) => runs(place, stab).map(runOfCells)),
    revisions: async (places) =>
      places.map(({ series, first, end }) =>
        rowsOf(revisions.all(series, bounded(end), bounded(first))).map(revisionOfCells),
      ),
  };
}

export function readWritten(database: DatabaseSync): Written {
  const row: Row | undefined = database.prepare('SELECT * FROM written').get();
  if (row === undefined) return NOTHING_WRITTEN;
  return {
    momentMs: numberOrNull(row.moment_ms),
    tickMs: numberOrNull(row.tick_ms),
    monthTickMs: numberOrNull(row.month_tick_ms),
    generation: Number(row.generation),
    position: Number(row.position),
  };
}

export const SERIES_COLUMNS = 'id, kpi, grain, unit, level, dims';

export function seriesOf(row: Row): KeptSeries {
  const { id, kpi, grain, unit, level, dims } = row as {
    readonly id: number;
    readonly dims: string;
  } & Pick<KeptSeries['key'], 'kpi' | 'grain' | 'unit' | 'level'>;
  const dimensions = JSON.parse(dims) as KeptSeries['key']['dimensions'];
  return { id, key: { kpi, unit, level, dimensions, grain, boundaries: 'then' } };
}

/** There may be thousands of them: one row after the other, and others have their turn in between. */
async function findSeries(
  database: DatabaseSync,
  { kpi, unit, grains, totals }: SeriesFilter,
): Promise<readonly KeptSeries[]> {
  const ofUnit = unit === null ? '' : 'AND unit = ?';
  const found = database.prepare(`
    SELECT ${SERIES_COLUMNS} FROM series WHERE kpi = ? AND grain IN (${grains.map(() => '?').join(', ')}) ${ofUnit}
    AND dims ${totals ? '=' : '<>'} '{}'`);
  const series: KeptSeries[] = [];
  const rows = found.iterate(kpi, ...grains, ...(unit === null ? [] : [unit]));
  for await (const row of eachInTurns(rows, takeTurns())) series.push(seriesOf(row));
  return series;
}

function prepareRuns(database: DatabaseSync): (place: Place, stab: Stab) => readonly (readonly Cell[])[] {
  const text = `
    SELECT ${RUN_COLUMNS.join(', ')} FROM published
    WHERE series = ? AND until_ms > ? AND since_ms <= ? AND first_period < ? AND end_period > ?`;
  const all = asArrays(database.prepare(`${text} ORDER BY first_period`));
  const locked = asArrays(database.prepare(`${text} AND since_ms > ? AND phase <> 'unlocked' ORDER BY first_period`));
  return ({ series, first, end }, { atMs, lockedSinceMs }) => {
    const bounds = [series, atMs, atMs, bounded(end), bounded(first)] as const;
    return rowsOf(lockedSinceMs === null ? all.all(...bounds) : locked.all(...bounds, lockedSinceMs));
  };
}

function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

/** Statements that were told to give arrays give arrays; the types do not know. */
export function rowsOf(rows: readonly unknown[]): readonly (readonly Cell[])[] {
  return rows as readonly (readonly Cell[])[];
}

/** Databases have no integer without end. */
export function bounded(number: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, number));
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
