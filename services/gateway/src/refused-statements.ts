// What this door refused, by sender and record type: the part of the built-in record type `statement` that no other entry of `events`
// could tell. Each refused event is a record by its content, on the day on which it was first refused, so that one that is sent again,
// here or at another door, before or after a restart, counts once. A sender whose every event is another bad one would make records
// without end: beyond a bound this door counts deliveries instead, one record for each day.
import { hash } from 'node:crypto';
import { formatPeriod, openZone, type Plan } from '@nhip/core';
import type { Placed } from '@nhip/event-log';
import { type DecodedEvent, type Envelope, encodeStored, partitionOf, type StatementDecoder } from '@nhip/events';
import { agencyFor, type Sender } from './agency.ts';
import { OF_THE_SENDING } from './sent-content.ts';

export interface RefusedStatements {
  /** The entry that tells of a refused event; null where its sender is not known, or no unit of the catalogue. */
  entryOf(sender: Sender, event: DecodedEvent, receipt: Receipt): Placed | null;
}

export interface Receipt {
  /** Milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** Of `events`. */
  readonly partitions: number;
  /** What was sent, of an event that could not be read; null: it cannot be told from others. */
  readonly content: () => string | null;
}

export interface RefusedStatementsOptions {
  readonly plan: Plan;
  readonly decoder: StatementDecoder;
  /** Tells this door from every other one, and from itself before a restart. */
  readonly door: string;
}

/** Refused events that are told apart on one day: of one sender and record type, and of all. */
const APART_MAX = 1_000;
const ALL_APART_MAX = 100_000;

/** Who states it: no agency's deliveries are counted with it. */
const SERVICE = 'nhip';
const NO_TYPE = '(none)';
/** The day is not in the identity of a refusal, though in the key of its record type. */
const NO_DAY = '1970-01-01';
/** The greatest sequence there is. */
const SEQUENCE_MAX = 999_999_999_999_999;

interface Refusal {
  readonly sender: string;
  readonly type: string;
  /** By what it is told apart, null: by nothing. */
  readonly digest: string | null;
}

/** Undefined when the plan does not ask for what is refused. */
export function createRefusedStatements(options: RefusedStatementsOptions): RefusedStatements | undefined {
  const { plan, decoder } = options;
  const eventType = plan.records
    .find(({ isBuiltIn }) => isBuiltIn === true)
    ?.events.find(({ type }) => type.endsWith('.refused'))?.type;
  if (eventType === undefined) return undefined;
  const zone = openZone(plan.timeZone);
  const units: ReadonlySet<string> = new Set(plan.units.map(({ code }) => code));
  const ledger = openLedger(options.door);
  return {
    entryOf: (sender, event, { receivedAtMs, partitions, content }) => {
      const agency = agencyOf(sender, event);
      if (agency === null || !units.has(agency)) return null;
      const isRead = event.kind === 'event';
      const type = isRead ? typeOf(plan, decoder, event.envelope.type) : NO_TYPE;
      const digest = isRead ? digestOf(event.envelope) : contentDigest(content());
      const day = formatPeriod('day', zone.dayOf(receivedAtMs));
      const entry = ledger.enter({ sender: agency, type, digest }, { day, receivedAtMs });
      const envelope = envelopeOf(entry, eventType);
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

/** What one record of refusals says. */
interface LedgerEntry {
  readonly id: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, string | number>>;
}

interface Ledger {
  enter(refusal: Refusal, at: { readonly day: string; readonly receivedAtMs: number }): LedgerEntry;
}

/** Knows what was told apart today, and how many deliveries were only counted. */
function openLedger(door: string): Ledger {
  let today = '';
  /** Days since the door was opened: a day that comes again, by whatever clock, has counters of its own. */
  let days = 0;
  const apart = new Map<string, Set<string>>();
  const counted = new Map<string, number>();
  let total = 0;
  return {
    enter: ({ sender, type, digest }, { day, receivedAtMs }) => {
      if (day !== today) {
        today = day;
        days += 1;
        total = 0;
        apart.clear();
        counted.clear();
      }
      const whose = `${sender}/${type}`;
      const known = apart.get(whose) ?? new Set();
      if (digest !== null && (known.has(digest) || (known.size < APART_MAX && total < ALL_APART_MAX))) {
        if (!known.has(digest)) total += 1;
        apart.set(whose, known.add(digest));
        return {
          id: `${digest}/${receivedAtMs}`,
          // The first receipt wins, in whatever order they are told.
          sequence: SEQUENCE_MAX - Math.trunc(receivedAtMs),
          data: { counter: digest, sender, type, day: NO_DAY, rejected: 1, refusedOn: day },
        };
      }
      const rejected = (counted.get(whose) ?? 0) + 1;
      counted.set(whose, rejected);
      const counter = `${door}/${days}`;
      return {
        id: `${counter}/${whose}/${rejected}`,
        sequence: rejected,
        data: { counter, sender, type, day, rejected },
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

function contentDigest(content: string | null): string | null {
  return content === null ? null : hash('sha256', content, 'hex').slice(0, 32);
}

function envelopeOf({ id, sequence, data }: LedgerEntry, eventType: string): Envelope {
  return {
    id,
    source: `/${SERVICE}/door`,
    specversion: '1.0',
    type: eventType,
    time: null,
    datacontenttype: 'application/json',
    dataschema: null,
    subject: null,
    extensions: { sequence: String(sequence) },
    data: { kind: 'json', value: data },
  };
}
