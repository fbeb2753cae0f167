// A broker that refuses what a service has to do: a right that is missing, or messages that are too large for it. The service lives, says
// why and what to do, tells it at each scrape, and goes on by itself as soon as it may; nothing is lost and nothing counts twice.
import type { CloudEvent } from '@nhip/nhip';
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, until } from '../process/nhip-process.ts';
import { readMetrics, sum } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { LAST_TICK } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Kafka, kafkaMissing, startKafka } from '../support/kafka.ts';
import { cityEvents } from './city-events.ts';
import { countsOf, type KafkaCity, openKafkaCity } from './kafka-city.ts';

const BATCH = 200;
const CASES = 5;
const TOLD_MS_MAX = 40_000;
const TEST_MS_MAX = 120_000;
const MESSAGE_BYTES = 'max.message.bytes';
const AUTHORIZER = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
};
const {
  AclResourceTypes: resources,
  AclOperationTypes: operations,
  AclPermissionTypes: permissions,
  ResourcePatternTypes: patterns,
} = kafkajs;

describeWith([kafkaMissing()], 'a broker that refuses', () => {
  const { next: random } = seededRandom('refused');
  let kafka: Kafka;
  let admin: Admin;
  let city: KafkaCity;
  let events: readonly CloudEvent[];
  let sent = 0;

  beforeAll(async () => {
    events = await cityEvents(BATCH * (CASES + 1), random);
    kafka = await startKafka(AUTHORIZER);
    admin = new kafkajs.Kafka({ brokers: [...kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    city = await openKafkaCity({ kafka, catalogue: CATALOGUE, partitions: 2 });
    await city.tick(LAST_TICK);
    await sendMore();
    await city.caughtUp();
  }, TEST_MS_MAX);
  afterAll(async () => {
    await city?.close();
    await admin?.disconnect();
    await kafka?.close();
  });

  async function sendMore(): Promise<void> {
    const response = await fetch(new URL('/v1/events', city.gateway.url), {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events.slice(sent, sent + BATCH)),
    });
    expect(response.status).toBe(202);
    sent += BATCH;
  }

  function denied(resourceType: number, resourceName: string, operation: number): AclEntry {
    const resourcePatternType = resourceType === resources.TOPIC ? patterns.LITERAL : patterns.PREFIXED;
    const who = { principal: 'User:ANONYMOUS', host: '*', permissionType: permissions.DENY };
    return { resourceType, resourceName, resourcePatternType, operation, ...who };
  }

  const rights = {
    'may not write cells': () => denied(resources.TOPIC, `${city.prefix}.1.cells`, operations.WRITE),
    'may not write records': () => denied(resources.TOPIC, `${city.prefix}.1.records`, operations.WRITE),
    'may not use its transactional ids': () => denied(resources.TRANSACTIONAL_ID, city.prefix, operations.WRITE),
    'may not be in its group': () => denied(resources.GROUP, `${city.prefix}.1.nhip-tally`, operations.READ),
  } as const;

  it.each(Object.keys(rights) as (keyof typeof rights)[])(
    'is told when it %s, and served again by itself',
    { timeout: TEST_MS_MAX },
    async (what) => {
      const acl = rights[what]();
      await through(
        () => admin.createAcls({ acl: [acl] }),
        () => admin.deleteAcls({ filters: [acl] }),
        /what it may not do on the broker|what it may do there/,
      );
    },
  );

  it('is told when messages are too large for it, and served again by itself', { timeout: TEST_MS_MAX }, async () => {
    const set = (bytes: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name: `${city.prefix}.1.records`,
            configEntries: [
              { name: MESSAGE_BYTES, value: bytes },
              { name: 'retention.ms', value: '-1' },
            ],
          },
        ],
      });
    await through(
      () => set('100'),
      () => set('1048588'),
      /let the broker take messages of 1 MB/,
    );
  });

  async function through(refuse: () => Promise<unknown>, allow: () => Promise<unknown>, advice: RegExp): Promise<void> {
    const [aggregator] = city.aggregators;
    if (aggregator === undefined) throw new Error('there is no aggregator');
    const before = aggregator.output().length;
    await refuse();
    await sendMore();
    await until('both partitions are said to wait', TOLD_MS_MAX, async () => (await waiting(aggregator)) === 2);
    const lines = saidBy(aggregator, before).filter(({ level }) => level === 'error');
    // Nobody else owns a partition here.
    expect(lines.map(({ err }) => JSON.stringify(err)).join('\n')).not.toContain('NHIP_LOG_FENCED');
    expect(await fenced(aggregator)).toBe(0);
    expect(lines.map(({ station }) => station)).toEqual(['tally', 'tally']);
    for (const { msg } of lines) expect(msg).toMatch(advice);
    await allow();
    await city.caughtUp();
    await until('nothing waits any more', TOLD_MS_MAX, async () => (await waiting(aggregator)) === 0);
    expect(await countsOf(city)).toMatchObject({ counted: sent, superseded: 0, repeated: 0, deadLettered: 0 });
    const ended = saidBy(aggregator, before).filter(({ level }) => level === 'info');
    expect(ended.map(({ msg }) => msg)).toEqual(Array(2).fill('tally writes again, nothing is lost'));
  }
});

async function waiting({ url }: Service): Promise<number> {
  return (await readMetrics(url)).filter(([name]) => name === 'nhip_log_refusing_seconds').length;
}

async function fenced({ url }: Service): Promise<number> {
  return sum(await readMetrics(url), 'nhip_tally_fenced_total');
}

interface Line {
  readonly level: string;
  readonly err?: unknown;
  readonly station?: string;
  readonly msg: string;
}

function saidBy(service: Service, from: number): readonly Line[] {
  return service
    .output()
    .slice(from)
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line) as Line);
}
