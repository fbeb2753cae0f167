// Three real brokers for tests, each a broker and a controller, in containers on the network of this machine, so that they find each other under
// the names that clients use. Topics have three copies, and a write needs two of them.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../process/nhip-process.ts';
import { IMAGE, reachable } from './kafka.ts';

const run = promisify(execFile);
const NODES = [1, 2, 3] as const;

export interface KafkaCluster {
  readonly brokers: readonly string[];
  /** SIGKILL; it does not come back. */
  lose(broker: string): Promise<void>;
  close(): Promise<void>;
}

interface Ports {
  readonly client: number;
  readonly controller: number;
}

export async function startKafkaCluster(): Promise<KafkaCluster> {
  const ports: Ports[] = [];
  for (const _node of NODES) ports.push({ client: await freePort(), controller: await freePort() });
  const voters = ports.map(({ controller }, index) => `${index + 1}@localhost:${controller}`).join(',');
  const containers = await Promise.all(ports.map((own, index) => startNode(index + 1, own, voters)));
  const brokers = ports.map(({ client }) => `localhost:${client}`);
  for (const broker of brokers) await reachable(broker);
  return {
    brokers,
    lose: async (broker) => {
      const lost = containers[brokers.indexOf(broker)];
      if (lost === undefined) throw new Error(`there is no broker ${broker}`);
      await run('docker', ['kill', lost.getId()]);
    },
    close: async () => {
      await Promise.all(containers.map((container) => container.stop()));
    },
  };
}

function startNode(node: number, { client, controller }: Ports, voters: string): Promise<StartedTestContainer> {
  return new GenericContainer(IMAGE)
    .withNetworkMode('host')
    .withEnvironment({
      CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
      KAFKA_NODE_ID: String(node),
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: `PLAINTEXT://localhost:${client},CONTROLLER://localhost:${controller}`,
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:${client}`,
      KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
      KAFKA_DEFAULT_REPLICATION_FACTOR: '3',
      KAFKA_MIN_INSYNC_REPLICAS: '2',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '6',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '3',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '2',
      KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '6',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_HEAP_OPTS: '-Xmx400m -Xms400m',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start();
}
