// The environment: names that were meant for the service and would be read by nobody.
import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';
import { misspelt } from './misspelt.ts';

describe('a misspelt variable', () => {
  it('is refused with the name that is meant, on Kafka too', () => {
    expect(() => readEnvironment({ NHIP_PROT: '1', NHIP_KEYZ: 'x', PATH: '/bin' })).toThrow(
      'NHIP_PROT is not known: is NHIP_PORT meant?; NHIP_KEYZ is not known: is NHIP_KEYS meant?',
    );
    expect(() => readEnvironment({ NHIP_KAFKA_BROKER: 'a:1' })).toThrow('is NHIP_KAFKA_BROKERS meant?');
    expect(() => readEnvironment({ nhip_port: '1' })).toThrow('nhip_port is not known: is NHIP_PORT meant?');
  });

  it('is no variable that is like none of ours, nor one of ours', () => {
    const others = { NHIP_SERVICE_HOST: '10.0.0.1', NHIP_GATEWAY_PORT: 'tcp://10.0.0.1:8080', NHIP_TEST_SEED: '1' };
    expect(readEnvironment({ ...others, NHIP_KEY: 'k', NHIP_PORT: '8081' })).toMatchObject({ port: 8081, key: 'k' });
  });

  it('has at most two letters wrong, missing, too many or swapped', () => {
    const known = ['NHIP_DATA', 'NHIP_HOST'];
    const of = (name: string) => misspelt([name], known).length;
    expect(['NHIP_DTAA', 'NHIPDATA', 'NHIP_DATTAA', 'NHIP_HSOT', 'NHIP__HOTS'].map(of)).toEqual([1, 1, 1, 1, 1]);
    expect(['NHIP_DATA', 'NHIP_DATABASE', 'NHIP_GHOSTS1', 'NHIP_XYZA'].map(of)).toEqual([0, 0, 0, 0]);
  });
});
