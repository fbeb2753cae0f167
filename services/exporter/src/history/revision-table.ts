// The table of revisions in SQLite. Nothing in it is worth more than the log: the file is made anew when it is opened and filled again, so
// writes need not be durable. The only file that knows the SQL.
import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Grain, Result } from '@nhip/core';
import type { SeriesQuery } from '../view/values-view.ts';
import type { KeptRevision, RevisionCause } from './history.ts';

/** `dims` is JSON, {} for totals; `first_period` and `end_period` count periods of the grain, the end is not among them. */
const SCHEMA = `
  CREATE TABLE revision (
    kpi TEXT NOT NULL, unit TEXT NOT NULL, dims TEXT NOT NULL, grain TEXT NOT NULL,
    first_period INTEGER NOT NULL, end_period INTEGER NOT NULL, number INTEGER NOT NULL,
    cause TEXT NOT NULL, tick INTEGER NOT NULL, before TEXT, after TEXT);
  CREATE INDEX revision_place ON revision (kpi, unit, dims, grain, number, first_period);
`;

const COLUMNS = 'kpi, unit, dims, grain, first_period, end_period, number, cause, tick, before, after';

export interface RevisionTable {
  /** All or none. */
  add(revisions: readonly KeptRevision[]): void;
  /** By series, number and period. */
  find(query: SeriesQuery, bounds: RevisionBounds): readonly KeptRevision[];
  close(): void;
}

export interface RevisionBounds {
  readonly numberMin: number;
  readonly tickMsMax: number;
}

const MEMORY = ':memory:';

/** @param path a file, or `:memory:`. */
export function openRevisionTable(path: string): RevisionTable {
  // Without a journal, what a killed process left behind may be torn.
  if (path !== MEMORY) rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
  database.exec(SCHEMA);
  const insert = database.prepare(`INSERT INTO revision (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  return {
    add: (revisions) => {
      database.exec('BEGIN');
      for (const one of revisions) insert.run(...rowOf(one));
      database.exec('COMMIT');
    },
    find: (query, { numberMin, tickMsMax }) => {
      const { text, values } = conditionOf(query);
      const select = database.prepare(
        `SELECT ${COLUMNS} FROM revision WHERE number >= ? AND tick <= ? AND ${text}
         ORDER BY kpi, unit, dims, grain, number, first_period`,
      );
      return select.all(numberMin, tickMsMax, ...values).map(revisionOf);
    },
    close: () => database.close(),
  };
}

function rowOf(one: KeptRevision): SQLInputValue[] {
  const { kpi, unit, dimensions, grain, first, end, number, cause, tickMs, before, after } = one;
  return [
    kpi,
    unit,
    JSON.stringify(dimensions),
    grain,
    first,
    end,
    number,
    cause,
    tickMs,
    jsonOf(before),
    jsonOf(after),
  ];
}

function jsonOf(result: Result | null): string | null {
  return result === null ? null : JSON.stringify(result);
}

function revisionOf(row: Readonly<Record<string, unknown>>): KeptRevision {
  return {
    kpi: String(row.kpi),
    unit: String(row.unit),
    dimensions: JSON.parse(String(row.dims)) as KeptRevision['dimensions'],
    grain: row.grain as Grain,
    first: Number(row.first_period),
    end: Number(row.end_period),
    number: Number(row.number),
    cause: row.cause as RevisionCause,
    tickMs: Number(row.tick),
    before: resultOf(row.before),
    after: resultOf(row.after),
  };
}

function resultOf(json: unknown): Result | null {
  return typeof json === 'string' ? (JSON.parse(json) as Result) : null;
}

interface Condition {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

function conditionOf({ kpi, unit, grains, dimension }: SeriesQuery): Condition {
  const conditions: Condition[] = [
    { text: 'kpi = ?', values: [kpi] },
    { text: `grain IN (${grains.map(() => '?').join(', ')})`, values: grains },
  ];
  if (unit !== null) conditions.push({ text: 'unit = ?', values: [unit] });
  if (dimension === null) conditions.push({ text: "dims = '{}'", values: [] });
  else {
    const path = `$.${JSON.stringify(dimension.name)}`;
    if (dimension.value === null) conditions.push({ text: 'json_extract(dims, ?) IS NOT NULL', values: [path] });
    else conditions.push({ text: 'json_extract(dims, ?) = ?', values: [path, dimension.value] });
  }
  return { text: conditions.map(({ text }) => text).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
