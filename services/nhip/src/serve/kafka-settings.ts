// How the environment's words about brokers become the settings of the log's Kafka driver.
import { hostname } from 'node:os';
import type { KafkaSettings } from '@nhip/event-log';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import type { KafkaEnvironment, KafkaSasl, KafkaTls } from '../kafka-environment.ts';

/** @param role names the client in the brokers' own logs. */
export function kafkaSettings(kafka: KafkaEnvironment, role: string): Omit<KafkaSettings, 'generation'> {
  const { brokers, prefix, partitions, replication, tls, sasl } = kafka;
  return {
    brokers,
    prefix,
    clientId: `${prefix}-${role}-${hostname()}-${process.pid}`,
    ...(partitions === null ? {} : { partitions }),
    ...(replication === null ? {} : { replication }),
    ...(tls === null ? {} : { ssl: sslOf(tls) }),
    ...(sasl === null ? {} : { sasl: saslOf(sasl) }),
  };
}

function sslOf({ ca, cert, key }: KafkaTls): NonNullable<KafkaSettings['ssl']> {
  return {
    ...(ca === null ? {} : { ca: [ca] }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  };
}

function saslOf(sasl: KafkaSasl): NonNullable<KafkaSettings['sasl']> {
  if (sasl.mechanism !== 'oauthbearer') {
    const { mechanism, username, password } = sasl;
    return { mechanism, username, password };
  }
  return { mechanism: 'oauthbearer', oauthBearerProvider: tokens(sasl) };
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });
const TOKEN_MS_MAX = 10_000;
/** Asked for anew before it is over, since a clock may be wrong and a request takes time. */
const SPARE_MS = 30_000;
const LIFE_SECONDS = 300;

/** The client-credentials grant of OAuth 2.0 (RFC 6749, 4.4). */
function tokens({ tokenUrl, clientId, clientSecret, scope }: Extract<KafkaSasl, { mechanism: 'oauthbearer' }>) {
  let kept: { readonly value: string; readonly until: number } | null = null;
  return async (): Promise<{ value: string }> => {
    if (kept !== null && Date.now() < kept.until) return { value: kept.value };
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === null ? {} : { scope }) }),
      signal: AbortSignal.timeout(TOKEN_MS_MAX),
    });
    const parsed = answer.safeParse(await response.json().catch(() => null));
    if (!response.ok || !parsed.success)
      throw new CommandFailure(`${tokenUrl} gives no token: it answers ${response.status}`);
    const { access_token: value, expires_in: seconds = LIFE_SECONDS } = parsed.data;
    kept = { value, until: Date.now() + seconds * 1000 - SPARE_MS };
    return { value };
  };
}
