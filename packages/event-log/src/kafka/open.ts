// The driver for Kafka as others see it. Its client library is loaded when brokers are to be reached: each thread that only knows of the
// driver would else keep all of its code.
import type { Generations } from './generations.ts';
import type { KafkaLog } from './kafka-log.ts';
import type { KafkaSettings } from './settings.ts';

/**
 * Connects, and makes or checks the topics.
 * @throws LogError `NHIP_LOG_UNAVAILABLE`, `NHIP_LOG_PARTITIONS`, `NHIP_LOG_CORRUPT`
 */
export async function openKafkaLog(settings: KafkaSettings): Promise<KafkaLog> {
  const driver = await import('./kafka-log.ts');
  return driver.openKafkaLog(settings);
}

/** @throws LogError `NHIP_LOG_UNAVAILABLE` */
export async function openKafkaGenerations(
  settings: Omit<KafkaSettings, 'generation' | 'partitions'>,
): Promise<Generations> {
  const driver = await import('./generations.ts');
  return driver.openKafkaGenerations(settings);
}
