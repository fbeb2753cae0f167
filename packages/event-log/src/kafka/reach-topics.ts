// How a client comes to know who leads the partitions of a topic: it has to be connected, and told of the topic.
import type { Cluster } from './internals.ts';

/** Connects with the first call, after a failure anew. What the client was told of already, it is not asked about again. */
export function reachTopics(cluster: Cluster): (topics: readonly string[]) => Promise<void> {
  let connected: Promise<void> | null = null;
  return async (topics) => {
    connected ??= cluster.connect().catch((error: unknown) => {
      connected = null;
      throw error;
    });
    await connected;
    await cluster.addMultipleTargetTopics(topics);
  };
}
