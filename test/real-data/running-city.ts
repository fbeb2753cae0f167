// Real data: one service with the Boston catalogue and a given clock, and the steps both real-data suites take with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { postTick } from '../process/door.ts';
import { freePort, runNhip, type Service, startService } from '../process/nhip-process.ts';
import { caughtUp } from '../process/own-metrics.ts';
import { AGENCY, CATALOGUE, MAP, RECORD } from './case-events.ts';
import type { Expected, Span } from './expectation.ts';
import { compare, fetchPublished } from './published.ts';

export interface RunningCity {
  readonly url: string;
  /** Runs the command line's import on a file and gives its exit code and output. */
  importFile(file: string, statedAt: string): ReturnType<typeof runNhip>;
  tick(at: string): Promise<void>;
  /** Waits until everything sent is counted and published, and compares every value. */
  expectValues(expected: readonly Expected[]): Promise<void>;
  close(): Promise<void>;
}

/** Every golden period has ended by then. */
export const LAST_TICK = '2017-01-02T00:00:00-05:00';
/** Days that the golden files cover. */
export const SPAN: Span = { from: '2015-01-01', to: '2016-01-13' };
/** Before the year 2015 begins, so that the week that holds its first day is among them. */
const FIRST_PERIOD = '2014-12-29';
const DIFFERENCES_SHOWN_MAX = 20;

export async function runCity(): Promise<RunningCity> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-city-'));
  const service: Service = await startService({
    port: await freePort(),
    data: join(folder, 'log'),
    catalogue: CATALOGUE,
  });
  const { url } = service;
  return {
    url,
    importFile: (file, statedAt) =>
      runNhip(
        ['import', file, '--as', RECORD, '--agency', AGENCY, '--map', MAP, '--stated-at', statedAt, '--to', url],
        { NHIP_CATALOGUE: CATALOGUE },
      ),
    tick: (at) => postTick(url, at),
    async expectValues(expected) {
      await caughtUp(url);
      const published = await fetchPublished(url, FIRST_PERIOD, SPAN.to);
      const { compared, differences } = compare(published, expected);
      expect(differences.slice(0, DIFFERENCES_SHOWN_MAX)).toEqual([]);
      expect(compared).toBeGreaterThan(expected.length);
    },
    async close() {
      const code = await service.stop();
      rmSync(folder, { recursive: true });
      expect(code, service.output()).toBe(0);
    },
  };
}
