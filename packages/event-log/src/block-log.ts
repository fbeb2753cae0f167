// The block log: keeps a large state in a topic without a message per entry. Each commit appends what changed, and in rotation
// whole blocks, so that the topic stays within a few times the state's size and there is never a pause. Content is absolute.
import type { Batch, EventLog, Member, Output, ReadOptions, StoredEntry, Topic } from './port.ts';

/** A state that is packed block by block. A block keeps its index for ever; one without content packs to no message. */
export interface BlockState {
  blockCount(): number;
  encodeBlock(index: number): Uint8Array[];
  /** About how many bytes all blocks take. */
  liveBytes(): number;
}

export interface BlockLogOptions {
  readonly topic: Topic;
  readonly partition: number;
  readonly state: BlockState;
  /** What the packed content depends on; written with every commit. */
  readonly planHash: string;
}

export interface BlockLog {
  readonly topic: Topic;
  readonly partition: number;
  /** The messages of one commit: the changes, then blocks in rotation. `meta` is small JSON, such as a position. */
  outputs(changes: readonly Uint8Array[], meta: object): readonly Output[];
  /** Tells the offsets of the last outputs; gives the offset below which the topic may now be truncated, or null. */
  committed(offsets: readonly number[]): number | null;
}

/** The last whole commit that was read. */
export interface Restored {
  readonly meta: unknown;
  readonly planHash: string;
  /**
   * Content of `onlyPlan` was applied, and content of another plan stands behind it: rows may have been numbered anew since,
   * so the state that was applied is not to be trusted.
   */
  readonly isMixed: boolean;
}

export interface RestoreOptions {
  /** Only content of this plan is applied; a last commit of another plan is told, not applied. */
  readonly onlyPlan?: string;
}

/** The rotation appends about as much as it is given, once the log has grown beyond twice the state and this. */
const SLACK_BYTES = 4 * 1024 * 1024;
const GROWTH = 2;

interface Header {
  /** A block's index, or -1 for changes. */
  readonly block: number;
  /** 0 on the first message of a block. */
  readonly part: number;
  readonly plan: string;
  /** On the last message of a commit, and only there. */
  readonly meta?: object;
}

interface Message {
  readonly block: number;
  readonly part: number;
  readonly value: Uint8Array;
}

class OpenBlockLog implements BlockLog {
  readonly topic: Topic;
  readonly partition: number;
  readonly planHash: string;
  readonly #state: BlockState;
  /** The messages in the log, oldest first. */
  #kept: { readonly offset: number; readonly bytes: number }[] = [];
  #keptBytes = 0;
  #pending: readonly Message[] = [];
  /** The block that the rotation packs next. */
  #nextBlock = 0;
  /** Offsets at which the present round of the rotation and the one before it began; -1: there was none. */
  #roundStart = -1;
  #formerRoundStart = -1;

  constructor({ topic, partition, planHash, state }: BlockLogOptions) {
    this.topic = topic;
    this.partition = partition;
    this.planHash = planHash;
    this.#state = state;
  }

  outputs(changes: readonly Uint8Array[], meta: object): readonly Output[] {
    const appended = changes.reduce((bytes, change) => bytes + change.length, 0);
    const messages: Message[] = changes.map((value) => ({ block: CHANGES, part: 0, value }));
    if (this.#keptBytes + appended > GROWTH * this.#state.liveBytes() + SLACK_BYTES) {
      messages.push(...this.#rotate(appended));
    }
    if (messages.length === 0) messages.push({ block: CHANGES, part: 0, value: new Uint8Array() });
    this.#pending = messages;
    return messages.map((message, place) => this.#output(message, place === messages.length - 1 ? meta : null));
  }

  #output({ block, part, value }: Message, meta: object | null): Output {
    const header: Header = { block, part, plan: this.planHash, ...(meta === null ? {} : { meta }) };
    const { topic, partition } = this;
    return { topic, partition, key: null, value, headers: { [HEADER]: JSON.stringify(header) } };
  }

  /** Whole blocks worth about as many bytes as the commit appends anyway. */
  #rotate(appendedBytes: number): Message[] {
    const messages: Message[] = [];
    const blocks = this.#state.blockCount();
    let bytes = 0;
    for (let visited = 0; visited < blocks && bytes <= appendedBytes; visited += 1) {
      const block = this.#nextBlock < blocks ? this.#nextBlock : 0;
      this.#state.encodeBlock(block).forEach((value, part) => {
        messages.push({ block, part, value });
        bytes += value.length;
      });
      this.#nextBlock = block + 1;
    }
    return messages;
  }

  committed(offsets: readonly number[]): number | null {
    this.#pending.forEach((message, place) => {
      const offset = offsets[place];
      if (offset !== undefined) this.note(message, offset);
    });
    this.#pending = [];
    return this.#dropBefore(this.#formerRoundStart);
  }

  /** Notes a message that stands in the log at an offset. */
  note({ block, part, value }: Message, offset: number): void {
    this.#kept.push({ offset, bytes: value.length });
    this.#keptBytes += value.length;
    if (block === CHANGES || part > 0) return;
    if (this.#roundStart < 0 || block <= this.#newestBlock) {
      this.#formerRoundStart = this.#roundStart;
      this.#roundStart = offset;
    }
    this.#newestBlock = block;
    this.#nextBlock = block + 1;
  }

  #newestBlock = -1;

  /**
   * A round packs every block there is; what grows behind it stands in changes that are newer than its start.
   * So once the next round begins, nothing before the start of the former one is needed.
   */
  #dropBefore(offset: number): number | null {
    const kept = this.#kept.findIndex((message) => message.offset >= offset);
    if (offset < 0 || kept <= 0) return null;
    for (const message of this.#kept.slice(0, kept)) this.#keptBytes -= message.bytes;
    this.#kept = this.#kept.slice(kept);
    return offset;
  }
}

