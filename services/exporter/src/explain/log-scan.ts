// Reads the block logs `cells` and `records` for one explanation: every partition's cells to its end, then its records to the same commit.
// It holds up nobody for long, ends when nobody waits for it any more, and reads no more bytes than it may.
import { type CellScan, createCellScan, type Plan } from '@nhip/core';
import { type EventLog, readCommits, type Topic } from '@nhip/event-log';
import { QueryRefusal } from '../query/refusal.ts';
import type { Turns } from '../turns.ts';

export interface ScanOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  readonly turns: Turns;
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly bytes: Budget;
}

/** Bytes that may still be read. */
export interface Budget {
  readonly max: number;
  used: number;
}

/** One partition's wanted cells. */
export interface ScannedCells {
  readonly partition: number;
  readonly scan: CellScan;
  /** Next offset of `events` that is not counted in them. */
  readonly position: number;
}

const ATTEMPTS = 3;
/** What a driver unpacks in one go holds up the event loop. */
const READ_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = '5';
/** A section of a message is worth as many steps as its rows, nearly. */
const SECTION_STEPS = 1_024;

export function unavailable(detail: string): QueryRefusal {
  return new QueryRefusal('NHIP_EXPLAIN_UNAVAILABLE', detail, { 'retry-after': RETRY_AFTER_SECONDS });
}

/** @throws QueryRefusal */
export function scanCells(
  options: ScanOptions,
  {
    partition,
    isWanted,
  }: { readonly partition: number; readonly isWanted: (record: number, family: number) => boolean },
): Promise<ScannedCells> {
  const { plan } = options;
  return whole(options, { topic: 'cells', partition }, async (commits) => {
    let scan = createCellScan(plan, isWanted);
    let position = 0;
    let isOurs = true;
    for await (const { messages, meta, planHash } of commits) {
      isOurs = planHash === plan.cellsHash;
      // Rows of another plan have other numbers; and rows of this one are numbered anew after it.
      if (!isOurs) scan = createCellScan(plan, isWanted);
      else for (const message of messages) await take(options, message, scan.apply);
      position = positionOf(meta);
    }
    if (!isOurs) throw unavailable('the cells are of another catalogue than this exporter has');
    return { partition, scan, position };
  });
}

export interface RecordsTaking {
  /** Reading begins, perhaps anew. */
  begin(): (message: Uint8Array) => Iterable<void>;
  /** No more is wanted. */
  isEnough(): boolean;
}

/** The records as they were when the cells were what they are. @throws QueryRefusal */
export function scanRecords(
  options: ScanOptions,
  { partition, position }: Pick<ScannedCells, 'partition' | 'position'>,
  taking: RecordsTaking,
): Promise<void> {
  return whole(options, { topic: 'records', partition }, async (commits) => {
    const apply = taking.begin();
    for await (const { messages, meta, planHash } of commits) {
      if (planHash !== options.plan.layoutHash) throw unavailable('the records are of another catalogue');
      if (positionOf(meta) > position || taking.isEnough()) return;
      for (const message of messages) await take(options, message, apply);
    }
  });
}

async function take(
  { turns, signal, bytes }: ScanOptions,
  message: Uint8Array,
  apply: (message: Uint8Array) => Iterable<void>,
): Promise<void> {
  bytes.used += message.length;
  if (bytes.used > bytes.max) {
    throw new QueryRefusal('NHIP_EXPLAIN_TOO_LARGE', `more than ${bytes.max} bytes of cells and records would be read`);
  }
  for (const _section of apply(message)) {
    if (turns.isDue(SECTION_STEPS)) await turns.next();
  }
  signal.throwIfAborted();
}

interface Place {
  readonly topic: Topic;
  readonly partition: number;
}

/** A block log that was truncated behind the reader has gaps for it: then it is read anew. */
async function whole<Answer>(
  { log }: ScanOptions,
  place: Place,
  read: (commits: ReturnType<typeof readCommits>) => Promise<Answer>,
): Promise<Answer> {
  const { topic, partition } = place;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { start } = await log.range(topic, partition);
    const answer = await read(readCommits(log, { ...place, from: start, batchBytesMax: READ_BYTES }));
    if ((await log.range(topic, partition)).start === start) return answer;
  }
  throw unavailable(`${topic} were rewritten while they were read`);
}

function positionOf(meta: unknown): number {
  const isKnown = typeof meta === 'object' && meta !== null && 'position' in meta && typeof meta.position === 'number';
  return isKnown ? (meta.position as number) : 0;
}
