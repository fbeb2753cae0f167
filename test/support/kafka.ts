// A real Kafka for tests: the brokers that NHIP_KAFKA_BROKERS names, else one in a container of the official image, with the port
// that Docker gave it. Where there is neither, suites are skipped with the reason.
import { execFile, execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../process/nhip-process.ts';

const run = promisify(execFile);

export interface Kafka {
  readonly brokers: readonly string[];
  /** Ends the broker, asked or killed, and starts it again after a while on the same port, with what it had written. */
  restart(options: { readonly signal: 'TERM' | 'KILL'; readonly downMs: number }): Promise<void>;
  close(): Promise<void>;
}

export const IMAGE = 'apache/kafka:4.2.0';
const PORT = 9092;
const READY_MS_MAX = 60_000;
const START = '/tmp/start.sh';

// Traffic stays on this machine; a helper container that cleans up after us cannot be pulled everywhere, so suites clean up themselves.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
process.env.TESTCONTAINERS_HOST_OVERRIDE ??= 'localhost';

/** Null: there is a Kafka to be had. */
export function kafkaMissing(): string | null {
  if (process.env.NHIP_KAFKA_BROKERS !== undefined) return null;
  try {
    execFileSync('docker', ['image', 'inspect', IMAGE], { stdio: 'ignore', timeout: 20_000 });
    return null;
  } catch {
    return `neither NHIP_KAFKA_BROKERS nor Docker with the image ${IMAGE}`;
  }
}

export async function startKafka(): Promise<Kafka> {
  const named = process.env.NHIP_KAFKA_BROKERS;
  if (named !== undefined) {
    const brokers = named.split(',');
    return {
      brokers,
      restart: () => Promise.reject(new Error('a given broker is left alone')),
      close: async () => {},
    };
  }
  // A port of our choice: one of Docker's choice would be another after a restart.
  const port = await freePort();
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: PORT, host: port })
    .withEntrypoint(['/bin/sh', '-c', `echo waits; while [ ! -f ${START} ]; do sleep 0.1; done; exec /bin/sh ${START}`])
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      // The broker talks to itself too (markers of transactions), and inside the port is another one than outside.
      KAFKA_LISTENERS: `PLAINTEXT://:${PORT},BROKER://:9094,CONTROLLER://:9093`,
      KAFKA_INTER_BROKER_LISTENER_NAME: 'BROKER',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage('waits'))
    .start();
  const broker = `localhost:${port}`;
  const script = `export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://${broker},BROKER://localhost:9094\nexec /etc/kafka/docker/run\n`;
  await container.copyContentToContainer([{ content: script, target: START }]);
  await reachable(broker);
  return {
    brokers: [broker],
    restart: (options) => restart(container, broker, options),
    close: async () => {
      await container.stop();
    },
  };
}

interface Restart {
  readonly signal: 'TERM' | 'KILL';
  readonly downMs: number;
}

async function restart(container: StartedTestContainer, broker: string, { signal, downMs }: Restart): Promise<void> {
  const id = container.getId();
  if (signal === 'KILL') await docker('kill', id);
  else await docker('stop', '--time', '30', id);
  await delay(downMs);
  await docker('start', id);
  await reachable(broker);
}

/** Beside the event loop, so that a suite goes on sending meanwhile. */
async function docker(...words: readonly string[]): Promise<void> {
  await run('docker', [...words]);
}

/** Resolves when the broker answers. */
export async function reachable(broker: string): Promise<void> {
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    const admin = new kafkajs.Kafka({
      brokers: [broker],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      await admin.listTopics();
      await admin.disconnect();
      return;
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      if (Date.now() > deadline) throw new Error(`no broker at ${broker}`, { cause: error });
      await delay(100);
    }
  }
}
