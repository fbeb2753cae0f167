// Command line: every way to reach brokers can be said by the environment, and what is wrong is said by the name of its variable.
import { describe, expect, it } from 'vitest';
import { readKafkaEnvironment } from './kafka-environment.ts';

const brokers = { NHIP_KAFKA_BROKERS: 'one:9092, two:9093' };

describe('the Kafka environment', () => {
  it('is none without brokers', () => {
    expect(readKafkaEnvironment({ NHIP_KAFKA_PREFIX: 'hue' })).toBeNull();
  });

  it('needs nothing but brokers', () => {
    expect(readKafkaEnvironment(brokers)).toEqual({
      brokers: ['one:9092', 'two:9093'],
      prefix: 'nhip',
      partitions: null,
      replication: null,
      tls: null,
      sasl: null,
      tallyThreads: null,
    });
  });

  it('takes how many threads count', () => {
    expect(readKafkaEnvironment({ ...brokers, NHIP_KAFKA_TALLY_THREADS: '4' })?.tallyThreads).toBe(4);
  });

  it('takes names and passwords for PLAIN and SCRAM', () => {
    const login = { NHIP_KAFKA_USERNAME: 'nhip', NHIP_KAFKA_PASSWORD: 'secret' };
    for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
      expect(
        readKafkaEnvironment({ ...brokers, ...login, NHIP_KAFKA_SASL: mechanism, NHIP_KAFKA_TLS: 'true' }),
      ).toMatchObject({
        tls: { ca: null, cert: null, key: null },
        sasl: { mechanism, username: 'nhip', password: 'secret' },
      });
    }
  });

  it('takes the place where tokens are given for OAUTHBEARER', () => {
    const variables = {
      ...brokers,
      NHIP_KAFKA_SASL: 'oauthbearer',
      NHIP_KAFKA_USERNAME: 'nhip',
      NHIP_KAFKA_PASSWORD: 'secret',
      NHIP_KAFKA_OAUTH_TOKEN_URL: 'https://id.example.vn/token',
    };
    expect(readKafkaEnvironment(variables)?.sasl).toEqual({
      mechanism: 'oauthbearer',
      tokenUrl: 'https://id.example.vn/token',
      clientId: 'nhip',
      clientSecret: 'secret',
      scope: null,
    });
  });

  it.each([
    [{ NHIP_KAFKA_BROKERS: 'one' }, /NHIP_KAFKA_BROKERS must be host:port/],
    [{ ...brokers, NHIP_KAFKA_PARTITIONS: '0' }, /NHIP_KAFKA_PARTITIONS must be from 1 to 1024/],
    [{ ...brokers, NHIP_KAFKA_TALLY_THREADS: '65' }, /NHIP_KAFKA_TALLY_THREADS must be from 1 to 64/],
    [{ ...brokers, NHIP_KAFKA_SASL: 'plain' }, /NHIP_KAFKA_USERNAME is needed.*NHIP_KAFKA_PASSWORD is needed/],
    [{ ...brokers, NHIP_KAFKA_SASL: 'kerberos' }, /NHIP_KAFKA_SASL/],
    [{ ...brokers, NHIP_KAFKA_TLS_CA: '/ca.pem' }, /NHIP_KAFKA_TLS_CA says nothing/],
    [{ ...brokers, NHIP_KAFKA_TLS: 'true', NHIP_KAFKA_TLS_CA: '/no/such/file' }, /no\/such\/file cannot be read/],
  ])('refuses %o', (variables, message) => {
    expect(() => readKafkaEnvironment(variables)).toThrow(message);
  });
});
