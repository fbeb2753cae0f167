// Simulation: how a unit tells what happened: one CloudEvent a statement, with a time of its own.
import type { CloudEvent, DataValue } from '../cloud-event.ts';

const DAY_MS = 86_400_000;
/** Hanoi has had no other offset since 1975. */
const HANOI_OFFSET_MS = 7 * 3_600_000;

export interface Told {
  /** When the statement was made, milliseconds since 1970. */
  readonly at: number;
  readonly event: CloudEvent;
  /** It was made wrong on purpose; the door is to reject it. */
  readonly bad: boolean;
}

export interface Telling {
  readonly unit: string;
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly data: Readonly<Record<string, DataValue>>;
}

export function tell({ unit, id, type, at, data }: Telling): Told {
  const time = new Date(at).toISOString();
  const source = `/${unit}/one-stop`;
  const event: CloudEvent = { specversion: '1.0', id, source, type, time, datacontenttype: 'application/json', data };
  return { at, event, bad: false };
}

/** The local day (days since 1970-01-01) of a moment. */
export function localDay(ms: number): number {
  return Math.floor((ms + HANOI_OFFSET_MS) / DAY_MS);
}

/** A moment of a local day, given hours since its midnight. */
export function momentOf(day: number, hours: number): number {
  return Math.round(day * DAY_MS - HANOI_OFFSET_MS + hours * 3_600_000);
}

/** As an agency's software writes it: local time with its offset, whole seconds. */
export function writeMoment(ms: number): string {
  return `${new Date(ms + HANOI_OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}

export function writeDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
