// Benchmark: one topic of events with distinct ids, read by the bare client, by a Kafka Streams program and by the aggregator, one
// after the other on the same broker. What the aggregator wrote, and how soon another one takes over from it.
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../process/nhip-process.ts';
import type { Scenario } from '../embedded/scenario.ts';
import { plain, type Row } from '../report.ts';
import type { Stretch } from '../stream.ts';
import { eventsTopic } from './bare-client.ts';
import { type Cluster, startCluster } from './cluster.ts';
import type { Look, NhipService } from './nhip-service.ts';
import { buildStreams, runStreams } from './streams.ts';

/** Longest time for the whole topic to be counted, or for a takeover. */
const COUNTED_MS_MAX = 600_000;
const TAKEN_OVER_MS_MAX = 120_000;
const LOOK_EVERY_MS = 250;
/** Newer statements that arrive while nobody counts; enough of them for every partition. */
const LATE_EVENTS = 4_000;

export const tallyScenario: Scenario = {
  ids: [
    'kafka.tally',
    'kafka.streams',
    'kafka.floor',
    'kafka.tally-vs-streams',
    'kafka.tally-vs-floor',
    'kafka.takeover',
    'kafka.write-ratio',
  ],
  async measure({ sizes, setting, say }): Promise<readonly Row[]> {
    await buildStreams();
    const cluster = await startCluster(setting);
    try {
      const count = sizes.kafkaEvents;
      const base = { first: 0, records: count / 2, nowMs: Date.now(), codes: setting.codes };
      const { eventBytes } = await cluster.once((worker) =>
        worker.ask({ kind: 'fill', ...cluster.source, stretch: { ...base, kind: 'fresh', count } }, 'filled'),
      );
      const entries = await cluster.stored();
      say(`the topic has ${plain(count)} events of ${plain(eventBytes / count)} bytes in ${plain(entries)} entries`);
      const bare = await measureOthers(cluster, { events: count, entries }, say);
      await cluster.tick(base.nowMs);
      const aggregator = await cluster.nhip('aggregator');
      const counted = await countAll(aggregator, entries);
      say(`aggregator: ${plain(counted.perSecond)} events/s, published ${plain(counted.publishedSeconds)} s later`);
      const late: Stretch = { ...base, kind: 'again', count: LATE_EVENTS };
      const taken = await takeOver(aggregator, cluster, late);
      say(
        `takeover: ${plain(taken.seconds)} s after the loss was noticed, which took ${plain(taken.noticedSeconds)} s`,
      );
      return rowsOf({ ...bare, counted, taken, eventBytes, records: base.records });
    } finally {
      await cluster.close();
    }
  },
};

interface Others {
  readonly floor: number;
  readonly memory: number;
  readonly rocksdb: number;
}

interface Filled {
  readonly events: number;
  readonly entries: number;
}

async function measureOthers(cluster: Cluster, filled: Filled, say: (line: string) => void): Promise<Others> {
  const { events, entries } = filled;
  const { brokers, source } = cluster;
  const topic = eventsTopic(source.settings);
  const { seconds } = await cluster.once((worker) =>
    worker.ask({ kind: 'consume', brokers, topic, events: entries }, 'consumed'),
  );
  const floor = entries / seconds;
  say(`floor: ${plain(floor)} events/s`);
  const memory = await runStreams({ brokers, topic, entries, events, store: 'memory' });
  const rocksdb = await runStreams({ brokers, topic, entries, events, store: 'rocksdb' });
  say(`Kafka Streams: ${plain(memory)} events/s in memory, ${plain(rocksdb)} events/s with RocksDB`);
  return { floor, memory, rocksdb };
}

interface Counted {
  /** From the first partition that is restored to the commit of the last event. */
  readonly perSecond: number;
  /** From that commit until its values are published. */
  readonly publishedSeconds: number;
  readonly written: Look['written'];
}

