// The topics of a generation: made where they are missing, and checked where they exist, because a wrong retention or number of
// partitions would be found out only when something was lost.
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import { LogError, type Topic } from '../port.ts';
import { typeOf, unavailable } from './errors.ts';
import { type KafkaSettings, topicName } from './settings.ts';

interface TopicRule {
  /** `events`, `inbox`: as many as that topic has; a number: always so many. */
  readonly partitions: 'events' | 'inbox' | number;
  readonly configs: Readonly<Record<string, string>>;
}

const DAY_MS = 86_400_000;
const FOR_EVER = '-1';
/** Commits are cut into messages of nearly a megabyte; where a broker takes less, the topics say that they take it. */
const MESSAGE_BYTES = 1_048_588;
/** Block logs are truncated by the program, never by time. */
const blockLog = {
  'cleanup.policy': 'delete',
  'retention.ms': FOR_EVER,
  'retention.bytes': FOR_EVER,
  'max.message.bytes': String(MESSAGE_BYTES),
} as const;
const kept = { ...blockLog, 'message.timestamp.type': 'LogAppendTime' } as const;

export const topicRules: Readonly<Record<Topic, TopicRule>> = {
  events: { partitions: 'events', configs: kept },
  generations: { partitions: 1, configs: kept },
  inbox: {
    partitions: 'inbox',
    configs: {
      'cleanup.policy': 'delete',
      'retention.ms': String(7 * DAY_MS),
      'message.timestamp.type': 'LogAppendTime',
    },
  },
  intake: { partitions: 'inbox', configs: blockLog },
  records: { partitions: 'events', configs: blockLog },
  cells: { partitions: 'events', configs: blockLog },
  clock: { partitions: 1, configs: kept },
  kpis: { partitions: 1, configs: blockLog },
  revisions: { partitions: 1, configs: kept },
  conflicts: { partitions: 'events', configs: kept },
  deadletters: {
    partitions: 'events',
    configs: {
      'cleanup.policy': 'delete',
      'retention.ms': String(180 * DAY_MS),
      'max.message.bytes': String(MESSAGE_BYTES),
    },
  },
};

/**
 * A rebuild closes these of the generation it is about to replace: no entry is so small, the shortest tick has 102 bytes. Whoever starts
 * meanwhile waits with the others. The end of a transaction has 78 bytes and must pass: a broker that may not write it never tries again, and
 * nothing that stands behind the transaction would ever be read.
 */
export const sealed = { topics: ['events', 'clock'], configs: { 'max.message.bytes': '90' } } as const satisfies {
  topics: readonly Topic[];
  configs: Readonly<Record<string, string>>;
};

const PARTITIONS = 8;

/** How many partitions the topics have whose number is not fixed. */
export interface Partitions {
  readonly events: number;
  readonly inbox: number;
}

export function partitionsOfTopic({ partitions }: TopicRule, counts: Partitions): number {
  return typeof partitions === 'number' ? partitions : counts[partitions];
}

/**
 * Gives the numbers of partitions.
 * @throws LogError `NHIP_LOG_PARTITIONS` for another number than asked, `NHIP_LOG_CORRUPT` for settings that lose data.
 */
export async function settleTopics(
  admin: Admin,
  settings: KafkaSettings,
  names: readonly Topic[] = Object.keys(topicRules) as Topic[],
): Promise<Partitions> {
  const deadline = Date.now() + SPREAD_MS_MAX;
  for (;;) {
    try {
      return await settleOnce(admin, settings, names);
    } catch (error) {
      if (!isMomentary(error) || Date.now() > deadline) throw error;
      await delay(SPREAD_AGAIN_MS);
    }
  }
}

/**
 * Another service has just made the topics, and not every broker has heard of them yet; or the client has lost every broker just now, over
 * which it stumbles with an error of the language.
 */
function isMomentary(error: unknown): boolean {
  return spreading.has(typeOf(error)) || (error instanceof LogError && error.cause instanceof TypeError);
}

const SPREAD_MS_MAX = 20_000;
const SPREAD_AGAIN_MS = 250;
const spreading: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'NOT_CONTROLLER',
]);

