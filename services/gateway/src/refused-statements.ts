// What this door refused, by sender and record type: the part of the built-in record type `statement` that no other entry of `events`
// could tell. Each refused event is a record by its content, on the day on which it was first refused, so that one that is sent again,
// here or at another door, before or after a restart, counts once.
import { hash } from 'node:crypto';
import { formatPeriod, openZone, type Plan } from '@nhip/core';
import type { Placed } from '@nhip/event-log';
import { type DecodedEvent, type Envelope, encodeStored, partitionOf, type StatementDecoder } from '@nhip/events';
import { agencyFor, type Sender } from './agency.ts';

export interface RefusedStatements {
  /** The entry that tells of a refused event; null where its sender is not known, or no unit of the catalogue. */
  entryOf(sender: Sender, event: DecodedEvent, receipt: Receipt): Placed | null;
}

export interface Receipt {
  /** Milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** Of `events`. */
  readonly partitions: number;
}

export interface RefusedStatementsOptions {
  readonly plan: Plan;
  readonly decoder: StatementDecoder;
  /** Tells this door from every other one, and from itself before a restart. */
  readonly door: string;
}

/** Who states it: no agency's deliveries are counted with it. */
const SERVICE = 'nhip';
const NO_TYPE = '(none)';
/** The day is not in the identity of a refusal, though in the key of its record type. */
const NO_DAY = '1970-01-01';
/** The greatest sequence there is. */
const SEQUENCE_MAX = 999_999_999_999_999;

interface Refusal {
  readonly counter: string;
  readonly sender: string;
  readonly type: string;
}

/** Undefined when the plan does not ask for what is refused. */
export function createRefusedStatements(options: RefusedStatementsOptions): RefusedStatements | undefined {
  const { plan, decoder, door } = options;
  const eventType = plan.records
    .find(({ isBuiltIn }) => isBuiltIn === true)
    ?.events.find(({ type }) => type.endsWith('.refused'))?.type;
  if (eventType === undefined) return undefined;
  const zone = openZone(plan.timeZone);
  const units: ReadonlySet<string> = new Set(plan.units.map(({ code }) => code));
  let unreadable = 0;
  /** Nothing is known of an event that cannot be read, so each is one of its own. */
  const nextUnreadable = (): string => {
    unreadable += 1;
    return `${door}/${unreadable}`;
  };
  return {
    entryOf: (sender, event, { receivedAtMs, partitions }) => {
      const agency = agencyOf(sender, event);
      if (agency === null || !units.has(agency)) return null;
      const isRead = event.kind === 'event';
      const type = isRead ? typeOf(plan, decoder, event.envelope.type) : NO_TYPE;
      const counter = isRead ? digestOf(event.envelope) : nextUnreadable();
      const day = formatPeriod('day', zone.dayOf(receivedAtMs));
      const envelope = envelopeOf({ counter, sender: agency, type }, { eventType, day, receivedAtMs });
      const decoded = decoder.decode(envelope, SERVICE, null);
      if (decoded.kind === 'rejected') {
        throw new Error(`the door's own statement is refused: ${JSON.stringify(decoded)}`);
      }
      const { identity } = decoded.statement;
      return {
        partition: partitionOf(identity, partitions),
        key: identity,
        value: encodeStored(envelope, SERVICE),
      };
    },
  };
}

/** The sender as the key says, or the source of an event that could be read so far. */
function agencyOf(sender: Sender, event: DecodedEvent): string | null {
  if (sender.kind === 'agency') return sender.agency;
  if (event.kind === 'rejected') return null;
  const agency = agencyFor(sender, event.envelope.source);
  return typeof agency === 'string' ? agency : null;
}

/** Names come from the catalogue only, never from what was sent. */
function typeOf({ records }: Plan, decoder: StatementDecoder, eventType: string): string {
  const record = records[decoder.recordOf(eventType) ?? -1];
  return record === undefined || record.isBuiltIn === true ? NO_TYPE : record.name;
}

/** What may differ when one event is sent twice. */
const OF_THE_SENDING: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

/** 128 bits of all that the event says. */
function digestOf({
  id,
  source,
  type,
  time,
  datacontenttype,
  dataschema,
  subject,
  extensions,
  data,
}: Envelope): string {
  const own = Object.keys(extensions).filter((name) => !OF_THE_SENDING.has(name));
  const stated = own.sort().map((name) => [name, extensions[name]]);
  const content = data.kind === 'bytes' ? Buffer.from(data.bytes).toString('base64') : data;
  const text = JSON.stringify([id, source, type, time, datacontenttype, dataschema, subject, stated, content]);
  return hash('sha256', text, 'hex').slice(0, 32);
}

interface Refusing {
  readonly eventType: string;
  readonly day: string;
  readonly receivedAtMs: number;
}

function envelopeOf({ counter, sender, type }: Refusal, { eventType, day, receivedAtMs }: Refusing): Envelope {
  return {
    id: `${counter}/${receivedAtMs}`,
    source: `/${SERVICE}/door`,
    specversion: '1.0',
    type: eventType,
    time: null,
    datacontenttype: 'application/json',
    dataschema: null,
    subject: null,
    // The first receipt wins, in whatever order they are told.
    extensions: { sequence: String(SEQUENCE_MAX - Math.trunc(receivedAtMs)) },
    data: { kind: 'json', value: { counter, sender, type, day: NO_DAY, rejected: 1, refusedOn: day } },
  };
}
