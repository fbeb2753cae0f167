// Command line: the environment, read once and checked; everything behind it takes plain values and never looks again.
import { HISTORY_DAYS, SCRAPE_SERIES_MAX } from '@nhip/exporter';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';
import { type KafkaEnvironment, kafkaVariables, readKafkaEnvironment } from './kafka-environment.ts';
import { misspelt } from './misspelt.ts';
import type { HistorySettings } from './serve/kept-history.ts';

export interface Environment {
  readonly port: number;
  readonly host: string;
  /** Folder of the log. */
  readonly data: string;
  /** Folder of the catalogue, null: the built-in one. */
  readonly catalogue: string | null;
  /** File of agency keys, null: only this machine may send, and the agency is the first path segment of `source`. */
  readonly keys: string | null;
  /** Bearer token the command line sends with, null: none. */
  readonly key: string | null;
  /** Series of KPIs that one scrape may hold. */
  readonly scrapeSeriesMax: number;
  readonly history: HistorySettings;
  /** Null: everything runs embedded. */
  readonly kafka: KafkaEnvironment | null;
}

const setting = z.string().trim().min(1).optional();

const schema = z.object({
  NHIP_PORT: setting
    .default('8080')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a port number from 0 to 65535')
    .transform(Number),
  NHIP_HOST: setting.default('127.0.0.1'),
  NHIP_DATA: setting.default('.nhip'),
  NHIP_CATALOGUE: setting,
  NHIP_KEYS: setting,
  NHIP_SCRAPE_SERIES_MAX: setting
    .default(String(SCRAPE_SERIES_MAX))
    .refine((text) => /^[1-9]\d{0,8}$/.test(text), 'must be a whole number from 1 to 999999999')
    .transform(Number),
  NHIP_DATABASE_URL: setting.refine(
    (text) => text === undefined || /^postgres(ql)?:\/\/./.test(text),
    'must be postgres://user:password@host:port/database',
  ),
  NHIP_DATABASE_PASSWORD_FILE: setting,
  NHIP_HISTORY_DAYS: setting
    .default(String(HISTORY_DAYS))
    .refine((text) => /^[1-9]\d{0,4}$/.test(text), 'must be a whole number from 1 to 99999')
    .transform(Number),
  NHIP_KEY: setting.refine((text) => text === undefined || /^[\x21-\x7e]+$/.test(text), 'must be printable, no spaces'),
});

/**
 * Reads the NHIP_ variables; an empty one counts as not set.
 * @throws CommandFailure that names every variable that is wrong or misspelt.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const set = Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = schema.safeParse(Object.fromEntries(set));
  const ours = set.map(([name]) => name).filter((name) => /^nhip/i.test(name));
  const faults = [...misspelt(ours, [...Object.keys(schema.shape), ...kafkaVariables])];
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  if (parsed.data?.NHIP_DATABASE_PASSWORD_FILE !== undefined && parsed.data.NHIP_DATABASE_URL === undefined)
    faults.push('NHIP_DATABASE_PASSWORD_FILE says nothing without NHIP_DATABASE_URL');
  const kafka = readKafkaEnvironment(Object.fromEntries(set));
  if (kafka.kind === 'faults') faults.push(...kafka.faults);
  if (!parsed.success || kafka.kind === 'faults' || faults.length > 0) {
    throw new CommandFailure(`the environment is wrong: ${faults.join('; ')}`);
  }
  const values = parsed.data;
  return {
    port: values.NHIP_PORT,
    host: values.NHIP_HOST,
    data: values.NHIP_DATA,
    catalogue: values.NHIP_CATALOGUE ?? null,
    keys: values.NHIP_KEYS ?? null,
    key: values.NHIP_KEY ?? null,
    scrapeSeriesMax: values.NHIP_SCRAPE_SERIES_MAX,
    history: {
      databaseUrl: values.NHIP_DATABASE_URL ?? null,
      passwordFile: values.NHIP_DATABASE_PASSWORD_FILE ?? null,
      days: values.NHIP_HISTORY_DAYS,
    },
    kafka: kafka.environment,
  };
}

/** Where the command line finds a service it was not told the address of. */
export function defaultUrl(environment: Environment): string {
  const open = environment.host === '0.0.0.0' || environment.host === '::' ? '127.0.0.1' : environment.host;
  return `http://${open.includes(':') ? `[${open}]` : open}:${environment.port}`;
}