const HEADER = 'block';
const CHANGES = -1;

export function createBlockLog(options: BlockLogOptions): BlockLog {
  return new OpenBlockLog(options);
}

function headerOf(entry: StoredEntry): Header {
  const text = entry.headers?.[HEADER];
  if (text === undefined) throw new RangeError(`the entry at ${entry.offset} is not a message of a block log`);
  return JSON.parse(text) as Header;
}

interface Headed {
  readonly header: Header;
  readonly entry: StoredEntry;
}

/** Hands over the messages of whole commits only; what stands behind the last whole commit is kept back. */
class CommitReader {
  #held: Headed[] = [];

  isBetweenCommits(): boolean {
    return this.#held.length === 0;
  }

  *take(entries: readonly StoredEntry[]): Generator<readonly Headed[]> {
    for (const entry of entries) {
      const header = headerOf(entry);
      this.#held.push({ header, entry });
      if (header.meta === undefined) continue;
      const commit = this.#held;
      this.#held = [];
      yield commit;
    }
  }
}

/**
 * Applies every whole commit up to the end as it stands, and makes the block log ready to go on writing.
 * Null when nothing was ever committed.
 */
export async function restoreBlockLog(
  log: Pick<EventLog, 'range' | 'read'>,
  blockLog: BlockLog,
  apply: (message: Uint8Array) => void,
  { onlyPlan }: RestoreOptions = {},
): Promise<Restored | null> {
  if (!(blockLog instanceof OpenBlockLog)) throw new TypeError('only a block log of this package can be restored');
  let restored: Restored | null = null;
  let hasApplied = false;
  let isMixed = false;
  const reader = new CommitReader();
  const take = (commit: readonly Headed[]): void => {
    for (const { header, entry } of commit) {
      const foreign = onlyPlan !== undefined && header.plan !== onlyPlan;
      blockLog.note({ block: foreign ? CHANGES : header.block, part: header.part, value: entry.value }, entry.offset);
      if (!foreign && entry.value.length > 0) apply(entry.value);
      hasApplied ||= !foreign;
      isMixed ||= foreign && hasApplied;
      if (header.meta !== undefined) restored = { meta: header.meta, planHash: header.plan, isMixed };
    }
  };
  const { start } = await log.range(blockLog.topic, blockLog.partition);
  for await (const batch of log.read(blockLog.topic, blockLog.partition, start)) {
    for (const commit of reader.take(batch.entries)) take(commit);
  }
  return restored;
}

/** One whole commit of a block log. */
export interface ReadCommit {
  readonly meta: unknown;
  /** What its content depends on. */
  readonly planHash: string;
  readonly messages: readonly Uint8Array[];
}

export interface CommitsOptions extends ReadOptions {
  readonly topic: Topic;
  readonly partition: number;
  readonly from: number;
}

/** Reads every whole commit from an offset, at best the first one kept, up to the end as it stands now. */
export async function* readCommits(
  log: Pick<EventLog, 'read'>,
  { topic, partition, from, ...options }: CommitsOptions,
): AsyncGenerator<ReadCommit> {
  const reader = new CommitReader();
  for await (const { entries } of log.read(topic, partition, from, options)) {
    for (const commit of reader.take(entries)) {
      const last = commit.at(-1)?.header;
      const messages = commit.map(({ entry }) => entry.value).filter(({ length }) => length > 0);
      yield { meta: last?.meta, planHash: last?.plan ?? '', messages };
    }
  }
}

export interface BlockLogView {
  readonly topic: Topic;
  readonly partition: number;
  /**
   * Nothing else is applied before it resolves; a view that does it at once gives no promise, and then the commit is applied in one go.
   * @param planHash what its content depends on.
   */
  apply(message: Uint8Array, planHash: string): Promise<void> | void;
  /** A whole commit has been applied. */
  committed?(commit: FollowedCommit): void;
  /**
   * Every commit before `next` has been applied. `next` also passes what a log has beside entries: Kafka ends each transaction
   * with a mark that takes a place of its own, and a view that did not pass it would seem to be behind for ever.
   */
  passed(next: number): void;
  failed(error: unknown): void;
}

export interface FollowedCommit {
  readonly meta: unknown;
  readonly planHash: string;
  /** Headers of its last message. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Applies every whole commit from the start of the log on, and goes on as commits arrive. */
export async function followBlockLog(log: EventLog, view: BlockLogView): Promise<Member> {
  const reader = new CommitReader();
  const apply = async (commit: readonly Headed[]): Promise<void> => {
    for (const { header, entry } of commit) {
      const applying = entry.value.length > 0 ? view.apply(entry.value, header.plan) : undefined;
      if (applying !== undefined) await applying;
      if (header.meta === undefined) continue;
      view.committed?.({ meta: header.meta, planHash: header.plan, headers: entry.headers });
    }
  };
  const take = async ({ entries, next }: Batch): Promise<void> => {
    for (const commit of reader.take(entries)) await apply(commit);
    if (reader.isBetweenCommits()) view.passed(next);
  };
  const { topic, partition, failed } = view;
  const { start } = await log.range(topic, partition);
  return log.follow({ topic, partition, from: start, take, failed });
}
