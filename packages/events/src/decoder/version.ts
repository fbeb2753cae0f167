// The version of a statement: the declared attribute of its envelope, then a hash that breaks ties.
import type { Version } from '@nhip/core';
import type { Envelope } from '../codec/envelope.ts';
import { type Fault, quote } from '../fault.ts';
import { parseMomentMicros } from '../rfc3339.ts';
import { encodeValue, type Hasher } from './fingerprint.ts';

const SEQUENCE = /^\d{1,15}$/;

/** @returns µs since 1970, or the sequence; a fault when the envelope has none that can be ordered. */
export function versionAt(envelope: Envelope, versions: 'time' | 'sequence', latestMicros: number): number | Fault {
  return versions === 'time' ? timeVersion(envelope.time, latestMicros) : sequenceVersion(envelope.extensions.sequence);
}

function timeVersion(time: string | null, latestMicros: number): number | Fault {
  if (time === null) {
    const message = 'time is missing: it says when the statement was made, and so which one is the newest';
    return { code: 'NHIP_EVENT_VERSION_MISSING', pointer: '/time', message };
  }
  const micros = parseMomentMicros(time);
  if (micros <= latestMicros) return micros;
  if (micros > latestMicros) {
    const message = `${quote(time)} is more than 5 minutes later than the receipt`;
    return { code: 'NHIP_EVENT_TIME_FUTURE', pointer: '/time', message };
  }
  const message = `${quote(time)} is not an RFC 3339 moment between 1685 and 2255`;
  return { code: 'NHIP_EVENT_TIME_INVALID', pointer: '/time', message };
}

function sequenceVersion(sequence: unknown): number | Fault {
  if (sequence === undefined) {
    const message = 'sequence is missing: it says which statement is the newest';
    return { code: 'NHIP_EVENT_VERSION_MISSING', pointer: '/sequence', message };
  }
  const text = typeof sequence === 'number' ? String(sequence) : sequence;
  if (typeof text === 'string' && SEQUENCE.test(text)) return Number(text);
  return {
    code: 'NHIP_EVENT_SEQUENCE_INVALID',
    pointer: '/sequence',
    message: `${quote(sequence)} is not 1 to 15 digits`,
  };
}

export interface Stated {
  /** The stated values in declared order, encoded. */
  readonly content: string;
  readonly hasher: Hasher;
}

/**
 * The tie breaker hashes agency, source, id, then the stated content in declared order. The agency is in it because it may
 * be the responsible unit: two agencies that send the same event must not leave the winner to the order of arrival.
 */
export function versionOf(envelope: Envelope, agency: string, at: number, { content, hasher }: Stated): Version {
  const event = encodeValue(agency) + encodeValue(envelope.source) + encodeValue(envelope.id);
  const tie = hasher(event + content);
  return { at, tieHigh: tie.high, tieLow: tie.low, eventHash: hasher(event).low };
}