async function countAll(aggregator: NhipService, entries: number): Promise<Counted> {
  await reach(aggregator, COUNTED_MS_MAX, ({ events }) => events === entries);
  // Asked once more, since nothing keeps the threads that count from answering now.
  const { partitions } = await aggregator.look();
  // One that has moved to another thread has nothing left to commit there.
  const lastCommitAtMs = Math.max(...partitions.map(({ committedAtMs }) => committedAtMs ?? 0));
  if (lastCommitAtMs === 0) throw new Error('nothing was counted');
  const restoredAtMs = Math.min(...partitions.map((one) => one.restoredAtMs));
  const { written } = await reach(aggregator, COUNTED_MS_MAX, ({ isWaiting }) => !isWaiting);
  return {
    perSecond: entries / ((lastCommitAtMs - restoredAtMs) / 1000),
    publishedSeconds: (Date.now() - lastCommitAtMs) / 1000,
    written,
  };
}

interface TakenOver {
  /** From the first partition assigned until every partition has committed. */
  readonly seconds: number;
  /** From the kill until the first partition is assigned. */
  readonly noticedSeconds: number;
}

async function takeOver(former: NhipService, cluster: Cluster, late: Stretch): Promise<TakenOver> {
  await former.kill();
  const killedAtMs = Date.now();
  const starting = cluster.nhip('aggregator');
  await cluster.once((worker) => worker.ask({ kind: 'fill', ...cluster.source, stretch: late }, 'filled'));
  const next = await starting;
  const count = cluster.source.settings.partitions;
  const { partitions } = await reach(next, TAKEN_OVER_MS_MAX, (now) => {
    return now.partitions.length === count && now.partitions.every(({ committedAtMs }) => committedAtMs !== null);
  });
  const assignedAtMs = Math.min(...partitions.map((one) => one.assignedAtMs));
  const committedAtMs = Math.max(...partitions.map((one) => one.committedAtMs ?? Number.NaN));
  return { seconds: (committedAtMs - assignedAtMs) / 1000, noticedSeconds: (assignedAtMs - killedAtMs) / 1000 };
}

/** Looks now and then: a scrape asks every thread, and takes from the aggregator what is being measured. */
async function reach(aggregator: NhipService, msMax: number, holds: (look: Look) => boolean): Promise<Look> {
  let last = await aggregator.look();
  await until('the aggregator has got there', msMax, async () => {
    if (holds(last)) return true;
    await delay(LOOK_EVERY_MS);
    last = await aggregator.look();
    return holds(last);
  });
  return last;
}

interface Measured extends Others {
  readonly counted: Counted;
  readonly taken: TakenOver;
  readonly eventBytes: number;
  readonly records: number;
}

function rowsOf({ floor, memory, rocksdb, counted, taken, eventBytes, records }: Measured): readonly Row[] {
  const streams = Math.max(memory, rocksdb);
  const { perSecond, publishedSeconds, written } = counted;
  const share = (topic: 'records' | 'cells' | 'kpis') => written[topic] / eventBytes;
  const parts = (['records', 'cells', 'kpis'] as const).map((topic) => `${topic} ${plain(share(topic))}`);
  return [
    { id: 'kafka.tally', value: perSecond, note: `committed; published ${plain(publishedSeconds)} s later` },
    { id: 'kafka.streams', value: streams, note: `in memory ${plain(memory)}, RocksDB ${plain(rocksdb)}` },
    { id: 'kafka.floor', value: floor, note: 'one run' },
    { id: 'kafka.tally-vs-streams', value: perSecond / streams, note: 'beside the better of the two' },
    { id: 'kafka.tally-vs-floor', value: perSecond / floor, note: '' },
    {
      id: 'kafka.takeover',
      value: taken.seconds,
      note: `${plain(records)} records; noticed after ${plain(taken.noticedSeconds)} s`,
    },
    {
      id: 'kafka.write-ratio',
      value: share('records') + share('cells') + share('kpis'),
      note: `${parts.join(', ')}; before compression`,
    },
  ];
}
