// Command `serve`: reads what the environment names, starts the service, says where it is, and ends it when it is asked to.
import { readFile } from 'node:fs/promises';
import type { Plan } from '@nhip/core';
import { LogError, type LogErrorCode } from '@nhip/event-log';
import { NhipError } from '@nhip/events';
import { readKeys } from '@nhip/gateway';
import { createLogger } from '@nhip/telemetry';
import { loadServed } from '../catalogue.ts';
import type { Environment } from '../environment.ts';
import { CommandFailure, describe } from '../failure.ts';
import { type Composed, compose } from './compose.ts';
import { fatalTo } from './fatal.ts';
import { boundHeapGrowth } from './heap-growth.ts';
import { onShutdown } from './shutdown.ts';
import { startTracing } from './tracing.ts';

export interface RunOptions {
  readonly environment: Environment;
  readonly manualClock: boolean;
  /** The data is invented; every page says so. */
  readonly simulated?: boolean;
  readonly say: (line: string) => void;
  /** Called when everything is closed. */
  readonly closed?: () => Promise<void>;
}

export interface RunningService {
  readonly plan: Plan;
  readonly url: string;
  /** Everything accepted so far shows in the values. */
  caughtUp(): Promise<void>;
  isStopping(): boolean;
  /** The service cannot go on. */
  fail(error: unknown): void;
}

/** Resolves when the service listens. @throws CommandFailure */
export async function runService({
  environment,
  manualClock,
  simulated = false,
  say,
  closed,
}: RunOptions): Promise<RunningService> {
  boundHeapGrowth();
  const logger = createLogger({ thread: 'main' });
  const tracing = await startTracing(logger);
  const { data, host, keys: keysFile } = environment;
  let composed: Composed | null = null;
  let stopping = false;
  const shutdown = onShutdown({
    stop: async () => {
      stopping = true;
      await composed?.close();
      await tracing.close();
      await closed?.();
    },
    say,
    fatal: fatalTo(logger),
  });
  try {
    const { plan, reference } = await loadServed(environment.catalogue);
    const keys = keysFile === null ? null : await readKeys(keysFile);
    composed = await compose({
      plan,
      reference,
      data,
      address: { host, port: environment.port },
      keys,
      manualClock,
      scrapeSeriesMax: environment.scrapeSeriesMax,
      history: environment.history,
      simulated,
      version: await version(),
      logger,
      failed: shutdown.fail,
    });
    const url = urlOf(host, composed.port);
    say(`Nhịp listens on ${url} (data in ${data}, ${plan.kpis.length} KPIs of the catalogue ${plan.id})`);
    if (keys === null) say(NO_KEYS);
    if (manualClock) say(MANUAL_CLOCK);
    const { caughtUp } = composed;
    return { plan, url, caughtUp, isStopping: () => stopping, fail: shutdown.fail };
  } catch (error) {
    await closed?.();
    if (error instanceof LogError) throw new CommandFailure(`${describe(error)}${adviceOnFolder[error.code] ?? ''}`);
    if (error instanceof NhipError) throw new CommandFailure(describe(error));
    throw error;
  }
}

const adviceOnFolder: Partial<Record<LogErrorCode, string>> = {
  NHIP_LOG_IN_USE: '; stop that one, or set NHIP_DATA to another folder',
  NHIP_LOG_FULL: '; make room on that disk, or set NHIP_DATA to a folder on another one',
  NHIP_LOG_UNAVAILABLE: '; set NHIP_DATA to a folder that this user may write to, on a disk with room',
};

export const NO_KEYS =
  'No keys are set up (NHIP_KEYS): only this machine may send, and the agency is the first path segment of `source`.';
export const MANUAL_CLOCK = 'The clock is manual: it moves with `nhip tick` only.';

export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Of the whole program: every package of it has the same. */
export async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isNamed ? String(manifest.version) : '0.0.0';
}
