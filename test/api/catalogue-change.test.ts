// A catalogue that needs a field which the records do not keep: the tally says so and stops, whatever the records look like to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const before = await planOf('received: { count: true, at: receivedAt }');
/** Its records have one instant more, which stands before the others. */
const after = await planOf('received: { count: true, at: receivedAt }\n  finished: { count: true, at: finishedAt }');

async function planOf(measures: string): Promise<Plan> {
  writeFileSync(
    join(folder, 'catalogue.yaml'),
    `catalogue: change
title: { vi: Thử, en: Trial }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city]
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
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

async function tell(log: EventLog, plan: Plan, count: number): Promise<void> {
  const decoder = await createDecoder(plan);
  const entries = Array.from({ length: count }, (_, index) => {
    const data = { dossierId: `D${index}`, channel: 'online', receivedAt: '2024-03-04' };
    const event = { specversion: '1.0', id: `e${index}`, source: '/city', type: 'vn.test.received', data };
    const read = decodeStructured(Buffer.from(JSON.stringify({ ...event, time: '2024-03-04T09:00:00Z' })));
    if (read.kind === 'rejected') throw new Error(JSON.stringify(read.faults));
    expect(decoder.decode(read.envelope, 'city', null).kind).toBe('statement');
    return { partition: 0, key: null, value: encodeStored(read.envelope, 'city') };
  });
  await log.append('events', entries);
}

function start(log: EventLog, plan: Plan, failed: (error: unknown) => void) {
  const metrics = createMetrics();
  return startAggregator({ log, plan, metrics, now: Date.now, steadyNow: () => performance.now(), failed });
}

it('says that a rebuild is due where the records lack a field, and writes nothing', async () => {
  const log = createMemoryLog({ partitions: 1, now: Date.now });
  await tell(log, before, 3_000);
  const first = await start(log, before, (error) => {
    throw error;
  });
  await until('the records stand in the log', 20_000, async () => (await log.range('records', 0)).end > 0);
  await first.close();
  const stood = await log.range('records', 0);

  const failures: unknown[] = [];
  const second = await start(log, after, (error) => failures.push(error)).catch((error: unknown) => {
    failures.push(error);
    return null;
  });
  await until('it stops', 20_000, async () => failures.length > 0);
  await second?.close();
  expect(failures).toMatchObject([{ code: 'NHIP_TALLY_REBUILD_DUE' }]);
  expect(await log.range('records', 0)).toEqual(stood);
});
