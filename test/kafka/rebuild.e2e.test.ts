// `nhip rebuild --partitions 8` on Kafka while events arrive: the services go on in the next generation by themselves, nothing that was accepted
// is missing there, and no value changes (N1).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runNhip, until } from '../process/nhip-process.ts';
import { sum } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { readCases } from '../real-data/cases.ts';
import { expect311 } from '../real-data/expectation.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { compare, fetchPublished } from '../real-data/published.ts';
import { LAST_TICK, SPAN } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { countsOf, openKafkaCity } from './kafka-city.ts';
import { Load } from './load.ts';

const ROWS = 8_000;
const PARTITIONS_AFTER = 8;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const MOVED_MS_MAX = 30_000;

describeWith([kafkaMissing()], 'a rebuild on Kafka', () => {
  const { next: random } = seededRandom('rebuild');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-rebuild-'));
  const file = join(folder, 'cases.csv.gz');
  let kafka: Kafka;

  beforeAll(async () => {
    writeFileSync(file, generateFile(ROWS, random).bytes);
    kafka = await startKafka();
  });
  afterAll(async () => {
    await kafka?.close();
    rmSync(folder, { recursive: true });
  });

  it('goes from 1 to 8 partitions while events arrive, and changes no value', { timeout: 180_000 }, async () => {
    const { events } = await readCaseEvents(file, STATED_AT);
    const city = await openKafkaCity({ kafka, catalogue: CATALOGUE, partitions: 1, aggregators: 2 });
    try {
      await city.tick(LAST_TICK);
      const load = new Load({ url: () => city.gateway.url, events, durationMs: 20_000 });
      await load.reached(0.25);
      const { code, output } = await runNhip(['rebuild', '--partitions', String(PARTITIONS_AFTER)], city.environment);
      process.stdout.write(output);
      expect(code, output).toBe(0);
      expect(output).toContain('all are equal');
      const acceptedBefore = load.accepted;
      expect(acceptedBefore).toBeLessThan(ROWS);
      await load.done();

      await until('the aggregators are in the next generation', MOVED_MS_MAX, async () => {
        const samples = await city.samples().catch(() => []);
        return samples.filter(([name]) => name === 'nhip_tally_pending_events').length === PARTITIONS_AFTER;
      });
      await city.caughtUp();
      const published = await fetchPublished(city.exporter.url, '2014-12-29', SPAN.to);
      expect(compare(published, expect311(readCases(file), SPAN)).differences.slice(0, 10)).toEqual([]);
      const counts = await countsOf(city);
      expect(counts).toMatchObject({ counted: ROWS, superseded: 0, deadLettered: 0 });
      expect(counts.repeated).toBe(counts.accepted - ROWS);
      expect(sum(await city.samples(), 'nhip_tally_records')).toBe(ROWS);
    } finally {
      await city.close();
    }
  });
});
