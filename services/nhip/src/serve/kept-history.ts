// Where the history of this process is: in the database that the environment names, else in a file of the data folder.
import {
  type HistoryOptions,
  type HistoryPlace,
  HistoryStoreInUse,
  HistoryUnavailable,
  type OpenHistory,
  openHistory,
} from '@nhip/exporter';
import { CommandFailure } from '../failure.ts';

export interface HistorySettings {
  /** Of PostgreSQL; null: a file. */
  readonly databaseUrl: string | null;
  /** For how many days every tick is kept. */
  readonly days: number;
}

export interface KeptHistoryOptions extends Omit<HistoryOptions, 'place' | 'days'> {
  readonly settings: HistorySettings;
  /** Of the file, should it be one. */
  readonly path: string;
}

/** @throws CommandFailure when the file cannot be had. A database that is down is waited for. */
export async function openKeptHistory({ settings, path, ...options }: KeptHistoryOptions): Promise<OpenHistory> {
  const { databaseUrl, days } = settings;
  const place: HistoryPlace = databaseUrl === null ? { kind: 'file', path } : { kind: 'postgres', url: databaseUrl };
  try {
    return await openHistory({ ...options, place, days });
  } catch (error) {
    if (error instanceof HistoryStoreInUse) {
      throw new CommandFailure(
        `${error.message}: give each exporter a folder of its own (NHIP_DATA), or one database for all (NHIP_DATABASE_URL)`,
      );
    }
    if (error instanceof HistoryUnavailable) throw new CommandFailure(error.message, { cause: error.cause });
    throw error;
  }
}
