// How numbers came about, asked of the real program, embedded and on Kafka: everything adds up, every key can be told, and both ways of
// running it tell the same (N4).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKafkaCity } from '../kafka/kafka-city.ts';
import { freePort, type Service, startService } from '../process/nhip-process.ts';
import { caughtUp } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import {
  type ExplainedCity,
  type Explanation,
  explainedCity,
  explanations,
  tellCity,
  unadded,
} from './explained-city.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-explain-'));
let city: ExplainedCity;
let service: Service;
let told: ReadonlyMap<string, Explanation>;

beforeAll(async () => {
  city = await explainedCity(seededRandom('explanations').seed);
  service = await startService({ port: await freePort(), data: join(folder, 'log'), catalogue: city.catalogue });
  await tellCity(city, service.url);
  await caughtUp(service.url);
  told = await explanations(city, service.url);
}, 180_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('adds up for every KPI of the built-in catalogue, embedded', () => {
  expect([...told].flatMap(([path, one]) => unadded(path, one))).toEqual([]);
  expect(told.size).toBeGreaterThan(50);
});

it('tells the key of every record that an agency has stated', () => {
  const records = [...told.values()].flatMap(({ records: { list } }) => list);
  expect(records.filter(({ key, record }) => key === null && record !== 'statement')).toEqual([]);
  expect(records.filter(({ key }) => key !== null).length).toBeGreaterThan(100);
});

it('still tells it after a restart', { timeout: 60_000 }, async () => {
  await service.stop();
  service = await startService({ port: await freePort(), data: join(folder, 'log'), catalogue: city.catalogue });
  const few = { ...city, paths: city.paths.slice(0, 20) };
  const again = await explanations(few, service.url);
  for (const [path, { measures, records }] of again) {
    expect([path, measures, records]).toEqual([path, told.get(path)?.measures, told.get(path)?.records]);
  }
});

describeWith([kafkaMissing()], 'on Kafka', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.close());

  it('tells the same', { timeout: 240_000 }, async () => {
    const onKafka = await openKafkaCity({ kafka, catalogue: city.catalogue, partitions: 3, aggregators: 2 });
    try {
      await tellCity(city, onKafka.gateway.url);
      await onKafka.caughtUp();
      const found = await explanations(city, onKafka.exporter.url);
      for (const [path, one] of told) {
        const { computed, formula, measures, records } = found.get(path) as Explanation;
        // What the service states of itself is kept by partition.
        const own = measures.some(({ measure }) => measure.startsWith('statement.'));
        expect([path, computed, formula, measures, own ? null : records]).toEqual([
          path,
          one.computed,
          one.formula,
          one.measures,
          own ? null : one.records,
        ]);
      }
      expect(found.size).toBe(told.size);
    } finally {
      await onKafka.close();
    }
  });
});
