// Waits for a broker to answer.
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'kafkajs';

const READY_MS_MAX = 60_000;
const POLL_MS = 100;

/** Resolves when the broker answers. @throws Error when it does not in time. */
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
      await delay(POLL_MS);
    }
  }
}
