// The port of the history: a database that keeps series, their rectangles, ticks and revisions. Two drivers, SQLite and PostgreSQL, pass
// one contract suite; no other file knows their SQL or their client.
import type { Grain, SeriesKey, Span } from '@nhip/core';
import type { Horizons, LastTicks } from './boundaries.ts';
import type { RevisionChange } from './history.ts';
import type { Changes, KeptRun } from './kept-run.ts';

/** A series by the number that the database gave it. */
export interface KeptSeries {
  readonly id: number;
  readonly key: SeriesKey;
}

/** Periods of one series. */
export interface Place extends Span {
  readonly series: number;
}

/** How far the last writer came. Stands and falls with what it wrote. */
export interface Written extends LastTicks {
  /** Everything published up to here is kept, milliseconds since 1970; null: nothing is. */
  readonly momentMs: number | null;
  /** The generation of the log whose revisions were read, and the next offset of them. */
  readonly generation: number;
  readonly position: number;
}

export const NOTHING_WRITTEN: Written = {
  momentMs: null,
  tickMs: null,
  monthTickMs: null,
  generation: 0,
  position: 0,
};

export interface SeriesFilter {
  readonly kpi: string;
  /** Null: of all units. */
  readonly unit: string | null;
  readonly grains: readonly Grain[];
  /** Totals only, or values of dimensions only. */
  readonly totals: boolean;
}

/** Which rectangles of a series: those that stood at a moment. */
export interface Stab {
  readonly atMs: number;
  /** Only what was final or restated, and came after that moment; null: everything. */
  readonly lockedSinceMs: number | null;
}

/** Questions. Each rejects with HistoryUnavailable when the database does not answer. */
export interface HistoryReader {
  written(): Promise<Written>;
  /** The last ticks at or before a moment. */
  ticksBefore(momentMs: number): Promise<LastTicks>;
  /** In no particular order. */
  series(filter: SeriesFilter): Promise<readonly KeptSeries[]>;
  /** Of each place, by first period. */
  runs(places: readonly Place[], stab: Stab): Promise<readonly (readonly KeptRun[])[]>;
  /** Changes of number 1 and above that touch the place, of each place; by number and period. */
  revisions(places: readonly Place[]): Promise<readonly (readonly RevisionChange[])[]>;
}

export interface SeriesRevision extends RevisionChange {
  readonly series: number;
}

export interface SeriesChanges extends Changes {
  readonly series: number;
}

/** Inside one transaction: all of it is kept, or nothing. */
export interface HistoryWriting {
  /** Numbers of series, in order; unknown ones get one. */
  seriesIds(keys: readonly SeriesKey[]): Promise<readonly number[]>;
  /** What stands at each place, in order, with what was written so far. */
  standing: HistoryWriter['standing'];
  change(changes: readonly SeriesChanges[], momentMs: number): Promise<void>;
  addRevisions(revisions: readonly SeriesRevision[]): Promise<void>;
  /** The log has begun anew: its revisions are read from the start. */
  dropRevisions(): Promise<void>;
  /** A tick that was not written yet is kept too. */
  setWritten(written: Written): Promise<void>;
}

/** The place of the only writer. Lost with its connection: then everything rejects, and it has to be taken anew. */
export interface HistoryWriter {
  readonly written: Written;
  /** Series after a number, by number. */
  seriesAfter(id: number, count: number): Promise<readonly KeptSeries[]>;
  /** What stands at each place, in order. */
  standing(places: readonly Place[]): Promise<readonly (readonly KeptRun[])[]>;
  transaction(work: (writing: HistoryWriting) => Promise<void>): Promise<void>;
  /** Forgets what is answered with wider boundaries by now. */
  forget(horizons: Horizons): Promise<void>;
  release(): Promise<void>;
}

export interface HistoryStore extends HistoryReader {
  /**
   * Makes or migrates the tables, and takes the writer's place; null while another process has it.
   * @throws HistoryUnavailable
   */
  lead(): Promise<HistoryWriter | null>;
  close(): Promise<void>;
}

/** Another process keeps its history in the same place. */
export class HistoryStoreInUse extends Error {
  constructor(place: string) {
    super(`${place} is in use by another process`);
    this.name = 'HistoryStoreInUse';
  }
}
