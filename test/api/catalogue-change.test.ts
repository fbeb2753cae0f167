// Catalogues that the kept records do not go with: the tally says what is due and stops, and writes nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog, type EventLog } from '@nhip/event-log';
import { createDecoder, decodeStructured, encodeStored } from '@nhip/events';
import { createMetrics } from '@nhip/telemetry';
import { afterAll, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-change-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COUNTED = 'received: { count: true, at: receivedAt }';
const before = await planOf(COUNTED);
/** Its records have one instant more, which stands before the others. */
const after = await planOf('received: { count: true, at: receivedAt }\n  finished: { count: true, at: finishedAt }');

async function planOf(measures: string, units = ['health', 'justice'], timeZone = 'Asia/Ho_Chi_Minh'): Promise<Plan> {
  writeFileSync(
    join(folder, 'catalogue.yaml'),
    `catalogue: change
title: { vi: Thử, en: Trial }
timeZone: ${timeZone}
root: city
levels: [city, department]
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
${units.map((code) => `  - { code: ${code}, level: department, parent: city, title: { vi: ${code}, en: ${code} } }`).join('\n')}
---
record: dossier
title: { vi: Hồ sơ, en: Dossier }
key: [dossierId]
fields:
  dossierId: { type: text, max: 64 }
  finishedAt: { type: instant }
  channel: { type: enum, values: [counter, online], missing: counter }
  receivedAt: { type: instant, required: true }
events:
  vn.test.received: [channel, receivedAt]
  vn.test.finished: [finishedAt]
measures:
  ${measures}
`,
  );
  return loadCatalogue(folder);
}

async function tell(log: EventLog, plan: Plan, count: number, agency = 'city'): Promise<void> {
  const decoder = await createDecoder(plan);
  const entries = Array.from({ length: count }, (_, index) => {
    const data = { dossierId: `${agency}-${index}`, channel: 'online', receivedAt: '2024-03-04' };
    const event = { specversion: '1.0', id: `e${index}`, source: `/${agency}`, type: 'vn.test.received', data };
    const read = decodeStructured(Buffer.from(JSON.stringify({ ...event, time: '2024-03-04T09:00:00Z' })));
    if (read.kind === 'rejected') throw new Error(JSON.stringify(read.faults));
    expect(decoder.decode(read.envelope, agency, null).kind).toBe('statement');
    return { partition: 0, key: null, value: encodeStored(read.envelope, agency) };
  });
  await log.append('events', entries);
}

function start(log: EventLog, plan: Plan, failed: (error: unknown) => void) {
  const metrics = createMetrics();
  return startAggregator({ log, plan, metrics, now: Date.now, steadyNow: () => performance.now(), failed });
}

interface Restarted {
  readonly failures: readonly unknown[];
  /** What stands in the log did not change. */
  readonly isUntouched: boolean;
}

/** Counts with the catalogue of before, then starts with another. */
async function restartedWith(plan: Plan, log: EventLog): Promise<Restarted> {
  const first = await start(log, before, (error) => {
    throw error;
  });
  await until('the records stand in the log', 20_000, async () => (await log.range('records', 0)).end > 0);
  await first.close();
  const stood = await log.range('records', 0);
  const failures: unknown[] = [];
  const second = await start(log, plan, (error) => failures.push(error)).catch((error: unknown) => {
    failures.push(error);
    return null;
  });
  await until('it stops', 20_000, async () => failures.length > 0);
  await second?.close();
  return { failures, isUntouched: isDeepStrictEqual(await log.range('records', 0), stood) };
}

it('says that a rebuild is due where the records lack a field, and writes nothing', async () => {
  const log = createMemoryLog({ partitions: 1, now: Date.now });
  await tell(log, before, 3_000);
  const { failures, isUntouched } = await restartedWith(after, log);
  expect(failures).toMatchObject([{ code: 'NHIP_TALLY_REBUILD_DUE' }]);
  expect(isUntouched).toBe(true);
});

it('says that a rebuild is due where the days of the records are those of another time zone, and writes nothing', async () => {
  const log = createMemoryLog({ partitions: 1, now: Date.now });
  await tell(log, before, 3_000);
  const elsewhere = await planOf(COUNTED, ['health', 'justice'], 'America/New_York');
  const { failures, isUntouched } = await restartedWith(elsewhere, log);
  expect(failures).toMatchObject([
    { code: 'NHIP_TALLY_REBUILD_DUE', message: expect.stringContaining('those of Asia/Ho_Chi_Minh') },
  ]);
  expect(isUntouched).toBe(true);
});

it('does not start without a unit that records stand for, and says what to do', async () => {
  const log = createMemoryLog({ partitions: 1, now: Date.now });
  await tell(log, before, 2, 'city');
  await tell(log, before, 3, 'health');
  const { failures, isUntouched } = await restartedWith(await planOf(COUNTED, ['justice']), log);
  expect(failures).toMatchObject([
    {
      code: 'NHIP_TALLY_UNIT_GONE',
      message: expect.stringContaining("no unit 'health' any more, and 3 records stand"),
    },
  ]);
  expect(isUntouched).toBe(true);
});
