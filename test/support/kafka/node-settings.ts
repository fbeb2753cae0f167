// One node that is broker and controller at once, as server properties. Both providers start it from these.

export interface NodePlace {
  readonly id: number;
  readonly clientPort: number;
  readonly controllerPort: number;
}

export const CLUSTER_ID = '5L6g3nShT-eMCtK--X86sw';

/** A node on this machine's loopback, in a cluster of `nodes` copies of everything, of which a write needs all but one. */
export function nodeSettings(own: NodePlace, all: readonly NodePlace[]): Readonly<Record<string, string>> {
  const copies = String(all.length);
  const inSync = String(Math.max(1, all.length - 1));
  return {
    'node.id': String(own.id),
    'process.roles': 'broker,controller',
    listeners: `PLAINTEXT://localhost:${own.clientPort},CONTROLLER://localhost:${own.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://localhost:${own.clientPort}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'controller.quorum.voters': all.map(({ id, controllerPort }) => `${id}@localhost:${controllerPort}`).join(','),
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': '6',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
  };
}

/** As the official image takes them: `node.id` is KAFKA_NODE_ID. */
export function asEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings);
  return Object.fromEntries(
    entries.map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, value]),
  );
}

export function asProperties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
