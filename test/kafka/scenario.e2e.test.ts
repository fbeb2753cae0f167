// N4: one scenario through the embedded process and through separate services on Kafka, with 1 and with 8 partitions: the value,
// numerator, denominator, score, status and flags of every key are equal. Hanoi is simulated; Boston is real, where the data is present.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalogue } from '@nhip/catalogue';
import { type CloudEvent, loadPlan, simulatedEvents } from '@nhip/nhip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postAll, postTick } from '../process/door.ts';
import { freePort, startService } from '../process/nhip-process.ts';
import { caughtUp } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { sharedMissing, sharedPath } from '../support/requires.ts';
import { type AllValues, readAllValues, valueDifferences } from './all-values.ts';
import { countsOf, openKafkaCity } from './kafka-city.ts';

interface Scenario {
  readonly catalogue: string;
  readonly events: readonly CloudEvent[];
  /** Ticks, each after a share of the events. */
  readonly ticks: readonly string[];
}

const BOSTON = 'data/boston311-2015h1.csv.gz';
const STATED_AT = '2016-01-15T12:00:00.000Z';
const DIFFERENCES_SHOWN_MAX = 10;

describeWith([kafkaMissing()], 'one scenario', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.close());

  describe('of a simulated Hanoi', () => equalEverywhere(() => kafka, hanoi));

  describeWith([sharedMissing(BOSTON)], 'of Boston', () => equalEverywhere(() => kafka, boston));
});

/** Embedded first; each Kafka run is compared with it. */
function equalEverywhere(kafka: () => Kafka, make: () => Promise<Scenario>): void {
  let scenario: Scenario;
  let expected: AllValues;
  beforeAll(async () => {
    scenario = await make();
    expected = await runEmbedded(scenario);
  }, 120_000);

  it.each([
    { partitions: 1, aggregators: 1 },
    { partitions: 8, aggregators: 2 },
  ])(
    'has equal values with $partitions partitions and $aggregators aggregators',
    { timeout: 180_000 },
    async (setting) => {
      const found = await runOnKafka(kafka(), scenario, setting);
      expect(valueDifferences(expected, found).slice(0, DIFFERENCES_SHOWN_MAX)).toEqual([]);
      expect(found.size).toBe(expected.size);
      expect(expected.size).toBeGreaterThan(1_000);
    },
  );
}

async function runEmbedded(scenario: Scenario): Promise<AllValues> {
  const data = mkdtempSync(join(tmpdir(), 'nhip-scenario-'));
  const service = await startService({ port: await freePort(), data, catalogue: scenario.catalogue });
  try {
    await tell(scenario, service.url);
    await caughtUp(service.url);
    return await readAllValues(service.url);
  } finally {
    await service.stop();
    rmSync(data, { recursive: true });
  }
}

async function runOnKafka(
  kafka: Kafka,
  scenario: Scenario,
  setting: { readonly partitions: number; readonly aggregators: number },
): Promise<AllValues> {
  const city = await openKafkaCity({ kafka, catalogue: scenario.catalogue, ...setting });
  try {
    const accepted = await tell(scenario, city.gateway.url);
    await city.caughtUp();
    const counts = await countsOf(city);
    expect(counts.counted + counts.superseded + counts.repeated + counts.deadLettered).toBe(accepted + counts.own);
    expect(counts).toMatchObject({ accepted: accepted + counts.own, deadLettered: 0 });
    return await readAllValues(city.exporter.url);
  } finally {
    await city.close();
  }
}

async function tell({ events, ticks }: Scenario, url: string): Promise<number> {
  const share = Math.ceil(events.length / ticks.length);
  let accepted = 0;
  for (const [turn, tick] of ticks.entries()) {
    const answer = await postAll(url, events.slice(turn * share, (turn + 1) * share));
    accepted += answer.accepted;
    await postTick(url, tick);
  }
  return accepted;
}

async function hanoi(): Promise<Scenario> {
  const catalogue = builtInCatalogue();
  const plan = await loadPlan(catalogue);
  const parents = new Set(plan.units.map(({ parent }) => parent));
  const leaves = plan.units.filter(({ code, until }) => until === null && !parents.has(code)).map(({ code }) => code);
  const { seed } = seededRandom('Kafka scenario');
  const events = [
    ...simulatedEvents({
      seed,
      from: Date.parse('2025-10-15T00:00:00+07:00'),
      to: Date.parse('2025-12-20T12:00:00+07:00'),
      units: leaves.slice(0, 6),
      procedures: plan.domains.find(({ name }) => name === 'procedure')?.codes ?? ['P001', 'P002', 'P003'],
      dossiersPerDay: 6,
      bad: 0.01,
    }),
  ];
  return { catalogue, events, ticks: ['2025-11-20T00:00:00+07:00', '2025-12-21T00:00:00+07:00'] };
}

async function boston(): Promise<Scenario> {
  const { events } = await readCaseEvents(sharedPath(BOSTON), STATED_AT);
  return { catalogue: CATALOGUE, events, ticks: ['2015-04-01T00:00:00-04:00', '2017-01-02T00:00:00-05:00'] };
}
