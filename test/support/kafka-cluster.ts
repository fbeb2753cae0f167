// Three real brokers for tests, each a broker and a controller. Topics have three copies, and a write needs two of them.
import { freePort } from '../process/nhip-process.ts';
import { fetchServer, prepareNode } from './kafka/child.ts';
import { docker, startNode } from './kafka/container.ts';
import type { NodePlace } from './kafka/node-settings.ts';
import { kafkaProvider } from './kafka/provider.ts';
import { reachable } from './kafka/reachable.ts';

const NODES = [1, 2, 3] as const;

export interface KafkaCluster {
  readonly brokers: readonly string[];
  /** SIGKILL; it does not come back. */
  lose(broker: string): Promise<void>;
  close(): Promise<void>;
}

/** One node that runs. */
interface Node {
  lose(): Promise<void>;
  close(): Promise<void>;
}

export async function startKafkaCluster(): Promise<KafkaCluster> {
  const places: NodePlace[] = [];
  for (const id of NODES) places.push({ id, clientPort: await freePort(), controllerPort: await freePort() });
  const nodes = kafkaProvider() === 'child' ? await startChildren(places) : await startContainers(places);
  const brokers = places.map(({ clientPort }) => `localhost:${clientPort}`);
  for (const broker of brokers) await reachable(broker);
  return {
    brokers,
    lose: async (broker) => {
      const lost = nodes[brokers.indexOf(broker)];
      if (lost === undefined) throw new Error(`there is no broker ${broker}`);
      await lost.lose();
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

async function startContainers(places: readonly NodePlace[]): Promise<readonly Node[]> {
  const containers = await Promise.all(places.map((own) => startNode(own, places)));
  return containers.map((container) => ({
    lose: () => docker('kill', container.getId()),
    close: async () => {
      await container.stop();
    },
  }));
}

async function startChildren(places: readonly NodePlace[]): Promise<readonly Node[]> {
  await fetchServer();
  const nodes = await Promise.all(places.map((own) => prepareNode(own, places)));
  for (const node of nodes) node.start();
  return nodes.map((node) => ({ lose: () => node.end('SIGKILL'), close: node.close }));
}
