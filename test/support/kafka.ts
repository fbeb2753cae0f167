// A real Kafka for tests: one broker, from wherever there is one to be had. Where there is none, suites are skipped with the reason.
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../process/nhip-process.ts';
import { fetchServer, prepareNode } from './kafka/child.ts';
import { startContainer } from './kafka/container.ts';
import { kafkaProvider } from './kafka/provider.ts';
import { reachable } from './kafka/reachable.ts';
import type { Missing } from './requires.ts';

export interface Restart {
  readonly signal: 'TERM' | 'KILL';
  readonly downMs: number;
}

export interface Kafka {
  readonly brokers: readonly string[];
  /** Ends the broker, asked or killed, and starts it again after a while on the same port, with what it had written. */
  restart(options: Restart): Promise<void>;
  close(): Promise<void>;
}

/** Null: there is a Kafka to be had. */
export function kafkaMissing(): Missing {
  const provider = kafkaProvider();
  return typeof provider === 'string' ? null : provider.missing;
}

/** @param settings more server properties; a given broker has its own. */
export async function startKafka(settings: Readonly<Record<string, string>> = {}): Promise<Kafka> {
  const provider = kafkaProvider();
  if (provider === 'named') return namedKafka((process.env.NHIP_KAFKA_BROKERS ?? '').split(','));
  if (provider === 'container') return startContainer(settings);
  if (provider === 'child') return startChild(settings);
  throw new Error(provider.missing);
}

function namedKafka(brokers: readonly string[]): Kafka {
  return {
    brokers,
    restart: () => Promise.reject(new Error('a given broker is left alone')),
    close: async () => {},
  };
}

export async function startChild(settings: Readonly<Record<string, string>> = {}): Promise<Kafka> {
  await fetchServer();
  const place = { id: 1, clientPort: await freePort(), controllerPort: await freePort() };
  const node = await prepareNode(place, [place], { settings });
  node.start();
  await reachable(node.broker);
  return {
    brokers: [node.broker],
    restart: async ({ signal, downMs }) => {
      await node.end(`SIG${signal}`);
      await delay(downMs);
      node.start();
      await reachable(node.broker);
    },
    close: node.close,
  };
}
