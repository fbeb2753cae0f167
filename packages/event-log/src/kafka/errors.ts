// What errors of the client mean to the port.
import { LogError, type LogErrorCode } from '../port.ts';

/** The protocol's name of an error, however deep the client has wrapped it. */
export function typeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth += 1) {
    if ('type' in at && typeof at.type === 'string') return at.type;
    at = 'cause' in at ? at.cause : 'originalError' in at ? at.originalError : null;
  }
  return '';
}

const rejoin: ReadonlySet<string> = new Set([
  'REBALANCE_IN_PROGRESS',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
]);

/** The group has to be joined again. */
export function meansRejoin(error: unknown): boolean {
  return rejoin.has(typeOf(error));
}

/** Refusals that no waiting mends. Everything else may pass: a cluster that starts or fails over answers in many ways. */
const refusals: ReadonlySet<string> = new Set([
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'GROUP_MAX_SIZE_REACHED',
  'UNSUPPORTED_VERSION',
]);

export function meansRefused(error: unknown): boolean {
  return refusals.has(typeOf(error)) || nameOf(error) === 'KafkaJSSASLAuthenticationError';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

const fenced: ReadonlySet<string> = new Set([
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
  'TRANSACTION_COORDINATOR_FENCED',
]);

export function meansFenced(error: unknown): boolean {
  return fenced.has(typeOf(error));
}

/** What may not be written, or is too large to be: the broker says no before anything stands in the log. */
const unwritable: ReadonlySet<string> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
]);

/** Why a commit did not end well, as far as the broker tells. */
export function commitFault(error: unknown): LogErrorCode {
  if (meansFenced(error)) return 'NHIP_LOG_FENCED';
  const isRefused = unwritable.has(typeOf(error)) || nameOf(error) === 'KafkaJSSASLAuthenticationError';
  return isRefused ? 'NHIP_LOG_REFUSED' : 'NHIP_LOG_COMMIT_UNSURE';
}

export function isOutOfRange(error: unknown): boolean {
  return typeOf(error) === 'OFFSET_OUT_OF_RANGE';
}

/** Carries the client's words along. */
export function unavailable(deed: string, cause: unknown): LogError {
  return new LogError('NHIP_LOG_UNAVAILABLE', deed, { cause });
}
