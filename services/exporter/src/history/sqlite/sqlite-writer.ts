// Writes the history into SQLite: one connection, whose transactions go on over several turns of the event loop.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { STEPS_BETWEEN_LOOKS, takeTurns } from '../../turns.ts';
import type { Horizons } from '../boundaries.ts';
import { cellsOfRevision, cellsOfRun, REVISION_COLUMNS, RUN_COLUMNS, runOfCells } from '../columns.ts';
import type { HistoryWriter, HistoryWriting, Place, Written } from '../history-store.ts';
import { type KeptRun, STANDS } from '../kept-run.ts';
import { STANDING } from './schema.ts';
import { readWritten, rowsOf, SERIES_COLUMNS, seriesOf } from './sqlite-reader.ts';

/** @param committed called after each commit. */
export function createSqliteWriter(database: DatabaseSync, committed: () => void): HistoryWriter {
  const writing = createWriting(database);
  const after = database.prepare(`SELECT ${SERIES_COLUMNS} FROM series WHERE id > ? ORDER BY id LIMIT ?`);
  return {
    written: readWritten(database),
    seriesAfter: async (id, count) => after.all(id, count).map(seriesOf),
    standing: writing.standing,
    transaction: async (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        await work(writing);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
      committed();
    },
    forget: async (horizons) => {
      await forget(database, horizons);
      committed();
    },
    release: async () => {},
  };
}

const FORGET_AT_ONCE = 2_000;

/** A little at a time: nobody waits for it. */
async function forget(database: DatabaseSync, { slotMs, tickMs }: Horizons): Promise<void> {
  const condition = `tier = ? AND until_ms <= ? AND (tier = 0 OR phase = 'unlocked')`;
  const some = database.prepare(`
    DELETE FROM published WHERE (series, until_ms, first_period) IN
    (SELECT series, until_ms, first_period FROM published WHERE ${condition} LIMIT ${FORGET_AT_ONCE})`);
  const turns = takeTurns();
  for (const [tier, beforeMs] of [
    [0, slotMs],
    [1, tickMs],
  ] as const) {
    while (Number(some.run(tier, beforeMs).changes) > 0) await turns.next();
  }
}

function createWriting(database: DatabaseSync): HistoryWriting {
  const statements = prepareWriting(database);
  const turns = takeTurns();
  const each = async <T>(list: readonly T[], deed: (one: T) => void): Promise<void> => {
    for (const one of list) {
      deed(one);
      // One that asks the database is a long step.
      if (turns.isDue(STEPS_BETWEEN_LOOKS)) await turns.next();
    }
  };
  return {
    seriesIds: async (keys) => {
      const ids: number[] = [];
      await each(keys, ({ kpi, grain, unit, level, dimensions }) => {
        const names = [kpi, grain, unit, level, JSON.stringify(dimensions)];
        const row = statements.findSeries.get(...names) ?? statements.addSeries.get(...names);
        ids.push(Number(row?.id));
      });
      return ids;
    },
    standing: async (places) => {
      const found: (readonly KeptRun[])[] = [];
      await each(places, (place) => found.push(standingAt(statements.standing, place)));
      return found;
    },
    change: async (changes, momentMs) => {
      await each(changes, ({ series, dropped, closed, added }) => {
        for (const first of dropped) statements.drop.run(series, first);
        for (const { first, tier } of closed) statements.close.run(momentMs, tier, series, first);
        for (const run of added) statements.add.run(series, ...inputs(cellsOfRun(run)));
      });
    },
    addRevisions: (revisions) =>
      each(revisions, (one) => statements.revise.run(one.series, ...inputs(cellsOfRevision(one)))),
    dropRevisions: async () => database.exec('DELETE FROM revision'),
    setWritten: async (written) => setWritten(statements, written),
  };
}

type Statements = ReturnType<typeof prepareWriting>;

function prepareWriting(database: DatabaseSync) {
  const places = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
  const standing = database.prepare(`
    SELECT ${RUN_COLUMNS.join(', ')} FROM published WHERE series = ? AND ${STANDING} AND first_period < ?
    ORDER BY first_period DESC`);
  standing.setReturnArrays(true);
  return {
    findSeries: database.prepare(
      'SELECT id FROM series WHERE kpi = ? AND grain = ? AND unit = ? AND level = ? AND dims = ?',
    ),
    addSeries: database.prepare(
      'INSERT INTO series (kpi, grain, unit, level, dims) VALUES (?, ?, ?, ?, ?) RETURNING id',
    ),
    standing,
    drop: database.prepare(`DELETE FROM published WHERE series = ? AND ${STANDING} AND first_period = ?`),
    close: database.prepare(
      `UPDATE published SET until_ms = ?, tier = ? WHERE series = ? AND ${STANDING} AND first_period = ?`,
    ),
    add: database.prepare(
      `INSERT INTO published (series, ${RUN_COLUMNS.join(', ')}) VALUES (${places(RUN_COLUMNS.length + 1)})`,
    ),
    revise: database.prepare(`
      INSERT OR REPLACE INTO revision (series, ${REVISION_COLUMNS.join(', ')}) VALUES (${places(REVISION_COLUMNS.length + 1)})`),
    written: database.prepare('INSERT OR REPLACE INTO written VALUES (1, ?, ?, ?, ?, ?)'),
    tick: database.prepare('INSERT OR IGNORE INTO tick VALUES (?, ?)'),
  };
}

function standingAt(statement: StatementSync, { series, first, end }: Place): readonly KeptRun[] {
  const found: KeptRun[] = [];
  // The latest ones first, so that those before the place are not read, save one.
  for (const cells of statement.iterate(series, Math.min(end, STANDS)) as Iterable<unknown>) {
    const run = runOfCells(rowsOf([cells])[0] ?? []);
    if (run.end <= first) break;
    found.push(run);
  }
  return found.reverse();
}

function setWritten({ written, tick }: Statements, next: Written): void {
  const { momentMs, tickMs, monthTickMs, generation, position } = next;
  written.run(momentMs, tickMs, monthTickMs, generation, position);
  if (tickMs !== null) tick.run(tickMs, tickMs === monthTickMs ? 1 : 0);
}

function inputs(cells: readonly (string | number | null)[]): readonly SQLInputValue[] {
  return cells;
}
