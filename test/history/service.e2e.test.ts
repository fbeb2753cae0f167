// The service with its history in PostgreSQL: what it said at a tick is answered later, by the API, the command line and SQL; while the
// database is down everything else goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postTick } from '../process/door.ts';
import { freePort, runNhip, type Service, startService, until } from '../process/nhip-process.ts';
import { readCounts } from '../process/own-metrics.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Postgres, postgresMissing, rowsOf, startPostgres } from '../support/postgres.ts';
import { saidOfMay, tellCases } from './said-in-may.ts';

const WAIT_MS_MAX = 30_000;
const JUNE = '2015-06-01T00:00:00-04:00';
const JULY = '2015-07-01T00:00:00-04:00';

describeWith([postgresMissing()], 'the service with a database', () => {
  const data = mkdtempSync(join(tmpdir(), 'nhip-history-service-'));
  let postgres: Postgres;
  let service: Service;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase('city');
    const environment = { NHIP_DATABASE_URL: url };
    service = await startService({ port: await freePort(), data, catalogue: CATALOGUE, environment });
  });
  afterAll(async () => {
    await service?.stop();
    await postgres?.close();
    rmSync(data, { recursive: true });
  });

  const asOf = (moment: string) => saidOfMay(service.url, moment);

  it('answers what it said, to whoever asks', { timeout: 120_000 }, async () => {
    await tell(service, ['1', '2'], 2);
    await postTick(service.url, JUNE);
    await until('June begins', WAIT_MS_MAX, async () => (await asOf(JUNE)).values?.[0]?.state === 'provisional');
    expect(await asOf(JUNE)).toMatchObject({ status: 200, values: [{ value: 2, state: 'provisional' }] });
    await tell(service, ['3'], 3);
    await postTick(service.url, JULY);
    await until('July begins', WAIT_MS_MAX, async () => (await asOf(JULY)).values?.[0]?.value === 3);
    expect(await asOf(JUNE)).toMatchObject({ values: [{ value: 2, state: 'provisional' }] });
    const words = ['values', 'received', '--unit', 'boston', '--grain', 'month', '--asof', JUNE, '--url', service.url];
    expect(await runNhip(words)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/2015-05 +2 +2 .*provisional/),
    });
    const text =
      "SELECT value FROM nhip.kpi_value WHERE unit = 'boston' AND kpi = 'received' AND period = '2015-05' AND dims = '{}'";
    expect(await rowsOf(url, text)).toEqual([{ value: 3 }]);
  });

  it('goes on without it, and catches up', { timeout: 120_000 }, async () => {
    await postgres.stop();
    try {
      expect(await asOf(JUNE)).toMatchObject({ status: 503, code: 'NHIP_QUERY_HISTORY_UNAVAILABLE' });
      await tell(service, ['4'], 4);
      const metrics = await fetch(`${service.url}/metrics`);
      expect(metrics.status).toBe(200);
      expect(await metrics.text()).toMatch(/^nhip_history_writing [01]$/m);
      expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    } finally {
      await postgres.start();
    }
    const now = '2015-08-01T00:00:00-04:00';
    await until('it has caught up', WAIT_MS_MAX, async () => (await asOf(now)).values?.[0]?.value === 4);
    expect(await asOf(JULY)).toMatchObject({ values: [{ value: 3 }] });
    expect(service.output()).toContain('the history cannot be written');
  });
});

/** Resolves when they show. */
async function tell(service: Service, ids: readonly string[], total: number): Promise<void> {
  await tellCases(service.url, ids);
  await until('everything is counted', WAIT_MS_MAX, async () => (await readCounts(service.url)).counted === total);
}
