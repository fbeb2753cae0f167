// A clock that is wrong: what a machine's wall clock says is believed only as far as the clock of the log agrees, and a rebuild goes back to
// before what was believed in error. Ticks that somebody sends may say any moment.
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog, type EventLog, LogError } from '@nhip/event-log';
import { createMetrics, createTroubles, mergeScrapes } from '@nhip/telemetry';
import { afterEach, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';

const NOW = Date.parse('2026-03-05T10:30:00Z');
const DAY_SECONDS = 86_400;
const PUBLISHED_MS_MAX = 20_000;
const plan = await loadCatalogue(CATALOGUE);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Clock = 'system' | 'manual';

function tickIn(log: EventLog, aheadSeconds: number, clock: Clock): Promise<void> {
  const entry = { kind: 'tick', at: NOW + aheadSeconds * 1000, ...(clock === 'system' ? { clock } : {}) };
  return log.append('clock', [{ partition: 0, key: null, value: Buffer.from(JSON.stringify(entry)) }]);
}

const steadyNow = (): number => performance.now();

/** Of one thread. */
function openTroubles() {
  const metrics = createMetrics();
  const said: string[] = [];
  const say = (_: object, line: string): void => void said.push(line);
  const logger = { error: say, info: say } as unknown as Parameters<typeof createTroubles>[0]['logger'];
  return { metrics, said, troubles: createTroubles({ logger, metrics, steadyNow }) };
}

async function run(log: EventLog, rebuilds = false) {
  const { metrics, said, troubles } = openTroubles();
  const aggregator = await startAggregator({
    log,
    plan,
    metrics,
    now: () => NOW,
    steadyNow,
    failed: (error) => {
      throw error;
    },
    rebuilds,
    troubles,
  });
  closing.push(() => aggregator.close());
  const scrape = async (pattern: RegExp): Promise<string | undefined> => pattern.exec(await metrics.scrape())?.[1];
  const rested = (): Promise<void> =>
    until('nothing waits', PUBLISHED_MS_MAX, async () => (await scrape(/^nhip_evaluate_waiting (\d)$/m)) === '0');
  return {
    said,
    scrape: () => metrics.scrape(),
    close: async () => {
      await aggregator.close();
      closing.pop();
    },
    /** By how much the last tick that was evaluated is ahead of now. */
    ahead: async (): Promise<number> => {
      await rested();
      return 0 - Number(await scrape(/^nhip_last_tick_age_seconds (\S+)$/m));
    },
    refusedTicks: () => scrape(/^nhip_log_refusing_seconds\{station="tick",partition="0"\} (\S+)$/m),
  };
}

it('does not believe a wall clock that is ahead of the clock of the log, and says so until one is right', async () => {
  const log = createMemoryLog({ now: () => NOW });
  const running = await run(log);
  await tickIn(log, 300, 'system');
  await until('it is published', PUBLISHED_MS_MAX, async () => (await log.range('kpis', 0)).end > 0);
  expect(await running.ahead()).toBe(300);
  expect(running.said).toEqual([]);

  await tickIn(log, DAY_SECONDS, 'system');
  await until('it is said', PUBLISHED_MS_MAX, async () => running.said.length > 0);
  expect(running.said).toEqual(['a tick is not believed: set the clocks of the machines right']);
  expect(await running.refusedTicks()).toBeDefined();

  await tickIn(log, 299, 'system');
  await until('it is over', PUBLISHED_MS_MAX, async () => running.said.length > 1);
  expect(await running.refusedTicks()).toBeUndefined();
  expect(running.said.slice(1)).toEqual(['ticks are believed again, nothing is lost']);
  expect(await running.ahead()).toBe(300);
});

it('tells of a tick that is not believed, and of one that cannot be written, in series of their own', async () => {
  const log = createMemoryLog({ now: () => NOW });
  const evaluator = await run(log);
  await tickIn(log, DAY_SECONDS, 'system');
  await until('it is said', PUBLISHED_MS_MAX, async () => evaluator.said.length > 0);
  // Embedded, the clock is written by the main thread and evaluated by another.
  const main = openTroubles();
  main.troubles.of('clock').failed(0, new LogError('NHIP_LOG_FULL', 'append'));
  const scrape = mergeScrapes([await main.metrics.scrape(), await evaluator.scrape()]);
  const series = [...scrape.matchAll(/^(nhip_log_refusing_seconds\{.*\}) /gm)].map(([, one]) => one);
  expect(series).toHaveLength(2);
  expect(new Set(series).size).toBe(2);
});

it('takes the ticks that somebody sends, whenever they are', async () => {
  const log = createMemoryLog({ now: () => NOW });
  const running = await run(log);
  await tickIn(log, DAY_SECONDS, 'manual');
  await until('it is published', PUBLISHED_MS_MAX, async () => (await log.range('kpis', 0)).end > 0);
  expect(await running.ahead()).toBe(DAY_SECONDS);
});

it.each([
  ['goes back to the last tick that is left when everything is counted anew', true, 0],
  ['does not go back else', false, DAY_SECONDS],
] as const)('%s', async (_, rebuilds, ahead) => {
  const from = createMemoryLog({ now: () => NOW });
  const first = await run(from);
  await tickIn(from, 0, 'manual');
  await tickIn(from, DAY_SECONDS, 'manual');
  await until('both are taken', PUBLISHED_MS_MAX, async () => (await first.ahead()) === DAY_SECONDS);
  await first.close();

  const to = createMemoryLog({ now: () => NOW });
  await tickIn(to, 0, 'manual');
  await to.append('clock', [{ partition: 0, key: null, value: Buffer.from('{"kind":"left out"}') }]);
  for await (const { entries } of from.read('kpis', 0, 0)) {
    await to.append(
      'kpis',
      entries.map(({ value, headers = {} }) => ({ partition: 0, key: null, value, headers })),
    );
  }
  const again = await run(to, rebuilds);
  // An evaluation tells what it was stated as of.
  await tickIn(to, -1, 'manual');
  expect(await again.ahead()).toBe(ahead);
});
