// Import: the CloudEvent of a row. Its id depends on what is stated and when, never on the row number, so that the same sheet
// sent twice, sorted anew or cut in pieces states the same things again.
import { createHash } from 'node:crypto';
import type { CloudEvent, DataValue } from '../cloud-event.ts';

export interface Statedness {
  readonly agency: string;
  readonly record: string;
  readonly type: string;
  /** When the statements were made, RFC 3339. */
  readonly statedAt: string;
}

export type EventMaker = (data: Readonly<Record<string, DataValue>>) => CloudEvent;

export function eventMaker({ agency, record, type, statedAt }: Statedness): EventMaker {
  const source = `/${encodeURIComponent(agency)}/import`;
  return (data) => {
    // `data` has its fields in declared order and holds the key.
    const id = digest([agency, record, type, data, statedAt]);
    return { specversion: '1.0', id, source, type, time: statedAt, datacontenttype: 'application/json', data };
  };
}

/** 128 bits of SHA-256 over the JSON text, in hexadecimal. */
export function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