async function settleOnce(admin: Admin, settings: KafkaSettings, names: readonly Topic[]): Promise<Partitions> {
  const present = new Set(await admin.listTopics());
  const events = topicName(settings, 'events');
  const found = present.has(events) ? await partitionsOf(admin, events) : null;
  if (found !== null && settings.partitions !== undefined && found !== settings.partitions) {
    throw new LogError(
      'NHIP_LOG_PARTITIONS',
      `${events} has ${found} partitions, not ${settings.partitions}: run \`nhip rebuild --partitions ${settings.partitions}\``,
    );
  }
  const count = found ?? settings.partitions ?? PARTITIONS;
  const inbox = topicName(settings, 'inbox');
  // Agencies may have more or fewer partitions there than there are of `events`.
  const partitions = { events: count, inbox: present.has(inbox) ? await partitionsOf(admin, inbox) : count };
  const missing = names.filter((topic) => !present.has(topicName(settings, topic)));
  if (missing.length > 0)
    await make(
      admin,
      missing.map((topic) => topicConfig(settings, topic, partitions)),
    );
  await check(admin, settings, { names, partitions });
  return partitions;
}

function topicConfig(settings: KafkaSettings, topic: Topic, partitions: Partitions): ITopicConfig {
  const rule = topicRules[topic];
  return {
    topic: topicName(settings, topic),
    numPartitions: partitionsOfTopic(rule, partitions),
    replicationFactor: settings.replication ?? -1,
    configEntries: Object.entries(rule.configs).map(([name, value]) => ({ name, value })),
  };
}

/** Two services that start at once may both make a topic. */
async function make(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  try {
    await admin.createTopics({ topics, waitForLeaders: true });
    await led(
      admin,
      topics.map(({ topic }) => topic),
    );
  } catch (cause) {
    throw new LogError('NHIP_LOG_UNAVAILABLE', `make the topics ${topics.map(({ topic }) => topic).join(', ')}`, {
      cause,
    });
  }
}

/**
 * Resolves when each partition is answered for by its leader: one that is elected only by name refuses the first append, and the client
 * then sends again what the other partitions of the same request have already taken.
 */
async function led(admin: Admin, topics: readonly string[]): Promise<void> {
  const deadline = Date.now() + SPREAD_MS_MAX;
  for (const topic of topics) {
    while (!(await answers(admin, topic, deadline))) await delay(SPREAD_AGAIN_MS);
  }
}

async function answers(admin: Admin, topic: string, deadline: number): Promise<boolean> {
  try {
    await admin.fetchTopicOffsets(topic);
    return true;
  } catch (error) {
    if (!spreading.has(typeOf(error)) || Date.now() > deadline) throw error;
    return false;
  }
}

async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch((cause: unknown) => {
    throw cause instanceof TypeError ? unavailable(`ask for the partitions of ${topic}`, cause) : cause;
  });
  return topics[0]?.partitions.length ?? 0;
}

/** More of it does no harm. */
const AT_LEAST = 'max.message.bytes';

interface Expected {
  readonly names: readonly Topic[];
  readonly partitions: Partitions;
}

async function check(admin: Admin, settings: KafkaSettings, { names, partitions }: Expected): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((topic) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: topicName(settings, topic) })),
  });
  const faults: string[] = [];
  for (const topic of names) {
    const name = topicName(settings, topic);
    const rule = topicRules[topic];
    const wanted = partitionsOfTopic(rule, partitions);
    const found = await partitionsOf(admin, name);
    if (found !== wanted) faults.push(`${name} has ${found} partitions, not ${wanted}`);
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    for (const [key, value] of Object.entries(rule.configs)) {
      const is = entries.find(({ configName }) => configName === key)?.configValue;
      if (is === undefined || is === value) continue;
      if (key !== AT_LEAST) faults.push(`${name}: ${key} is ${is}, not ${value}`);
      else if (Number(is) < Number(value) && is !== sealed.configs[AT_LEAST])
        faults.push(`${name}: ${key} is ${is}, less than ${value}`);
    }
  }
  if (faults.length > 0)
    throw new LogError('NHIP_LOG_CORRUPT', `use topics that were set up otherwise: ${faults.join('; ')}`);
}
