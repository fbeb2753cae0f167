// The broker that suites get where there is no Docker: it keeps what it was told over a restart, and nothing of it is left behind.
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { openKafkaLog } from '@nhip/event-log';
import { expect, it } from 'vitest';
import { describeWith } from './describe-with.ts';
import { startChild } from './kafka.ts';
import { programMissing } from './requires.ts';

const START_MS_MAX = 180_000;

describeWith([programMissing('java'), programMissing('mvn')], 'a Kafka as a child process', () => {
  it('keeps entries over a restart, and leaves nothing behind', { timeout: START_MS_MAX }, async () => {
    const before = foldersOfBrokers();
    const kafka = await startChild();
    const settings = { brokers: kafka.brokers, clientId: 'test', prefix: 'child', generation: 1, partitions: 1 };
    try {
      const log = await openKafkaLog(settings);
      await log.append('events', [{ partition: 0, key: null, value: Buffer.from('{}') }]);
      await log.close();
      await kafka.restart({ signal: 'TERM', downMs: 0 });
      const again = await openKafkaLog(settings);
      expect(await again.range('events', 0)).toEqual({ start: 0, end: 1 });
      await again.close();
    } finally {
      await kafka.close();
    }
    expect(foldersOfBrokers()).toEqual(before);
    await expect(openKafkaLog(settings)).rejects.toMatchObject({ code: 'NHIP_LOG_UNAVAILABLE' });
  });
});

function foldersOfBrokers(): readonly string[] {
  return existsSync(tmpdir()) ? readdirSync(tmpdir()).filter((name) => name.startsWith('nhip-kafka-')) : [];
}
