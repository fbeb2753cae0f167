// N6: a revision tells truly what has changed the value: a late statement, a correction, a retraction, another definition, or a rebuild;
// wherever the cells are counted, and whenever between two ticks it was evaluated.
import { startAggregator } from '@nhip/aggregator';
import { loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { createMemoryLog, type EventLog, type Topic } from '@nhip/event-log';
import { createDecoder, decodeStructured, encodeStored, partitionOf } from '@nhip/events';
import { createMetrics } from '@nhip/telemetry';
import { describe, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';

type Told = Readonly<Record<string, string>>;

const PARTITIONS = 2;
const plan = await loadCatalogue(CATALOGUE);
/** The same, but what counts as received is what was closed. */
const redefined: Plan = {
  ...plan,
  kpis: plan.kpis.map((kpi) => (kpi.id === 'received' ? { ...kpi, formula: formulaOf('closed') } : kpi)),
};

function formulaOf(id: string): Plan['kpis'][number]['formula'] {
  const kpi = plan.kpis.find((one) => one.id === id);
  if (kpi === undefined) throw new Error(`no KPI ${id}`);
  return kpi.formula;
}

interface Running {
  tell(events: readonly Told[]): Promise<void>;
  tick(at: string): Promise<void>;
  close(): Promise<void>;
}

interface Setting {
  readonly log: EventLog;
  readonly cells: 'memory' | 'log';
  readonly plan?: Plan;
  readonly rebuilds?: boolean;
}

const fail = (error: unknown): never => {
  throw error;
};
let told = 0;

async function run({ log, cells, plan: own = plan, rebuilds = false }: Setting): Promise<Running> {
  const metrics = createMetrics();
  const decoder = await createDecoder(own);
  const aggregator = await startAggregator({
    log,
    plan: own,
    metrics,
    now: Date.now,
    steadyNow: () => performance.now(),
    failed: fail,
    cells,
    rebuilds,
  });
  const rested = (): Promise<void> =>
    until('everything is counted and evaluated', 20_000, async () => {
      const text = await metrics.scrape();
      const pending = [...text.matchAll(/^nhip_tally_pending_events\{[^}]*\} (\S+)$/gm)].map(([, value]) => value);
      return (
        pending.length === PARTITIONS &&
        pending.every((count) => count === '0') &&
        /^nhip_evaluate_waiting 0$/m.test(text)
      );
    });
  await rested();
  return {
    tell: async (events) => {
      const placed = events.map(({ type = 'stated', ...data }) => {
        told += 1;
        const time = new Date(Date.parse('2015-06-30T16:00:00Z') + told * 1000).toISOString();
        const event = {
          specversion: '1.0',
          id: `e${told}`,
          source: '/pwdx',
          type: `org.boston.case.${type}`,
          time,
          data,
        };
        const read = decodeStructured(Buffer.from(JSON.stringify(event)));
        if (read.kind === 'rejected') throw new Error(JSON.stringify(read.faults));
        const decoded = decoder.decode(read.envelope, 'PWDx', null);
        if (decoded.kind === 'rejected') throw new Error(JSON.stringify(decoded.faults));
        const partition = partitionOf(decoded.statement.identity, PARTITIONS);
        return { partition, key: null, value: encodeStored(read.envelope, 'PWDx') };
      });
      const { end } = await log.range('kpis', 0);
      await log.append('events', placed);
      await until('it is published', 20_000, async () => (await log.range('kpis', 0)).end > end);
      await rested();
    },
    tick: async (at) => {
      const value = Buffer.from(JSON.stringify({ kind: 'tick', at: Date.parse(at) }));
      await log.append('clock', [{ partition: 0, key: null, value }]);
      await rested();
    },
    close: () => aggregator.close(),
  };
}

const opened = (caseId: string, month: string): Told => ({
  caseId,
  department: 'PWDx',
  openedAt: `2015-${month}-07T10:00:00-05:00`,
});

/** Two records in January to May are final. */
async function finalCity(setting: Setting): Promise<Running> {
  const running = await run(setting);
  await running.tick('2015-06-29T00:00:00-04:00');
  await running.tell(
    ['02', '03', '04', '05'].flatMap((month) => [opened(`a${month}`, month), opened(`b${month}`, month)]),
  );
  await running.tick('2015-06-30T00:00:00-04:00');
  await running.tick('2015-07-01T00:00:00-04:00');
  return running;
}

/** Causes of the revisions of months of the city, as they stand in the log. */
async function causes(log: EventLog): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { entries } of log.read('revisions', 0, 0)) {
    for (const { value } of entries) {
      const { kpi, unit, grain, dims, revisions } = JSON.parse(Buffer.from(value).toString('utf8'));
      if (kpi !== 'received' || unit !== 'boston' || grain !== 'month' || Object.keys(dims).length > 0) continue;
      for (const { from, to, number, cause } of revisions)
        if (number > 0) found.push(`${from}..${to} #${number} ${cause}`);
    }
  }
  return found.sort();
}

