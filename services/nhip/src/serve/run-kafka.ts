// Command `serve` on Kafka: one role or all of them in this process, until it is asked to stop.
import { LogError } from '@nhip/event-log';
import { NhipError } from '@nhip/events';
import { readKeys } from '@nhip/gateway';
import { createLogger } from '@nhip/telemetry';
import { loadPlan } from '../catalogue.ts';
import type { Environment } from '../environment.ts';
import { CommandFailure, describe } from '../failure.ts';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { composeKafka, type KafkaComposed, type Role, roles } from './compose-kafka.ts';
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

const FIRST_GENERATION = 1;

/** Resolves when the service listens. @throws CommandFailure */
export async function runOnKafka({ environment, kafka, role, manualClock, say }: KafkaRunOptions): Promise<void> {
  const logger = createLogger({ thread: 'main' });
  const tracing = await startTracing(logger);
  const plan = await loadPlan(environment.catalogue);
  const { host, port, keys: keysFile } = environment;
  let composed: KafkaComposed | null = null;
  const shutdown = onShutdown({
    stop: async () => {
      await composed?.close();
      await tracing.close();
    },
    say,
    fatal: (error) => logger.fatal({ err: error }, 'the service cannot go on'),
  });
  const wanted = role === 'all' ? roles : [role];
  const takesEvents = wanted.includes('gateway');
  try {
    const keys = keysFile === null || !takesEvents ? null : await readKeys(keysFile);
    composed = await composeKafka({
      roles: wanted,
      settings: { ...kafkaSettings(kafka, role), generation: FIRST_GENERATION },
      plan,
      address: { host, port },
      keys,
      manualClock,
      version: await version(),
      logger,
      failed: shutdown.fail,
    });
    const what = role === 'all' ? 'Nhịp' : `Nhịp's ${role}`;
    const place = `Kafka at ${kafka.brokers.join(', ')}, topics ${kafka.prefix}.${FIRST_GENERATION}.*`;
    say(
      `${what} listens on ${urlOf(host, composed.port)} (${place}, ${plan.kpis.length} KPIs of the catalogue ${plan.id})`,
    );
    if (keys === null && takesEvents) say(NO_KEYS);
    if (manualClock) say(MANUAL_CLOCK);
  } catch (error) {
    if (error instanceof LogError || error instanceof NhipError) throw new CommandFailure(describe(error));
    throw error;
  }
}
