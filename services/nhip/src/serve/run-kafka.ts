// Command `serve` on Kafka: one role or all of them in this process, on the generation in force, until it is asked to stop. When a rebuild puts
// another generation in force, everything is closed and opened on that one, on the same port.
import { type Generations, type KafkaSettings, LogError, openKafkaGenerations } from '@nhip/event-log';
import { NhipError } from '@nhip/events';
import { readKeys } from '@nhip/gateway';
import { createLogger } from '@nhip/telemetry';
import { loadServed } from '../catalogue.ts';
import type { Environment } from '../environment.ts';
import { CommandFailure, describe } from '../failure.ts';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { composeKafka, type KafkaComposed, type KafkaComposeOptions, type Role, roles } from './compose-kafka.ts';
import { adviceOf, fatalTo } from './fatal.ts';
import { kafkaSettings } from './kafka-settings.ts';
import { MANUAL_CLOCK, NO_KEYS, urlOf, version } from './run.ts';
import { onShutdown } from './shutdown.ts';
import { startTracing } from './tracing.ts';

export interface KafkaRunOptions {
  readonly environment: Environment;
  readonly kafka: KafkaEnvironment;
  readonly role: Role | 'all';
  readonly manualClock: boolean;
  readonly say: (line: string) => void;
}

/** Resolves when the service listens. @throws CommandFailure */
export async function runOnKafka({ environment, kafka, role, manualClock, say }: KafkaRunOptions): Promise<void> {
  const logger = createLogger({ thread: 'main' });
  const tracing = await startTracing(logger);
  const { plan, reference } = await loadServed(environment.catalogue);
  const { host, port, keys: keysFile } = environment;
  let served: Served | null = null;
  const shutdown = onShutdown({
    stop: async () => {
      await served?.close();
      await tracing.close();
    },
    say,
    fatal: fatalTo(logger),
  });
  const wanted = role === 'all' ? roles : [role];
  const takesEvents = wanted.includes('gateway');
  try {
    // An aggregator answers nobody.
    const needsKeys = takesEvents || wanted.includes('exporter');
    const keys = keysFile === null || !needsKeys ? null : await readKeys(keysFile);
    const compose = {
      roles: wanted,
      plan,
      reference,
      address: { host, port },
      keys,
      manualClock,
      scrapeSeriesMax: environment.scrapeSeriesMax,
      history: environment.history,
      data: environment.data,
      version: await version(),
      logger,
    };
    served = await serve({ kafka, role, compose, say, failed: shutdown.fail });
    const what = role === 'all' ? 'Nhịp' : `Nhịp's ${role}`;
    const place = `Kafka at ${kafka.brokers.join(', ')}, topics ${kafka.prefix}.${served.generation()}.*`;
    say(
      `${what} listens on ${urlOf(host, served.port)} (${place}, ${plan.kpis.length} KPIs of the catalogue ${plan.id})`,
    );
    if (keys === null && takesEvents) say(NO_KEYS);
    if (manualClock) say(MANUAL_CLOCK);
  } catch (error) {
    const advice = adviceOf(error);
    if (advice !== null) throw new CommandFailure(advice);
    if (error instanceof LogError || error instanceof NhipError) throw new CommandFailure(describe(error));
    throw error;
  }
}

interface Served {
  readonly port: number;
  generation(): number;
  close(): Promise<void>;
}

interface ServeOptions {
  readonly kafka: KafkaEnvironment;
  readonly role: Role | 'all';
  readonly compose: Omit<KafkaComposeOptions, 'kafka' | 'settings' | 'failed'>;
  readonly say: (line: string) => void;
  readonly failed: (error: unknown) => void;
}

/** Throws with everything closed: what is open would keep the process. */
async function serve(options: ServeOptions): Promise<Served> {
  const { partitions, ...settings } = kafkaSettings(options.kafka, options.role);
  const generations = await openKafkaGenerations(settings);
  return serveInForce({ ...options, settings, partitions, generations }).catch(async (error: unknown) => {
    await generations.close();
    throw error;
  });
}

interface InForce extends ServeOptions {
  readonly settings: Omit<KafkaSettings, 'generation' | 'partitions'>;
  /** Of topics that are new; undefined: what the driver takes. */
  readonly partitions: number | undefined;
  readonly generations: Generations;
}

async function serveInForce(options: InForce): Promise<Served> {
  const { kafka, compose, say, failed, settings, partitions, generations } = options;
  let generation = await generations.current();
  const open = (port: number): Promise<KafkaComposed> => {
    // A rebuild has said how many partitions its generation has.
    const ofNewTopics = generation === 1 && partitions !== undefined ? { partitions } : {};
    const address = { ...compose.address, port };
    return composeKafka({ ...compose, kafka, address, settings: { ...settings, ...ofNewTopics, generation }, failed });
  };
  let composed = await open(compose.address.port);
  const { port } = composed;
  let turn: Promise<void> = Promise.resolve();
  let isClosing = false;
  let wanted = generation;
  /** To the last one that came into force: another one may have come while the former was opened. */
  const move = async (): Promise<void> => {
    const next = wanted;
    if (next === generation || isClosing) return;
    say(`generation ${next} is in force: going on there`);
    await composed.close();
    generation = next;
    composed = await open(port);
  };
  const watching = await generations
    .watch(generation, (next) => {
      wanted = next;
      turn = turn.then(move).catch(failed);
    })
    .catch(async (error: unknown) => {
      await composed.close();
      throw error;
    });
  return {
    port,
    generation: () => generation,
    close: async () => {
      isClosing = true;
      await watching.close();
      await turn;
      await composed.close();
      await generations.close();
    },
  };
}
