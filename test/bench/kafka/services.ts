// Benchmark: the door on Kafka beside a bare producer of the same run; then all three services beside the broker, at a steady
// pace: how long after its 202 an event is in the value that /metrics shows.

import { until } from '../../process/nhip-process.ts';
import { metricOf } from '../embedded/fresh.ts';
import type { Bench, Scenario } from '../embedded/scenario.ts';
import { median, plain, type Row } from '../report.ts';
import type { Stretch } from '../stream.ts';
import { type Cluster, startCluster } from './cluster.ts';

const SEND_MS_MAX = 600_000;
const READY_MS_MAX = 120_000;
/** Of the events of the door. */
const WARM_UP_SHARE = 0.1;
/** Of the pace that was asked for; slower, and the figure would not be about it. */
const PACE_SHARE_MIN = 0.98;
/** A scrape of all services and units takes the exporter tens of milliseconds: more of them would measure the scraping. */
const SCRAPE_EVERY_MS = 50;

export const servicesScenario: Scenario = {
  ids: ['kafka.gateway-vs-producer', 'kafka.fresh-p99'],
  async measure(bench): Promise<readonly Row[]> {
    const cluster = await startCluster(bench.setting);
    try {
      const door = await measureDoor(cluster, bench);
      return [door, await measureFresh(cluster, bench)];
    } finally {
      await cluster.close();
    }
  },
};

async function measureDoor(cluster: Cluster, { load, sizes, setting, say }: Bench): Promise<Row> {
  const count = sizes.kafkaDoorEvents;
  const stretch: Stretch = {
    kind: 'fresh',
    first: 0,
    count,
    records: count / 2,
    nowMs: Date.now(),
    codes: setting.codes,
  };
  const { batch, batchConnections } = sizes;
  // Both send the first events before the time begins: it is to be that of a service that runs, not of one that compiles its code.
  const warmUpEvents = Math.round(WARM_UP_SHARE * count);
  const measured = count - warmUpEvents;
  const producing = { kind: 'produce', ...cluster.source, batch, atOnce: batchConnections, warmUpEvents } as const;
  // Other events than those of the door, in the same topic.
  const produced = await startCluster(setting).then(async (other) => {
    try {
      await other.tick(stretch.nowMs);
      return await other.once((worker) => worker.ask({ ...producing, ...other.source, stretch }, 'produced'));
    } finally {
      await other.close();
    }
  });
  const gateway = await cluster.nhip('gateway');
  const sending = { port: gateway.port, connections: batchConnections, msMax: SEND_MS_MAX };
  await load.encode({ stretch: { ...stretch, count: warmUpEvents }, batch });
  await load.send(sending);
  await load.encode({ stretch: { ...stretch, first: warmUpEvents, count: measured }, batch });
  const sent = await load.send(sending);
  await gateway.kill();
  const [bare, door] = [measured / produced.seconds, sent.events / sent.seconds];
  say(`gateway: ${plain(door)} events/s; bare producer: ${plain(bare)} events/s`);
  return {
    id: 'kafka.gateway-vs-producer',
    value: door / bare,
    note: `gateway ${plain(door)} events/s, producer ${plain(bare)} events/s, each ${batchConnections} requests at once, after a warm-up of ${plain(warmUpEvents)} events`,
  };
}

async function measureFresh(cluster: Cluster, { load, sizes, setting, say }: Bench): Promise<Row> {
  await cluster.tick(Date.now());
  const entries = await cluster.stored();
  const aggregator = await cluster.nhip('aggregator');
  await until('everything so far is counted and published', READY_MS_MAX, async () => {
    const { events, isWaiting } = await aggregator.look();
    return events === entries && !isWaiting;
  });
  const { port: metricsPort } = await cluster.nhip('exporter');
  const { port } = await cluster.nhip('gateway');
  await until('everything so far is shown', READY_MS_MAX, () => shows(metricsPort, metricOf(setting)));
  const count = sizes.freshSeconds * sizes.freshEventsPerSecond;
  const slowest: number[] = [];
  const paces: number[] = [];
  const { freshBatch: batch, freshEventsPerSecond: eventsPerSecond, runs } = sizes;
  // The first one is not counted: the pace is to be a steady one, and what has just been started still compiles its code.
  for (let run = 0; run <= runs; run += 1) {
    const nowMs = Date.now();
    const stretch: Stretch = { kind: 'today', first: 0, count, records: count, nowMs, codes: setting.codes };
    await load.encode({ stretch, batch });
    const watched = { metricsPort, metric: metricOf(setting), scrapeEveryMs: SCRAPE_EVERY_MS };
    const { freshMs, events, seconds } = await load.pace({ port, eventsPerSecond, batch, ...watched });
    const name = run === 0 ? 'warm-up' : `run ${run}`;
    const kept = `${plain(events / seconds)} events/s`;
    say(`fresh ${name}: p50 ${plain(freshMs.p50)} ms, p99 ${plain(freshMs.p99)} ms at ${kept}`);
    if (run === 0) continue;
    slowest.push(freshMs.p99);
    paces.push(events / seconds);
  }
  const pace = median(paces);
  const note = `median of ${runs} after a warm-up of ${sizes.freshSeconds} s; over ${plain(sizes.kafkaDoorEvents / 2)} records, ${plain(pace)} events/s`;
  const isKept = pace >= PACE_SHARE_MIN * eventsPerSecond;
  return {
    id: 'kafka.fresh-p99',
    value: isKept ? median(slowest) : null,
    note: isKept ? note : `${note}: the pace was not kept`,
  };
}

async function shows(port: number, metric: string): Promise<boolean> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return text.includes(`\n${metric} `) && /^nhip_view_behind_entries 0$/m.test(text);
}
