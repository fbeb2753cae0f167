// What the client's errors mean: which of them pass, and which no waiting mends, however deep the client has wrapped them.
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { commitFault, meansRefused, meansRejoin, typeOf } from './errors.ts';

function protocolError(type: string): Error {
  return Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
}

const wrapped = (cause: Error): Error =>
  new kafkajs.KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });

describe('an error of the client', () => {
  it.each(['GROUP_AUTHORIZATION_FAILED', 'UNSUPPORTED_VERSION'])('%s is a refusal, also when wrapped', (type) => {
    expect(meansRefused(protocolError(type))).toBe(true);
    expect(meansRefused(wrapped(protocolError(type)))).toBe(true);
  });

  it('is a refusal when the password is wrong', () => {
    const error = Object.assign(new Error('no'), { name: 'KafkaJSSASLAuthenticationError' });
    expect(meansRefused(error)).toBe(true);
  });

  it.each([
    [
      'a coordinator that nobody knows yet',
      Object.assign(new Error('no'), { name: 'KafkaJSGroupCoordinatorNotFound' }),
    ],
    ['a coordinator that moved, hidden by the client', new kafkajs.KafkaJSError('This is not the correct coordinator')],
    ['a coordinator that moved', protocolError('NOT_COORDINATOR_FOR_GROUP')],
    ['a closed connection', new kafkajs.KafkaJSConnectionError('closed')],
  ])('passes: %s', (_, error) => {
    expect(meansRefused(error)).toBe(false);
  });

  it('tells the protocol name of what it wraps', () => {
    expect(typeOf(wrapped(protocolError('REBALANCE_IN_PROGRESS')))).toBe('REBALANCE_IN_PROGRESS');
    expect(meansRejoin(wrapped(protocolError('REBALANCE_IN_PROGRESS')))).toBe(true);
  });
});

it.each([
  ['INVALID_PRODUCER_EPOCH', 'NHIP_LOG_FENCED'],
  ['TOPIC_AUTHORIZATION_FAILED', 'NHIP_LOG_REFUSED'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'NHIP_LOG_REFUSED'],
  ['MESSAGE_TOO_LARGE', 'NHIP_LOG_REFUSED'],
  ['NOT_LEADER_FOR_PARTITION', 'NHIP_LOG_COMMIT_UNSURE'],
])('a commit that ends with %s is told as %s, also when the client has wrapped it', (type, code) => {
  expect(commitFault(protocolError(type))).toBe(code);
  expect(commitFault(wrapped(protocolError(type)))).toBe(code);
});

it('a commit whose connection was lost is told as one that may have been taken', () => {
  expect(commitFault(new kafkajs.KafkaJSConnectionError('closed'))).toBe('NHIP_LOG_COMMIT_UNSURE');
});
