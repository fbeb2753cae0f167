// A broker in a container of the official image, on a port of our choice: one of Docker's choice would be another after a restart.
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../../process/nhip-process.ts';
import type { Kafka, Restart } from '../kafka.ts';
import { asEnvironment, CLUSTER_ID, type NodePlace, nodeSettings } from './node-settings.ts';
import { IMAGE } from './provider.ts';
import { reachable } from './reachable.ts';

const run = promisify(execFile);
const PORT = 9092;
const START = '/tmp/start.sh';

// Traffic stays on this machine; a helper container that cleans up after us cannot be pulled everywhere, so suites clean up themselves.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
process.env.TESTCONTAINERS_HOST_OVERRIDE ??= 'localhost';

/** @param settings more server properties. */
export async function startContainer(settings: Readonly<Record<string, string>>): Promise<Kafka> {
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
      ...asEnvironment(settings),
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

async function restart(container: StartedTestContainer, broker: string, { signal, downMs }: Restart): Promise<void> {
  const id = container.getId();
  if (signal === 'KILL') await docker('kill', id);
  else await docker('stop', '--time', '30', id);
  await delay(downMs);
  await docker('start', id);
  await reachable(broker);
}

/** A node of a cluster, on the network of this machine, so that nodes find each other under the names that clients use. */
export function startNode(own: NodePlace, all: readonly NodePlace[]): Promise<StartedTestContainer> {
  return new GenericContainer(IMAGE)
    .withNetworkMode('host')
    .withEnvironment({
      CLUSTER_ID,
      ...asEnvironment(nodeSettings(own, all)),
      KAFKA_HEAP_OPTS: '-Xmx400m -Xms400m',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start();
}

/** Beside the event loop, so that a suite goes on sending meanwhile. */
export async function docker(...words: readonly string[]): Promise<void> {
  await run('docker', [...words]);
}