describe.each(['memory', 'log'] as const)('with cells from %s', (cells) => {
  it('tells late statements, corrections and retractions apart, value by value', async () => {
    const log = createMemoryLog({ partitions: PARTITIONS });
    const running = await finalCity({ log, cells });
    await running.tell([
      opened('late', '02'),
      { type: 'retracted', caseId: 'a03' },
      // From April to May, where something is late too.
      { ...opened('a04', '05'), channel: 'online' },
      opened('late too', '05'),
    ]);
    await running.tick('2015-07-02T00:00:00-04:00');
    expect(await causes(log)).toEqual([
      '2015-02..2015-02 #1 late',
      '2015-03..2015-03 #1 retraction',
      '2015-04..2015-04 #1 correction',
      '2015-05..2015-05 #1 late+correction',
    ]);
    // What was told is told: the next revision has causes of its own.
    await running.tell([{ type: 'retracted', caseId: 'late' }]);
    await running.tick('2015-07-03T00:00:00-04:00');
    expect((await causes(log)).slice(0, 2)).toEqual(['2015-02..2015-02 #1 late', '2015-02..2015-02 #2 retraction']);
    await running.close();
  });

  it('remembers them over a restart', async () => {
    const log = createMemoryLog({ partitions: PARTITIONS });
    const before = await finalCity({ log, cells });
    await before.tell([{ type: 'retracted', caseId: 'a03' }]);
    await before.close();
    const after = await run({ log, cells });
    await after.tick('2015-07-02T00:00:00-04:00');
    expect(await causes(log)).toEqual(['2015-03..2015-03 #1 retraction']);
    await after.close();
  });

  it('tells of another catalogue, though it was evaluated before the tick', async () => {
    const log = createMemoryLog({ partitions: PARTITIONS });
    await (await finalCity({ log, cells })).close();
    const running = await run({ log, cells, plan: redefined });
    await running.tell([{ type: 'retracted', caseId: 'b05' }]);
    await running.tick('2015-07-02T00:00:00-04:00');
    expect(await causes(log)).toEqual(['2015-02..2015-05 #1 catalogue']);
    await running.close();
  });
});

it('tells of a rebuild', async () => {
  const from = createMemoryLog({ partitions: PARTITIONS });
  await (await finalCity({ log: from, cells: 'memory' })).close();
  const to = createMemoryLog({ partitions: PARTITIONS });
  for (const topic of ['clock', 'kpis', 'revisions', 'events'] as const) await copy(topic, from, to);
  const running = await run({ log: to, cells: 'memory', rebuilds: true });
  await running.tick('2015-07-02T00:00:00-04:00');
  const changed = await causes(to);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((one) => one.endsWith(' #1 rebuild'))).toBe(true);
  await running.close();
});

/** Of the events, the first of each partition is lost. */
async function copy(topic: Topic, from: EventLog, to: EventLog): Promise<void> {
  for (let partition = 0; partition < from.partitions(topic); partition += 1) {
    for await (const { entries } of from.read(topic, partition, topic === 'events' ? 1 : 0)) {
      await to.append(
        topic,
        entries.map(({ key, value, headers = {} }) => ({ key, value, headers, partition })),
      );
    }
  }
}
