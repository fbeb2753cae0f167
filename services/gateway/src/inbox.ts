// The door for agencies that produce to the topic `inbox` with a client of their own: decodes, authorises and re-keys into `events`
// exactly once, since events, dead letters and position are committed together. What cannot be taken in becomes a dead letter.
import type { Batch, EventLog, Member, Output, Owner, StoredEntry } from '@nhip/event-log';
import { decodeKafka, type Fault } from '@nhip/events';
import { causesOf, inSpan, type Trouble } from '@nhip/telemetry';
import type { Sender } from './agency.ts';
import { inboxDeadLetter } from './inbox-dead-letter.ts';
import { type IntakeOptions, judge } from './intake.ts';
import type { Keys } from './keys.ts';
import { oneContent } from './sent-content.ts';

export interface InboxOptions extends Omit<IntakeOptions, 'log'> {
  readonly log: EventLog;
  /** A record carries its key in the header `authorization`, as a request does. Null: whoever may write to the topic may send for every agency. */
  readonly keys: Keys | null;
  /** Hears of what the log does not take; undefined: nobody asks. */
  readonly trouble?: Trouble;
  /** The inbox cannot be taken in any more. */
  readonly failed: (error: unknown) => void;
}

const GROUP = 'nhip-inbox';
/** So many bytes become one transaction at most. */
const BATCH_BYTES = 512 * 1024;
/** The positions before the last one are dropped every so many commits. */
const TRUNCATE_EVERY = 64;

/** Resolves when it has joined the group of all gateways. */
export async function openInbox(options: InboxOptions): Promise<Member> {
  const { log, failed } = options;
  const commits = new Map<number, number>();
  return log.process({
    group: GROUP,
    topic: 'inbox',
    batchBytesMax: BATCH_BYTES,
    failed,
    trouble: options.trouble,
    handler: {
      assigned: ({ partition }) => readPosition(log, partition),
      batch: async (owner, batch) => {
        if (batch.entries.length === 0) return;
        const offset = await takeBatch(options, owner, batch);
        const count = (commits.get(owner.partition) ?? 0) + 1;
        commits.set(owner.partition, count);
        if (count % TRUNCATE_EVERY === 0) await log.truncate('intake', owner.partition, offset);
      },
      revoked: async () => {},
    },
  });
}

/** The broker may have dropped what was never taken in: then it goes on with what is left. */
async function readPosition(log: EventLog, partition: number): Promise<number> {
  const { start: first } = await log.range('inbox', partition);
  const { start } = await log.range('intake', partition);
  let position = first;
  for await (const { entries } of log.read('intake', partition, start)) {
    for (const { value } of entries) position = Math.max(position, positionOf(value));
  }
  return position;
}

function positionOf(value: Uint8Array): number {
  const entry: unknown = JSON.parse(Buffer.from(value).toString('utf8'));
  const position = typeof entry === 'object' && entry !== null && 'position' in entry ? entry.position : 0;
  return typeof position === 'number' ? position : 0;
}

/** Gives the offset of the position that was written. */
async function takeBatch(options: InboxOptions, owner: Owner, batch: Batch): Promise<number> {
  const { partition, entries, next } = batch;
  const span = {
    kind: 'consumer',
    attributes: { 'messaging.destination.name': 'inbox', 'messaging.batch.message_count': entries.length },
    causes: causesOf(entries.map(({ headers }) => headers)),
  } as const;
  return inSpan('receive', span, async (trace) => {
    const judged = entries.map((entry) => takeEntry(options, { partition, entry }));
    const traced = judged.flatMap(({ outputs: taken }) =>
      taken.map((output) =>
        trace === undefined || output.topic !== 'events' ? output : { ...output, headers: trace },
      ),
    );
    const value = Buffer.from(JSON.stringify({ position: next }));
    const refused = judged.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
    const outputs: readonly Output[] = [...traced, ...refused, { topic: 'intake', partition, key: null, value }];
    const started = options.steadyNow();
    const offsets = await owner.commit(outputs, next);
    options.meter.appended(options.steadyNow() - started);
    // Told after the commit: what another gateway takes in again is counted there.
    const rejected = judged.flatMap(({ fault }) => (fault === null ? [] : [fault]));
    for (const { code } of rejected) options.meter.rejected(code);
    options.meter.accepted(traced.length - rejected.length);
    return offsets.at(-1) ?? 0;
  });
}

interface Taken {
  /** The statements of the event, or its dead letter. */
  readonly outputs: readonly Output[];
  readonly fault: Fault | null;
  /** What tells of it among the statements, where it was refused. */
  readonly refusal: Output | null;
}

interface Place {
  readonly partition: number;
  readonly entry: StoredEntry;
}

function takeEntry(options: InboxOptions, place: Place): Taken {
  const { log, keys } = options;
  const { headers = {}, value } = place.entry;
  const sender = senderOf(keys, headers.authorization);
  if ('code' in sender) return refused(options, place, sender);
  const event = decodeKafka(headers, value.length === 0 ? null : value);
  const partitions = log.partitions('events');
  const receivedAtMs = options.now();
  const judged = judge(options, sender, { event, receivedAtMs, partitions });
  if ('faults' in judged) {
    const content = (): string | null => oneContent(headers, value)(0);
    const entry = options.refused?.entryOf(sender, event, { receivedAtMs, partitions, content }) ?? null;
    const taken = refused(options, place, judged.faults[0] ?? UNREADABLE);
    return entry === null ? taken : { ...taken, refusal: { ...entry, topic: 'events' } };
  }
  const outputs = judged.entries.map((entry): Output => ({ ...entry, topic: 'events' }));
  return { outputs, fault: null, refusal: null };
}

const UNREADABLE: Fault = { code: 'NHIP_EVENT_JSON_BROKEN', pointer: '', message: 'the record cannot be read' };

function refused({ log }: InboxOptions, place: Place, fault: Fault): Taken {
  const partition = place.partition % log.partitions('deadletters');
  return { outputs: [inboxDeadLetter({ ...place, to: partition }, fault)], fault, refusal: null };
}

function senderOf(keys: Keys | null, authorization: string | undefined): Sender | Fault {
  if (keys === null) return { kind: 'anyone' };
  const sender = keys.authenticate(authorization);
  return sender instanceof Error ? { code: sender.code, pointer: '', message: sender.message } : sender;
}
