// Writes the history into PostgreSQL: arrays go in, one statement for many rows.
import type { SeriesKey } from '@nhip/core';
import type pg from 'pg';
import { type Cell, cellsOfRevision, cellsOfRun, REVISION_COLUMNS, RUN_COLUMNS, runOfCells } from '../columns.ts';
import type { HistoryWriter, HistoryWriting, SeriesChanges, SeriesRevision, Written } from '../history-store.ts';
import { STANDS } from '../kept-run.ts';
import { ask, byPlace, PLACES, placeArrays, SERIES_COLUMNS, seriesOf } from './postgres-reader.ts';

export interface PostgresWriterOptions {
  readonly client: pg.Client;
  readonly written: Written;
  /** IANA name: the views tell local days by it. */
  readonly timeZone: string;
}

export function createPostgresWriter({ client, written, timeZone }: PostgresWriterOptions): HistoryWriter {
  const writing = createWriting(client, timeZone);
  return {
    written,
    seriesAfter: async (id, count) => {
      const text = `SELECT ${SERIES_COLUMNS} FROM nhip.kept_series WHERE id > $1 ORDER BY id LIMIT $2`;
      return (await ask(client, text, [id, count])).map(seriesOf);
    },
    standing: writing.standing,
    transaction: async (work) => {
      await ask(client, 'BEGIN');
      try {
        await work(writing);
        await ask(client, 'COMMIT');
      } catch (error) {
        await ask(client, 'ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
    forget: async ({ slotMs, tickMs }) => {
      const text = `
        DELETE FROM nhip.kept_run WHERE (tier = 0 AND until_ms <= $1) OR (tier = 1 AND phase = 'unlocked' AND until_ms <= $2)`;
      await ask(client, text, [slotMs, tickMs]);
    },
    release: () => client.end(),
  };
}

function createWriting(client: pg.Client, timeZone: string): HistoryWriting {
  return {
    seriesIds: (keys) => seriesIds(client, keys),
    standing: async (places) => {
      const columns = RUN_COLUMNS.join(', ');
      const standing = `SELECT ${columns} FROM nhip.kept_run k WHERE k.series = p.series AND k.until_ms = ${STANDS}`;
      // Of those that begin before the place only the last one can reach into it.
      const text = `
        SELECT p.place, r.* FROM ${PLACES}, LATERAL (
          ${standing} AND k.first_period >= p.first AND k.first_period < p.behind
          UNION ALL SELECT * FROM (${standing} AND k.first_period < p.first ORDER BY k.first_period DESC LIMIT 1) AS before
          WHERE before.end_period > p.first) AS r
        ORDER BY p.place, r.first_period`;
      return byPlace(await ask(client, text, placeArrays(places)), places.length, runOfCells);
    },
    change: (changes, momentMs) => change(client, changes, momentMs),
    addRevisions: (revisions) => addRevisions(client, revisions),
    dropRevisions: async () => void (await ask(client, 'DELETE FROM nhip.kept_revision')),
    setWritten: async ({ momentMs, tickMs, monthTickMs, generation, position }) => {
      const values = [momentMs, tickMs, monthTickMs, generation, position, timeZone];
      await ask(
        client,
        `INSERT INTO nhip.kept_written (moment_ms, tick_ms, month_tick_ms, generation, position, time_zone)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (one) DO UPDATE SET moment_ms = excluded.moment_ms, tick_ms = excluded.tick_ms,
         month_tick_ms = excluded.month_tick_ms, generation = excluded.generation, position = excluded.position,
         time_zone = excluded.time_zone`,
        values,
      );
      if (tickMs === null) return;
      await ask(client, 'INSERT INTO nhip.kept_tick VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        tickMs,
        tickMs === monthTickMs,
      ]);
    },
  };
}

const KEYS = 'unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])';

async function seriesIds(client: pg.Client, keys: readonly SeriesKey[]): Promise<readonly number[]> {
  const columns = [
    keys.map(({ kpi }) => kpi),
    keys.map(({ grain }) => grain),
    keys.map(({ unit }) => unit),
    keys.map(({ level }) => level),
    keys.map(({ dimensions }) => JSON.stringify(dimensions)),
  ];
  const names = 'kpi, grain, unit, level, dims';
  const found = `
    SELECT s.id FROM ${KEYS} WITH ORDINALITY AS k(${names}, place) LEFT JOIN nhip.kept_series s USING (${names}) ORDER BY k.place`;
  let rows = await ask(client, found, columns);
  if (rows.some(([id]) => id === null)) {
    // Names that are known would use up numbers all the same.
    const add = `
      INSERT INTO nhip.kept_series (${names}) SELECT ${names} FROM ${KEYS} AS k(${names})
      WHERE NOT EXISTS (SELECT FROM nhip.kept_series s WHERE (s.kpi, s.grain, s.unit, s.level, s.dims) = (k.kpi, k.grain, k.unit, k.level, k.dims))
      ON CONFLICT DO NOTHING`;
    await ask(client, add, columns);
    rows = await ask(client, found, columns);
  }
  return rows.map(([id]) => Number(id));
}

async function change(client: pg.Client, changes: readonly SeriesChanges[], momentMs: number): Promise<void> {
  const dropped = changes.flatMap(({ series, dropped: firsts }) => firsts.map((first) => [series, first] as const));
  const closed = changes.flatMap(({ series, closed: ones }) =>
    ones.map(({ first, tier }) => [series, first, tier] as const),
  );
  const added = changes.flatMap(({ series, added: runs }) => runs.map((run) => [series, ...cellsOfRun(run)]));
  const standing = `r.until_ms = ${STANDS} AND r.series = c.series AND r.first_period = c.first`;
  if (dropped.length > 0) {
    const text = `DELETE FROM nhip.kept_run r USING unnest($1::integer[], $2::integer[]) AS c(series, first) WHERE ${standing}`;
    await ask(client, text, columnsOf(dropped, 2));
  }
  if (closed.length > 0) {
    const text = `
      UPDATE nhip.kept_run r SET until_ms = $4, tier = c.tier
      FROM unnest($1::integer[], $2::integer[], $3::smallint[]) AS c(series, first, tier) WHERE ${standing}`;
    await ask(client, text, [...columnsOf(closed, 3), momentMs]);
  }
  if (added.length > 0) await insert(client, { table: 'kept_run', columns: RUN_COLUMNS, types: RUN_TYPES }, added);
}

const RUN_TYPES = [
  ...['integer', 'integer', 'bigint', 'bigint', 'smallint', 'text', 'text'],
  ...Array.from({ length: 5 }, () => 'double precision'),
  'text',
];

async function addRevisions(client: pg.Client, revisions: readonly SeriesRevision[]): Promise<void> {
  if (revisions.length === 0) return;
  const rows = revisions.map((one) => [one.series, ...cellsOfRevision(one)]);
  const types = ['integer', 'integer', 'integer', 'text', 'bigint', 'text', 'text'];
  // What is read again from the log is the same.
  await insert(client, { table: 'kept_revision', columns: REVISION_COLUMNS, types }, rows);
}

interface Table {
  readonly table: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
}

async function insert(client: pg.Client, { table, columns, types }: Table, rows: readonly (readonly Cell[])[]) {
  const all = ['series', ...columns];
  const arrays = ['integer', ...types].map((type, place) => `$${place + 1}::${type}[]`);
  const text = `INSERT INTO nhip.${table} (${all.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')}) ON CONFLICT DO NOTHING`;
  await ask(client, text, columnsOf(rows, all.length));
}

function columnsOf(rows: readonly (readonly Cell[])[], count: number): readonly (readonly (Cell | undefined)[])[] {
  return Array.from({ length: count }, (_, place) => rows.map((row) => row[place]));
}
