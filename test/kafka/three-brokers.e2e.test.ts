// Three brokers with three copies of everything, of which a write needs two: one is lost during load, and every value comes out all the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { readCases } from '../real-data/cases.ts';
import { expect311 } from '../real-data/expectation.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { compare, fetchPublished } from '../real-data/published.ts';
import { LAST_TICK, SPAN } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { kafkaMissing } from '../support/kafka.ts';
import { type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import { countsOf, openKafkaCity } from './kafka-city.ts';
import { Load } from './load.ts';

const ROWS = 4_000;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const START_MS_MAX = 120_000;
const RECOVERY_MS_MAX = 90_000;
const GIVEN = process.env.NHIP_KAFKA_BROKERS === undefined ? null : 'given brokers are left alone';

describeWith([GIVEN, kafkaMissing()], 'three brokers', () => {
  const { next: random } = seededRandom('three brokers');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-brokers-'));
  const file = join(folder, 'cases.csv.gz');
  let cluster: KafkaCluster;

  beforeAll(async () => {
    writeFileSync(file, generateFile(ROWS, random).bytes);
    cluster = await startKafkaCluster();
  }, START_MS_MAX);
  afterAll(async () => {
    await cluster?.close();
    rmSync(folder, { recursive: true });
  });

  it('go on when one is lost', { timeout: 180_000 }, async () => {
    const { events } = await readCaseEvents(file, STATED_AT);
    const city = await openKafkaCity({
      kafka: cluster,
      catalogue: CATALOGUE,
      partitions: 4,
      aggregators: 2,
      replication: 3,
    });
    try {
      await city.tick(LAST_TICK);
      const load = new Load({ url: () => city.gateway.url, events, durationMs: 8_000 });
      await load.reached(0.25);
      const began = performance.now();
      await cluster.lose(cluster.brokers[0] ?? '');
      await load.done();
      await city.caughtUp(RECOVERY_MS_MAX);
      const [all, gap] = [(performance.now() - began) / 1000, load.longestGapMs / 1000];
      process.stdout.write(
        `recovery: one of three brokers lost: everything shown after ${all.toFixed(1)} s, at most ${gap.toFixed(1)} s without an accepted event\n`,
      );
      const published = await fetchPublished(city.exporter.url, '2014-12-29', SPAN.to);
      expect(compare(published, expect311(readCases(file), SPAN)).differences.slice(0, 10)).toEqual([]);
      const counts = await countsOf(city);
      expect(counts).toMatchObject({ counted: ROWS, superseded: 0, deadLettered: 0 });
      expect(counts.repeated).toBe(counts.accepted - ROWS);
    } finally {
      await city.close();
    }
  });
});
