// On Kafka an exporter keeps its history in a file: one that was killed still answers what was said before.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKafkaCity } from '../kafka/kafka-city.ts';
import { until } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { saidOfMay, tellCases } from './said-in-may.ts';

const WAIT_MS_MAX = 30_000;
const JUNE = '2015-06-01T00:00:00-04:00';
const JULY = '2015-07-01T00:00:00-04:00';

describeWith([kafkaMissing()], 'an exporter on Kafka', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.close());

  it('answers what was said before it was killed', { timeout: 180_000 }, async () => {
    const city = await openKafkaCity({ kafka, catalogue: CATALOGUE, partitions: 2 });
    try {
      const says = (asOf: string, value: number) =>
        until(`it says ${value} as of ${asOf}`, WAIT_MS_MAX, async () => {
          const { values } = await saidOfMay(city.exporter.url, asOf);
          return values?.[0]?.value === value && values[0].state === 'provisional';
        });
      await city.tick('2015-05-31T00:00:00-04:00');
      await tellCases(city.gateway.url, ['1', '2']);
      await city.caughtUp();
      await city.tick(JUNE);
      await says(JUNE, 2);
      await city.restartExporter();
      await tellCases(city.gateway.url, ['3']);
      await city.caughtUp();
      await city.tick(JULY);
      await says(JULY, 3);
      expect(await saidOfMay(city.exporter.url, JUNE)).toMatchObject({ values: [{ value: 2, state: 'provisional' }] });
    } finally {
      await city.close();
    }
  });
});
