// TLS and SASL by environment, against a broker that lets nobody in without: a gateway starts, and what it accepts is in the log.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, runNhip, startService } from '../process/nhip-process.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import {
  PASSWORD,
  type SecureBroker,
  startSecureBroker,
  startTokenGiver,
  type TokenGiver,
  USER,
} from './secure-broker.ts';

const TEST_MS_MAX = 90_000;

describeWith([programMissing('java'), programMissing('mvn'), programMissing('keytool')], 'a secured Kafka', () => {
  let secure: SecureBroker;
  let tokens: TokenGiver;
  beforeAll(async () => {
    [secure, tokens] = await Promise.all([startSecureBroker(), startTokenGiver()]);
  });
  afterAll(async () => {
    await secure?.close();
    await tokens?.close();
  });

  const environment = (mechanism: string, more: Readonly<Record<string, string>> = {}) => ({
    NHIP_KAFKA_BROKERS: secure.broker,
    NHIP_KAFKA_PREFIX: `city-${mechanism}`,
    NHIP_KAFKA_PARTITIONS: '1',
    NHIP_KAFKA_REPLICATION: '1',
    NHIP_KAFKA_TLS: 'true',
    NHIP_KAFKA_TLS_CA: secure.authority,
    NHIP_KAFKA_SASL: mechanism,
    NHIP_KAFKA_USERNAME: USER,
    NHIP_KAFKA_PASSWORD: PASSWORD,
    ...(mechanism === 'oauthbearer' ? { NHIP_KAFKA_OAUTH_TOKEN_URL: tokens.url } : {}),
    ...more,
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'])(
    'lets a gateway in by %s',
    { timeout: TEST_MS_MAX },
    async (mechanism) => {
      const service = await startService({
        port: await freePort(),
        data: '',
        catalogue: CATALOGUE,
        environment: environment(mechanism),
        arguments: ['gateway', '--clock', 'manual'],
      });
      expect(await service.stop()).toBe(0);
      expect(tokens.given() > 0).toBe(mechanism === 'oauthbearer');
    },
  );

  it.each([
    ['a wrong password', { NHIP_KAFKA_PASSWORD: 'guessed' }],
    ['an authority that did not sign its certificate', { NHIP_KAFKA_TLS_CA: '' }],
  ])('is told in one message with %s', { timeout: TEST_MS_MAX }, async (_, wrong) => {
    const { code, output } = await runNhip(['serve', 'gateway'], {
      ...environment('plain', wrong),
      NHIP_PORT: String(await freePort()),
      NHIP_CATALOGUE: CATALOGUE,
    });
    expect(code).not.toBe(0);
    expect(output).toContain('NHIP_LOG_UNAVAILABLE');
    expect(output).not.toContain(PASSWORD);
  });
});
