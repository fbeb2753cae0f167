// Kafka: a city whose gateway, aggregators and exporter are processes of their own on one broker, with a clock of its own. Topics
// have a random prefix, so that cities on one broker do not meet.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaGenerations, openKafkaLog } from '@nhip/event-log';
import { postTick } from '../process/door.ts';
import { freePort, type Service, startService, until } from '../process/nhip-process.ts';
import { readMetrics, type Samples, sum } from '../process/own-metrics.ts';
import type { Kafka } from '../support/kafka.ts';

export interface KafkaCityOptions {
  readonly kafka: Pick<Kafka, 'brokers'>;
  /** Folder of the catalogue. */
  readonly catalogue: string;
  readonly partitions: number;
  readonly aggregators?: number;
  /** Copies of each partition; by default what the broker does. */
  readonly replication?: number;
  /** More of the environment of the gateway. */
  readonly gatewayEnvironment?: Readonly<Record<string, string>>;
  /** More of that of the aggregators. */
  readonly aggregatorEnvironment?: Readonly<Record<string, string>>;
}

export type Role = 'gateway' | 'aggregator' | 'exporter';

export interface KafkaCity {
  readonly prefix: string;
  readonly gateway: Service;
  readonly exporter: Service;
  /** Those that were started and not ended yet. */
  readonly aggregators: Service[];
  /** The environment of every process of the city. */
  readonly environment: Readonly<Record<string, string>>;
  addAggregator(): Promise<Service>;
  /** SIGKILL, and another one in its place. */
  restartGateway(): Promise<Service>;
  restartExporter(): Promise<Service>;
  tick(at: string): Promise<void>;
  /** Waits until every accepted event is counted, evaluated and shown. */
  caughtUp(msMax?: number): Promise<void>;
  /** All own metrics of all living processes. */
  samples(): Promise<Samples>;
  close(): Promise<void>;
}

const CAUGHT_UP_MS_MAX = 60_000;

export async function openKafkaCity(options: KafkaCityOptions): Promise<KafkaCity> {
  const prefix = `city-${randomUUID().slice(0, 8)}`;
  const environment = {
    NHIP_KAFKA_BROKERS: options.kafka.brokers.join(','),
    NHIP_KAFKA_PREFIX: prefix,
    NHIP_KAFKA_PARTITIONS: String(options.partitions),
    NHIP_CATALOGUE: options.catalogue,
    ...(options.replication === undefined ? {} : { NHIP_KAFKA_REPLICATION: String(options.replication) }),
  };
  // The exporter alone writes to it: its history.
  const data = mkdtempSync(join(tmpdir(), 'nhip-city-'));
  const more = { gateway: options.gatewayEnvironment, aggregator: options.aggregatorEnvironment, exporter: {} };
  const started = new Set<Service>();
  const start = async (role: Role): Promise<Service> => {
    const service = await startService({
      port: await freePort(),
      data,
      catalogue: options.catalogue,
      environment: { ...environment, ...more[role] },
      arguments: [role, '--clock', 'manual'],
    });
    started.add(service);
    return service;
  };
  const aggregators: Service[] = [];
  const addAggregator = async (): Promise<Service> => {
    const service = await start('aggregator');
    aggregators.push(service);
    return service;
  };
  // All at once, as an orchestrator does: whoever comes first makes the topics.
  const wanted = Array.from({ length: options.aggregators ?? 1 });
  const starting = [start('gateway'), start('exporter'), ...wanted.map(addAggregator)] as const;
  let [gateway, exporter] = await Promise.all(starting).catch(async (error: unknown) => {
    await Promise.allSettled(starting);
    await end([...started], data);
    throw error;
  });
  const city: KafkaCity = {
    prefix,
    get gateway() {
      return gateway;
    },
    get exporter() {
      return exporter;
    },
    aggregators,
    environment,
    addAggregator,
    restartGateway: async () => {
      await gateway.kill();
      gateway = await start('gateway');
      return gateway;
    },
    restartExporter: async () => {
      await exporter.kill();
      exporter = await start('exporter');
      return exporter;
    },
    tick: (at) => postTick(gateway.url, at),
    caughtUp: async (msMax = CAUGHT_UP_MS_MAX) => {
      await shown(city, msMax);
      await settled(options.kafka.brokers, prefix);
      await shown(city, msMax);
    },
    samples: () => samplesOf([gateway, ...aggregators, exporter]),
    close: () => end([exporter, ...aggregators, gateway], data),
  };
  return city;
}

async function end(services: readonly Service[], data: string): Promise<void> {
  for (const service of services) await service.stop();
  rmSync(data, { recursive: true, force: true });
}

function shown(city: KafkaCity, msMax: number): Promise<void> {
  return until('everything is counted and shown', msMax, () => isCaughtUp(city));
}

/** A commit is answered a moment before others read what it wrote: the exporter may not have seen that there is more. */
async function settled(brokers: readonly string[], prefix: string): Promise<void> {
  const settings = { brokers, clientId: 'settled', prefix };
  const generations = await openKafkaGenerations(settings);
  try {
    const log = await openKafkaLog({ ...settings, generation: await generations.current() });
    await log.settled('kpis').finally(() => log.close());
  } finally {
    await generations.close();
  }
}

async function samplesOf(services: readonly Service[]): Promise<Samples> {
  const all = await Promise.all(services.map(({ url }) => readMetrics(url)));
  return all.flat();
}

/** Exactly one process evaluates, it has evaluated everything that stands in `events`, and after that the exporter has read it all. */
async function isCaughtUp({ aggregators, exporter }: KafkaCity): Promise<boolean> {
  const counted = await samplesOf(aggregators).catch(() => null);
  const waiting = counted?.filter(([name]) => name === 'nhip_evaluate_waiting') ?? [];
  if (waiting.length !== 1 || waiting[0]?.[2] !== 0) return false;
  const shown = await samplesOf([exporter]).catch(() => []);
  return shown.some(([name, , value]) => name === 'nhip_view_behind_entries' && value === 0);
}

export interface CityCounts {
  /** What the doors stated of their own refusals: no delivery of an agency, but an entry of `events` like any other. */
  readonly own: number;
  readonly counted: number;
  readonly superseded: number;
  readonly repeated: number;
  readonly deadLettered: number;
  readonly accepted: number;
}

/** Summed over all aggregators: each partition is counted by one of them. */
export async function countsOf(city: KafkaCity): Promise<CityCounts> {
  const samples = await samplesOf(city.aggregators);
  const verdict = (name: string): number => sum(samples, 'nhip_tally_events_total', `verdict="${name}"`);
  return {
    own: sum(samples, 'nhip_tally_events_total', 'agency="nhip"'),
    counted: verdict('counted'),
    superseded: verdict('superseded'),
    repeated: verdict('repeated'),
    deadLettered: verdict('dead_lettered'),
    accepted: sum(samples, 'nhip_tally_accepted_total'),
  };
}
