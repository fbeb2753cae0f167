// One aggregator over Kafka is threads that count and one that evaluates: its scrape tells of all of them, each series once, and what it
// tells adds up; a thread that cannot go on ends the process with a word that says why.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postAll } from '../process/door.ts';
import { freePort, runNhip, type Service } from '../process/nhip-process.ts';
import { readMetrics, sum } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { LAST_TICK } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { cityEvents } from './city-events.ts';
import { countsOf, type KafkaCity, openKafkaCity } from './kafka-city.ts';

const EVENTS = 2_000;
const PARTITIONS = 8;
const TEST_MS_MAX = 120_000;

describeWith([kafkaMissing()], 'the threads of an aggregator over Kafka', () => {
  const { next: random } = seededRandom('threads');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-threads-'));
  let kafka: Kafka;
  let city: KafkaCity;
  let aggregator: Service;

  beforeAll(async () => {
    cpSync(CATALOGUE, folder, { recursive: true });
    kafka = await startKafka();
    const aggregatorEnvironment = { NHIP_KAFKA_TALLY_THREADS: '3' };
    city = await openKafkaCity({ kafka, catalogue: folder, partitions: PARTITIONS, aggregatorEnvironment });
    const [first] = city.aggregators;
    if (first === undefined) throw new Error('no aggregator');
    aggregator = first;
    await city.tick(LAST_TICK);
    await postAll(city.gateway.url, await cityEvents(EVENTS, random));
    await city.caughtUp();
  }, TEST_MS_MAX);
  afterAll(async () => {
    await city?.close();
    await kafka?.close();
    rmSync(folder, { recursive: true });
  });

  it('all stand in its scrape', async () => {
    const samples = await readMetrics(aggregator.url);
    const labelsOf = (name: string) => samples.filter(([found]) => found === name).map(([, labels]) => labels);
    const names = ['aggregator-1', 'aggregator-2', 'aggregator-3', 'evaluator'].map((name) => `thread="${name}"`);
    expect(labelsOf('nhip_thread_up')).toEqual(names);
    expect(sum(samples, 'nhip_thread_up')).toBe(names.length);
    expect(labelsOf('nhip_thread_busy_seconds_total')).toEqual(['thread="main"', ...names]);
    expect(labelsOf('nhip_tally_records')).toHaveLength(PARTITIONS);
  });

  it.each(['text/plain', 'application/openmetrics-text'])('tell each series once: %s', async (accept) => {
    const response = await fetch(new URL('/metrics', aggregator.url), { headers: { accept } });
    expect(response.headers.get('content-type')).toContain(accept);
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const series = lines.map((line) => line.replace(/ # \{.*$/, '').replace(/ \S+$/, ''));
    expect(series.filter((name, place) => series.indexOf(name) !== place)).toEqual([]);
    expect(series.length).toBeGreaterThan(50);
  });

  it('have counted every event once, as the sums over all of them tell', async () => {
    const { accepted, own, ...counts } = await countsOf(city);
    expect(counts).toEqual({ counted: EVENTS + own, superseded: 0, repeated: 0, deadLettered: 0 });
    expect(accepted).toBe(EVENTS + own);
    const samples = await readMetrics(aggregator.url);
    const commits = sum(samples, 'nhip_tally_commit_seconds_count');
    expect(commits).toBeGreaterThanOrEqual(PARTITIONS);
    expect(sum(samples, 'nhip_tally_commit_seconds_bucket', 'le="+Inf"')).toBe(commits);
  });

  it('end the process when one cannot go on, and say why in one line', { timeout: TEST_MS_MAX }, async () => {
    expect(await aggregator.stop(), aggregator.output()).toBe(0);
    city.aggregators.splice(0);
    const file = join(folder, 'case.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('caseId: { type: text, max: 32 }', '$&\n  note: { type: code }'),
    );
    const { code, output } = await runNhip(['serve', 'aggregator', '--clock', 'manual'], {
      ...city.environment,
      NHIP_DATA: folder,
      NHIP_PORT: String(await freePort()),
    });
    expect(output).toMatch(/^nhip: .*run `nhip rebuild`/m);
    expect(code).toBe(1);
  });
});
