// Where the history of this process is: in the database that the environment names, else in a file of the data folder.
import { readFile } from 'node:fs/promises';
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
  /** Holds the password for a URL without one; null: there is none. */
  readonly passwordFile: string | null;
  /** For how many days every tick is kept. */
  readonly days: number;
}

export interface KeptHistoryOptions extends Omit<HistoryOptions, 'place' | 'days'> {
  readonly settings: HistorySettings;
  /** Of the file, should it be one. */
  readonly path: string;
}

/** @throws CommandFailure when the file, or that of the password, cannot be had. A database that is down is waited for. */
export async function openKeptHistory({ settings, path, ...options }: KeptHistoryOptions): Promise<OpenHistory> {
  const { databaseUrl, passwordFile, days } = settings;
  const place: HistoryPlace =
    databaseUrl === null
      ? { kind: 'file', path }
      : { kind: 'postgres', url: passwordFile === null ? databaseUrl : await withPassword(databaseUrl, passwordFile) };
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

/** @throws CommandFailure when the file cannot be read, or holds nothing. */
export async function withPassword(databaseUrl: string, passwordFile: string): Promise<string> {
  const url = URL.parse(databaseUrl);
  if (url === null || url.host === '') {
    throw new CommandFailure('NHIP_DATABASE_URL names no host, so that NHIP_DATABASE_PASSWORD_FILE has no place in it');
  }
  if (url.password !== '') return databaseUrl;
  const password = await readFile(passwordFile, 'utf8').catch((cause: unknown) => {
    throw new CommandFailure(`NHIP_DATABASE_PASSWORD_FILE: ${passwordFile} cannot be read`, { cause });
  });
  // Editors end a file with a line break, which is no part of the password.
  url.password = encodeURIComponent(password.replace(/\r?\n$/, ''));
  if (url.password === '') throw new CommandFailure(`NHIP_DATABASE_PASSWORD_FILE: ${passwordFile} holds no password`);
  return url.href;
}
