// A log that takes nothing, as on a full disk: counting and evaluating wait for it, and leave at once when they are closed meanwhile. What
// they could not write is counted once by whoever comes next.
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog, type EventLog, LogError, type Owner } from '@nhip/event-log';
import { behaving } from '@nhip/event-log/testing/behaving';
import { createMetrics } from '@nhip/telemetry';
import { expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';

const MS_MAX = 10_000;
const plan = await loadCatalogue(CATALOGUE);

/** Takes no commit of a group, while appends go on. */
function fullFor(log: EventLog): EventLog {
  const ownerOf = ({ partition }: Owner): Owner => ({
    partition,
    commit: () => Promise.reject(new LogError('NHIP_LOG_FULL', 'commit')),
  });
  return behaving(log, {
    process: ({ handler, ...options }) =>
      log.process({
        ...options,
        handler: {
          ...handler,
          assigned: (owner) => handler.assigned(ownerOf(owner)),
          batch: (owner, batch) => handler.batch(ownerOf(owner), batch),
        },
      }),
  });
}

async function run(log: EventLog) {
  const refused = new Set<string>();
  const failed: unknown[] = [];
  const trouble = (station: string) => ({ failed: () => void refused.add(station), over: () => {}, left: () => {} });
  const aggregator = await startAggregator({
    log,
    plan,
    metrics: createMetrics(),
    now: Date.now,
    steadyNow: () => performance.now(),
    failed: (error) => void failed.push(error),
    troubles: { of: trouble },
  });
  return { refused, failed, close: () => aggregator.close() };
}

it('keeps nobody who counts or evaluates from leaving, and is told everything once afterwards', async () => {
  const log = createMemoryLog();
  const tick = { kind: 'tick', at: Date.parse('2024-03-05T00:00:00+07:00') };
  await log.append('clock', [{ partition: 0, key: null, value: Buffer.from(JSON.stringify(tick)) }]);
  // No event: what cannot be counted is committed as well.
  await log.append('events', [{ partition: 0, key: null, value: Buffer.from('?') }]);
  const first = await run(fullFor(log));
  await until('both wait for the log', MS_MAX, () =>
    Promise.resolve(first.refused.has('tally') && first.refused.has('evaluate')),
  );
  await first.close();
  expect(first.failed).toEqual([]);
  expect(await log.range('deadletters', 0)).toEqual({ start: 0, end: 0 });

  const second = await run(log);
  const isWritten = async (): Promise<boolean> =>
    (await log.range('kpis', 0)).end > 0 && (await log.range('records', 0)).end > 0;
  await until('both have written', MS_MAX, isWritten);
  await second.close();
  expect(second.failed).toEqual([]);
  expect((await log.range('deadletters', 0)).end).toBe(1);
  await log.close();
});
