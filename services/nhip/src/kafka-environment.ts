// Command line: how the brokers are reached and who asks, read from the NHIP_KAFKA_ variables and checked.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';

export interface KafkaEnvironment {
  readonly brokers: readonly string[];
  /** First part of every topic, group and transactional id. */
  readonly prefix: string;
  /** Of `events` where the topics are new; null: as many as there are. */
  readonly partitions: number | null;
  /** Copies of each partition where the topics are new; null: what the brokers do by default. */
  readonly replication: number | null;
  readonly tls: KafkaTls | null;
  readonly sasl: KafkaSasl | null;
  /** Threads of an aggregator that count; null: two, where there are two processors. */
  readonly tallyThreads: number | null;
}

/** PEM texts; null: the authorities of the system, no certificate of our own. */
export interface KafkaTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
    };

const text = z.string().trim().min(1);
const count = (most: number) =>
  text
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, `must be from 1 to ${most}`);

const variables = z.object({
  NHIP_KAFKA_BROKERS: text
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine(
      (brokers) => brokers.every((broker) => /^\S+:\d{1,5}$/.test(broker)),
      'must be host:port, separated by commas',
    ),
  NHIP_KAFKA_PREFIX: text.regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be letters, digits, dots, - and _').default('nhip'),
  NHIP_KAFKA_PARTITIONS: count(1024).optional(),
  NHIP_KAFKA_REPLICATION: count(99).optional(),
  NHIP_KAFKA_TLS: z.enum(['true', 'false']).optional(),
  NHIP_KAFKA_TLS_CA: text.optional(),
  NHIP_KAFKA_TLS_CERT: text.optional(),
  NHIP_KAFKA_TLS_KEY: text.optional(),
  NHIP_KAFKA_SASL: z.enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']).optional(),
  NHIP_KAFKA_USERNAME: text.optional(),
  NHIP_KAFKA_PASSWORD: text.optional(),
  NHIP_KAFKA_PASSWORD_FILE: text.optional(),
  NHIP_KAFKA_OAUTH_TOKEN_URL: z.url().optional(),
  NHIP_KAFKA_OAUTH_SCOPE: text.optional(),
  NHIP_KAFKA_TALLY_THREADS: count(64).optional(),
});

type Values = z.infer<typeof variables>;

/** Variables that would be passed over in silence where what they belong to is not set. */
const belongings: readonly {
  readonly names: readonly (keyof Values)[];
  readonly to: string;
  readonly isThere: (values: Values) => boolean;
}[] = [
  {
    names: ['NHIP_KAFKA_TLS_CA', 'NHIP_KAFKA_TLS_CERT', 'NHIP_KAFKA_TLS_KEY'],
    to: 'NHIP_KAFKA_TLS=true',
    isThere: (values) => values.NHIP_KAFKA_TLS === 'true',
  },
  {
    names: ['NHIP_KAFKA_USERNAME', 'NHIP_KAFKA_PASSWORD', 'NHIP_KAFKA_PASSWORD_FILE'],
    to: 'NHIP_KAFKA_SASL',
    isThere: (values) => values.NHIP_KAFKA_SASL !== undefined,
  },
  {
    names: ['NHIP_KAFKA_OAUTH_TOKEN_URL', 'NHIP_KAFKA_OAUTH_SCOPE'],
    to: 'NHIP_KAFKA_SASL=oauthbearer',
    isThere: (values) => values.NHIP_KAFKA_SASL === 'oauthbearer',
  },
];

const schema = variables.superRefine((values, context) => {
  const need = (name: keyof typeof values, why: string): void => {
    if (values[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: `is needed ${why}` });
  };
  if (values.NHIP_KAFKA_SASL !== undefined) {
    need('NHIP_KAFKA_USERNAME', 'with NHIP_KAFKA_SASL');
    if (values.NHIP_KAFKA_PASSWORD_FILE === undefined) need('NHIP_KAFKA_PASSWORD', 'with NHIP_KAFKA_SASL');
  }
  if (values.NHIP_KAFKA_SASL === 'oauthbearer') need('NHIP_KAFKA_OAUTH_TOKEN_URL', 'with oauthbearer');
  if (values.NHIP_KAFKA_TLS_CERT !== undefined) need('NHIP_KAFKA_TLS_KEY', 'with NHIP_KAFKA_TLS_CERT');
  if (values.NHIP_KAFKA_TLS_KEY !== undefined) need('NHIP_KAFKA_TLS_CERT', 'with NHIP_KAFKA_TLS_KEY');
  for (const { names, to, isThere } of belongings) {
    for (const name of isThere(values) ? [] : names) {
      if (values[name] === undefined) continue;
      context.addIssue({ code: 'custom', path: [name], message: `says nothing without ${to}` });
    }
  }
});

export const kafkaVariables: readonly string[] = Object.keys(variables.shape);

export type KafkaReading =
  /** Null: NHIP_KAFKA_BROKERS is not set. */
  | { readonly kind: 'read'; readonly environment: KafkaEnvironment | null }
  /** A sentence for each variable that is wrong, or says nothing as things are. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/**
 * @param given variables that are set and not empty.
 * @throws CommandFailure that names the first file that cannot be read.
 */
export function readKafkaEnvironment(given: Readonly<Record<string, string | undefined>>): KafkaReading {
  if (given.NHIP_KAFKA_BROKERS === undefined) return withoutBrokers(given);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    return { kind: 'faults', faults: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) };
  }
  const values = parsed.data;
  const environment: KafkaEnvironment = {
    brokers: values.NHIP_KAFKA_BROKERS,
    prefix: values.NHIP_KAFKA_PREFIX,
    partitions: values.NHIP_KAFKA_PARTITIONS ?? null,
    replication: values.NHIP_KAFKA_REPLICATION ?? null,
    tls: tlsOf(values),
    sasl: saslOf(values),
    tallyThreads: values.NHIP_KAFKA_TALLY_THREADS ?? null,
  };
  return { kind: 'read', environment };
}

/** Whoever sets any of the others means to run on Kafka, and would run on a disk that nobody keeps. */
function withoutBrokers(given: Readonly<Record<string, string | undefined>>): KafkaReading {
  const others = kafkaVariables.filter((name) => given[name] !== undefined);
  if (others.length === 0) return { kind: 'read', environment: null };
  return { kind: 'faults', faults: others.map((name) => `${name} says nothing without NHIP_KAFKA_BROKERS`) };
}

function tlsOf(values: Values): KafkaTls | null {
  if (values.NHIP_KAFKA_TLS !== 'true') return null;
  const { NHIP_KAFKA_TLS_CA: ca, NHIP_KAFKA_TLS_CERT: cert, NHIP_KAFKA_TLS_KEY: key } = values;
  return { ca: fileText(ca), cert: fileText(cert), key: fileText(key) };
}

function saslOf(values: Values): KafkaSasl | null {
  const { NHIP_KAFKA_SASL: mechanism, NHIP_KAFKA_USERNAME: username = '' } = values;
  if (mechanism === undefined) return null;
  const password = fileText(values.NHIP_KAFKA_PASSWORD_FILE)?.trim() ?? values.NHIP_KAFKA_PASSWORD ?? '';
  if (mechanism !== 'oauthbearer') return { mechanism, username, password };
  const { NHIP_KAFKA_OAUTH_TOKEN_URL: tokenUrl = '', NHIP_KAFKA_OAUTH_SCOPE: scope = null } = values;
  return { mechanism, tokenUrl, clientId: username, clientSecret: password, scope };
}

function fileText(path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandFailure(`${path} cannot be read`, { cause });
  }
}
