// Command line: every way to reach brokers can be said by the environment, and what is wrong is said by the name of its variable.
import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

const brokers = { NHIP_KAFKA_BROKERS: 'one:9092, two:9093' };

function kafkaOf(variables: Readonly<Record<string, string>>) {
  return readEnvironment(variables).kafka;
}

describe('the Kafka environment', () => {
  it('is none without brokers', () => {
    expect(kafkaOf({ NHIP_PORT: '8081' })).toBeNull();
  });

  it('needs nothing but brokers', () => {
    expect(kafkaOf(brokers)).toEqual({
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
    expect(kafkaOf({ ...brokers, NHIP_KAFKA_TALLY_THREADS: '4' })?.tallyThreads).toBe(4);
  });

  it('takes names and passwords for PLAIN and SCRAM', () => {
    const login = { NHIP_KAFKA_USERNAME: 'nhip', NHIP_KAFKA_PASSWORD: 'secret' };
    for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
      expect(kafkaOf({ ...brokers, ...login, NHIP_KAFKA_SASL: mechanism, NHIP_KAFKA_TLS: 'true' })).toMatchObject({
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
    expect(kafkaOf(variables)?.sasl).toEqual({
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
    [
      { ...brokers, NHIP_KAFKA_TLS_CERT: '/a.pem', NHIP_KAFKA_TLS_KEY: '/b.pem' },
      /NHIP_KAFKA_TLS_CERT says nothing without NHIP_KAFKA_TLS=true; NHIP_KAFKA_TLS_KEY says nothing/,
    ],
    [
      { ...brokers, NHIP_KAFKA_USERNAME: 'nhip', NHIP_KAFKA_PASSWORD: 'secret' },
      /NHIP_KAFKA_USERNAME says nothing without NHIP_KAFKA_SASL; NHIP_KAFKA_PASSWORD says nothing/,
    ],
    [
      {
        ...brokers,
        NHIP_KAFKA_SASL: 'plain',
        NHIP_KAFKA_USERNAME: 'nhip',
        NHIP_KAFKA_PASSWORD: 'secret',
        NHIP_KAFKA_OAUTH_SCOPE: 'kafka',
      },
      /NHIP_KAFKA_OAUTH_SCOPE says nothing without NHIP_KAFKA_SASL=oauthbearer/,
    ],
    [
      { NHIP_KAFKA_BROKERS: ' ', NHIP_KAFKA_PREFIX: 'hue' },
      /NHIP_KAFKA_PREFIX says nothing without NHIP_KAFKA_BROKERS/,
    ],
    [{ ...brokers, NHIP_KAFKA_TLS: 'true', NHIP_KAFKA_TLS_CA: '/no/such/file' }, /no\/such\/file cannot be read/],
  ])('refuses %o', (variables, message) => {
    expect(() => kafkaOf(variables)).toThrow(message);
  });

  it('is told with everything else that is wrong', () => {
    const variables = { NHIP_KAFKA_BROKERS: 'one', NHIP_DATABASE_PASSWORD_FILE: '/p' };
    expect(() => kafkaOf({ ...variables, NHIP_PORT: 'x' })).toThrow(/NHIP_PORT must be.*NHIP_KAFKA_BROKERS must be/);
    expect(() => kafkaOf({ ...variables, NHIP_PORT: '1' })).toThrow(
      /PASSWORD_FILE says nothing without NHIP_DATABASE_URL; NHIP_KAFKA_BROKERS must be/,
    );
  });
});
