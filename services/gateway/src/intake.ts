// The way of events through the door: envelope, sender, statement, then the log. A verdict for each; the good ones are kept
// when others are bad; nothing is called accepted before the log holds it durably.
import type { EventLog, Placed } from '@nhip/event-log';
import {
  type DecodedEvent,
  type Envelope,
  type ErrorCode,
  encodeStored,
  type Fault,
  partitionOf,
  type StatementDecoder,
} from '@nhip/events';
import { causesOf, inSpan, linkActiveSpan, type TraceHeaders, type Trouble } from '@nhip/telemetry';
import { agencyFor, type Sender } from './agency.ts';
import type { DoorLimits } from './limits.ts';
import type { RefusedStatements } from './refused-statements.ts';
import type { ContentOf } from './sent-content.ts';

/** What the door tells its own metrics. Calls must not throw. */
export interface DoorMeter {
  /** In statements: an event that is also one of a second record is two, as it is in the log. */
  accepted(statements: number): void;
  rejected(code: ErrorCode): void;
  /** How long the log took to make an append durable. */
  appended(durationMs: number): void;
}

export interface IntakeOptions {
  readonly log: Pick<EventLog, 'append' | 'partitions'>;
  readonly decoder: StatementDecoder;
  readonly limits: DoorLimits;
  readonly meter: DoorMeter;
  /** States what is refused, by sender; undefined: nobody asks for it. */
  readonly refused?: RefusedStatements | undefined;
  /** Hears of what the log does not take, and that it does; left out: every refusal for it is logged. */
  readonly trouble?: Trouble | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Steady clock in milliseconds, for durations. */
  readonly steadyNow: () => number;
}

export type Verdict =
  | { readonly kind: 'accepted' }
  /** Never empty. */
  | { readonly kind: 'rejected'; readonly faults: readonly Fault[] };

/** There is one door in a process, for all partitions. */
export const DOOR_PARTITION = 0;

const accepted: Verdict = { kind: 'accepted' };

/**
 * Takes in events of one delivery. Resolves when the good ones are durable; verdicts in the order of the events.
 * @throws LogError when the log did not take them; then none of them may be called accepted.
 */
export function takeIn(
  options: IntakeOptions,
  sender: Sender,
  events: readonly DecodedEvent[],
  contentOf: ContentOf,
): Promise<readonly Verdict[]> {
  // An async function would hold what was decoded until the log has answered, and each collection until then would move it.
  return keep(options, judgeAll(options, sender, events, contentOf));
}

interface JudgedAll {
  readonly verdicts: readonly Verdict[];
  readonly placed: readonly Placed[];
  readonly refused: readonly Placed[];
}

function judgeAll(
  options: IntakeOptions,
  sender: Sender,
  events: readonly DecodedEvent[],
  contentOf: ContentOf,
): JudgedAll {
  const receivedAtMs = options.now();
  const partitions = options.log.partitions('events');
  const placed: Placed[] = [];
  const refused: Placed[] = [];
  const verdicts = events.map((event, index): Verdict => {
    const judged = judge(options, sender, { event, receivedAtMs, partitions });
    if ('faults' in judged) {
      options.meter.rejected(judged.faults[0]?.code ?? 'NHIP_DOOR_FAILED');
      const content = (): string | null => contentOf(index);
      const entry = options.refused?.entryOf(sender, event, { receivedAtMs, partitions, content }) ?? null;
      if (entry !== null) refused.push(entry);
      return judged;
    }
    placed.push(...judged.entries);
    return accepted;
  });
  if (placed.length + refused.length > 0) linkActiveSpan(causesOf(ownTraces(events)));
  return { verdicts, placed, refused };
}

function keep(options: IntakeOptions, { verdicts, placed, refused }: JudgedAll): Promise<readonly Verdict[]> {
  const { length: statements } = placed;
  if (statements + refused.length === 0) return Promise.resolve(verdicts);
  const started = options.steadyNow();
  // What was refused is as durable as what was accepted, before either is answered.
  return append(options.log, refused.length === 0 ? placed : [...placed, ...refused]).then(() => {
    options.meter.appended(options.steadyNow() - started);
    options.meter.accepted(statements);
    options.trouble?.over(DOOR_PARTITION);
    return verdicts;
  });
}

/** Entries carry the trace of the request they came with, so that it goes on in the tally, wherever that runs. */
function append(log: IntakeOptions['log'], placed: readonly Placed[]): Promise<void> {
  const attributes = { 'messaging.destination.name': 'events', 'messaging.batch.message_count': placed.length };
  const traced = (headers: TraceHeaders | undefined): readonly Placed[] =>
    headers === undefined ? placed : placed.map((entry) => ({ ...entry, headers }));
  return inSpan('append', { kind: 'producer', attributes }, (headers) => log.append('events', traced(headers)));
}

/** What events say of themselves by the distributed tracing extension of CloudEvents. */
function* ownTraces(events: readonly DecodedEvent[]): Generator<Envelope['extensions'] | undefined> {
  for (const event of events) yield event.kind === 'event' ? event.envelope.extensions : undefined;
}

export interface Delivered {
  readonly event: DecodedEvent;
  readonly receivedAtMs: number;
  readonly partitions: number;
}

export interface Judged {
  /** One for each statement of the event. */
  readonly entries: readonly Placed[];
}

/** The entries for the log, or the faults. */
export function judge(
  { decoder, limits }: Pick<IntakeOptions, 'decoder' | 'limits'>,
  sender: Sender,
  { event, receivedAtMs, partitions }: Delivered,
): Judged | (Verdict & { kind: 'rejected' }) {
  if (event.kind === 'rejected') return event;
  const { envelope } = event;
  const agency = agencyFor(sender, envelope.source);
  if (typeof agency === 'object') return { kind: 'rejected', faults: [agency] };
  const expanded = decoder.expand(envelope, agency, receivedAtMs);
  if (expanded.kind === 'rejected') return expanded;
  const entries = expanded.statements.map(({ envelope: each, statement }) => ({
    partition: partitionOf(statement.identity, partitions),
    key: statement.identity,
    value: encodeStored(each, agency),
    packed: decoder.codec.pack(statement),
  }));
  const isTooLarge = entries.some(({ value }) => value.byteLength > limits.storedEventBytesMax);
  return isTooLarge ? { kind: 'rejected', faults: [tooLarge(limits)] } : { entries };
}

function tooLarge({ storedEventBytesMax }: DoorLimits): Fault {
  const message = `the event is larger than ${storedEventBytesMax} bytes`;
  return { code: 'NHIP_EVENT_TOO_LARGE', pointer: '', message };
}
