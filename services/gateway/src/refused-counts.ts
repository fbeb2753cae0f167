// What this door refused, by sender, record type and local day: the part of the built-in record type `statement` that no entry of `events`
// could tell. It is stated by absolute counts under a name of this door's own, so that repeats are harmless and doors add up.
import { formatPeriod, openZone, type Plan } from '@nhip/core';
import type { Placed } from '@nhip/event-log';
import { type DecodedEvent, type Envelope, encodeStored, partitionOf, type StatementDecoder } from '@nhip/events';
import { agencyFor, type Sender } from './agency.ts';

export interface RefusedCounts {
  /** Counts a refused event where its sender is known, and a unit of the catalogue. */
  add(sender: Sender, event: DecodedEvent, receivedAtMs: number): void;
  /** Entries for the log with the counts that moved since they were last taken. */
  take(partitions: number): readonly Placed[];
  /** The log did not take these entries: they are to be taken again. */
  putBack(entries: readonly Placed[]): void;
}

export interface RefusedCountsOptions {
  readonly plan: Plan;
  readonly decoder: StatementDecoder;
  /** Tells this door from every other one, and from itself before a restart. */
  readonly door: string;
}

/** Who states it: no agency's deliveries are counted with it. */
const SERVICE = 'nhip';
const NO_TYPE = '(none)';

interface Count {
  readonly sender: string;
  readonly type: string;
  readonly day: string;
  rejected: number;
}

/** Undefined when the plan does not ask for what is refused. */
export function createRefusedCounts({ plan, decoder, door }: RefusedCountsOptions): RefusedCounts | undefined {
  const refused = plan.records
    .find(({ isBuiltIn }) => isBuiltIn === true)
    ?.events.find(({ type }) => type.endsWith('.refused'));
  if (refused === undefined) return undefined;
  const zone = openZone(plan.timeZone);
  const units: ReadonlySet<string> = new Set(plan.units.map(({ code }) => code));
  const counts = new Map<string, Count>();
  const moved = new Set<string>();
  const entryOf = (count: Count, partitions: number): Placed => {
    const envelope = envelopeOf(count, { door, type: refused.type });
    const decoded = decoder.decode(envelope, SERVICE, null);
    if (decoded.kind === 'rejected') throw new Error(`the door's own statement is refused: ${JSON.stringify(decoded)}`);
    const { identity } = decoded.statement;
    return {
      partition: partitionOf(identity, partitions),
      key: identity,
      value: encodeStored(envelope, SERVICE),
    };
  };
  /** Names of the counts that entries on their way to the log state. */
  const named = new WeakMap<Placed, string>();
  return {
    add: (sender, event, receivedAtMs) => {
      const agency = agencyOf(sender, event);
      if (agency === null || !units.has(agency)) return;
      const type = event.kind === 'event' ? typeOf(plan, decoder, event.envelope.type) : NO_TYPE;
      const day = formatPeriod('day', zone.dayOf(receivedAtMs));
      const name = `${day} ${type} ${agency}`;
      const count = counts.get(name) ?? { sender: agency, type, day, rejected: 0 };
      counts.set(name, count);
      count.rejected += 1;
      moved.add(name);
    },
    take: (partitions) => {
      const entries = [...moved].flatMap((name) => {
        const count = counts.get(name);
        if (count === undefined) return [];
        const entry = entryOf(count, partitions);
        named.set(entry, name);
        return [entry];
      });
      moved.clear();
      return entries;
    },
    putBack: (entries) => {
      for (const entry of entries) {
        const name = named.get(entry);
        if (name !== undefined) moved.add(name);
      }
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

function envelopeOf(
  { sender, type, day, rejected }: Count,
  { door, type: eventType }: { readonly door: string; readonly type: string },
): Envelope {
  return {
    id: `${door}/${sender}/${type}/${day}/${rejected}`,
    source: `/${SERVICE}/door/${door}`,
    specversion: '1.0',
    type: eventType,
    time: null,
    datacontenttype: 'application/json',
    dataschema: null,
    subject: null,
    // A count that only grows is its own version.
    extensions: { sequence: String(rejected) },
    data: { kind: 'json', value: { counter: door, sender, type, day, rejected } },
  };
}
