// What is wrong with an input, as a value: the door answers it per event, the tally writes it to the dead letters.
import type { ErrorCode } from './codes.ts';

export interface Fault {
  readonly code: ErrorCode;
  /** RFC 6901 pointer into the event as structured JSON, such as `/data/receivedAt` or `/time`; empty: the whole event. */
  readonly pointer: string;
  /** One plain sentence for the sender, naming what was expected. */
  readonly message: string;
}

export interface Rejected {
  readonly kind: 'rejected';
  /** Never empty; in the order of the event's fields. */
  readonly faults: readonly Fault[];
}

export function reject(code: ErrorCode, pointer: string, message: string): Rejected {
  return { kind: 'rejected', faults: [{ code, pointer, message }] };
}

/** Escapes a member name for an RFC 6901 pointer. */
export function pointerSegment(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const QUOTED_LENGTH_MAX = 60;

/** A value of the sender as it is shown back to them: JSON, cut to a bearable length, never throwing. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, QUOTED_LENGTH_MAX + 1)) : String(value);
  return text.length > QUOTED_LENGTH_MAX ? `${text.slice(0, QUOTED_LENGTH_MAX)}…` : text;
}
