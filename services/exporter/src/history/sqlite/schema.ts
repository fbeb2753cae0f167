// The tables of the history in SQLite, and how a file of an earlier version becomes one of this. Moments are milliseconds since 1970,
// periods the integers of the core.
import type { DatabaseSync } from 'node:sqlite';
import { STANDS } from '../kept-run.ts';

/** Each step leads from its place to the next version; what an installation has once run is never changed again. */
const steps: readonly string[] = [
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, kpi TEXT NOT NULL, grain TEXT NOT NULL, unit TEXT NOT NULL, level TEXT NOT NULL, dims TEXT NOT NULL,
    UNIQUE (kpi, grain, unit, level, dims));
  CREATE TABLE published (
    series INTEGER NOT NULL, first_period INTEGER NOT NULL, end_period INTEGER NOT NULL,
    since_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, tier INTEGER,
    phase TEXT NOT NULL, status TEXT NOT NULL, value REAL, numerator REAL, denominator REAL, score REAL, target REAL, flags TEXT,
    PRIMARY KEY (series, until_ms, first_period)) WITHOUT ROWID;
  CREATE INDEX published_passing ON published (tier, until_ms) WHERE tier < 2;
  CREATE TABLE tick (moment_ms INTEGER PRIMARY KEY, is_first_of_month INTEGER NOT NULL);
  CREATE TABLE revision (
    series INTEGER NOT NULL, first_period INTEGER NOT NULL, end_period INTEGER NOT NULL, number INTEGER NOT NULL,
    cause TEXT NOT NULL, tick_ms INTEGER NOT NULL, before TEXT, after TEXT,
    PRIMARY KEY (series, number, first_period)) WITHOUT ROWID;
  CREATE TABLE written (
    one INTEGER PRIMARY KEY CHECK (one = 1), moment_ms INTEGER, tick_ms INTEGER, month_tick_ms INTEGER,
    generation INTEGER NOT NULL, position INTEGER NOT NULL);
  `,
];

export function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > steps.length) {
    throw new RangeError(
      `it is of version ${version}, this program knows ${steps.length}: start the later program, or move the file away`,
    );
  }
  for (const [place, step] of steps.entries()) {
    if (place < version) continue;
    database.exec(`BEGIN; ${step}; PRAGMA user_version = ${place + 1}; COMMIT`);
  }
}

/** A file that may only be read opens all the same. @throws where it is one; nothing reaches the disk. */
export function tryToWrite(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${steps.length}; ROLLBACK`);
}

/** A file without a version, or from before there were versions, holds nothing that is not in the log. */
export function isForeign(database: DatabaseSync): boolean {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  return version === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
}

export const STANDING = `until_ms = ${STANDS}`;
