// From tallies in any process to the evaluator in this one: follows the topic `cells` of every partition and keeps a mirror of each.
// It lives from the moment the evaluator gets its partition until it loses it.
import { type CellMirror, createCellMirror, createEvaluator, type Plan, type PublishedStore } from '@nhip/core';
import { type EventLog, type FollowedCommit, followBlockLog, LogError, type Member } from '@nhip/event-log';
import { causesOf } from '@nhip/telemetry';
import type { CellSource, Gathered } from './cell-source.ts';
import { createReaching, type Reaching } from './reaching.ts';
import { publishInto, Unevaluated } from './unevaluated.ts';

export interface CellLogFeedOptions {
  readonly log: EventLog;
  readonly plan: Plan;
  /** There is something to evaluate. @param events counted just now. */
  readonly changed: (events: number) => void;
  /** The cells cannot be read any more. */
  readonly failed: (error: unknown) => void;
}

/** One partition's cells, as far as they were read. */
interface Share {
  readonly partition: number;
  mirror: CellMirror;
  /** Next offset of `events` to be counted, as its last commit told. */
  position: number;
  /** Everything that stood in the log when it was opened has been read. */
  isRead: boolean;
  /** The last commit was of this plan: what stands here may be evaluated. */
  isOurs: boolean;
  member: Member | null;
}

const REOPEN_MS = 250;

export class CellLogFeed implements CellSource {
  readonly #options: CellLogFeedOptions;
  readonly #count: number;
  readonly #reaching: Reaching;
  #shares: Share[] = [];
  #evaluator: ReturnType<typeof createEvaluator>;
  /** The evaluator knows everything but the mirrors' changes. */
  #isCurrent = false;
  #isWhole = true;
  #unevaluated = new Unevaluated();

  constructor(options: CellLogFeedOptions) {
    this.#options = options;
    this.#count = options.log.partitions('events');
    this.#evaluator = createEvaluator(options.plan);
    this.#reaching = createReaching((partition) => {
      const share = this.#shares[partition];
      return share !== undefined && isKnown(share) ? share.position : -1;
    });
  }

  async open(): Promise<void> {
    this.#unevaluated = new Unevaluated();
    this.#isCurrent = false;
    this.#shares = Array.from({ length: this.#count }, (_, partition) => newShare(this.#newMirror(), partition));
    for (const share of this.#shares) this.#follow(share).catch((error: unknown) => this.#again(share, error));
  }

  async shut(): Promise<void> {
    const former = this.#shares;
    this.#shares = [];
    this.#reaching.close();
    await Promise.all(former.map(({ member }) => member?.close()));
  }

  async #follow(share: Share): Promise<void> {
    const { log, plan } = this.#options;
    const { partition } = share;
    this.#restart(share);
    share.isRead = false;
    share.isOurs = true;
    const { start, end } = await log.range('cells', partition);
    if (end === start) this.#read(share);
    const member = await followBlockLog(log, {
      topic: 'cells',
      partition,
      apply: (message, planHash) => {
        // Rows of another plan have other numbers; and rows of this one are numbered anew after it.
        if (planHash === plan.cellsHash) share.mirror.apply(message);
        else this.#restart(share);
      },
      committed: (commit) => this.#committed(share, commit),
      passed: (next) => {
        if (next >= end) this.#read(share);
      },
      failed: (error) => void this.#again(share, error),
    });
    share.member = member;
    if (!this.#shares.includes(share)) await member.close();
  }

  /** Whoever was silent for long may find that the log was truncated under its feet: then all of it is read anew. */
  async #again(share: Share, error: unknown): Promise<void> {
    if (!this.#shares.includes(share)) return;
    if (!(error instanceof LogError)) {
      this.#options.failed(error);
      return;
    }
    await share.member?.close();
    share.member = null;
    await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    if (this.#shares.includes(share)) await this.#follow(share).catch((cause: unknown) => this.#again(share, cause));
  }

  #newMirror(): CellMirror {
    return createCellMirror(this.#options.plan, this.#evaluator.dimensionsRead);
  }

  #restart(share: Share): void {
    share.mirror = this.#newMirror();
    this.#isCurrent = false;
    this.#unevaluated.disturbed();
  }

  #committed(share: Share, { meta, planHash, headers }: FollowedCommit): void {
    share.isOurs = planHash === this.#options.plan.cellsHash;
    if (!share.isOurs) this.#restart(share);
    const { position, since } = readMeta(meta);
    const events = Math.max(0, position - share.position);
    share.position = position;
    if (share.isRead && share.mirror.hasChanges()) {
      this.#unevaluated.committed(since, causesOf([headers]));
      this.#options.changed(events);
    }
    this.#reaching.settle();
  }

  #read(share: Share): void {
    if (share.isRead) return;
    share.isRead = true;
    this.#reaching.settle();
    if (this.isComplete()) this.#options.changed(0);
  }

  isComplete(): boolean {
    return this.#shares.length === this.#count && this.#shares.every(isKnown);
  }

  isQuiet(): boolean {
    return this.#unevaluated.isQuiet;
  }

  async isBehind(): Promise<boolean> {
    const ends = await endsOf(this.#options.log);
    return ends.some((end, partition) => (this.#shares[partition]?.position ?? -1) < end);
  }

  oldestIngestTime(): number | null {
    return this.#unevaluated.oldestIngestTime;
  }

  async gather(): Promise<Gathered> {
    if (!this.#isCurrent) this.#begin();
    for (const { mirror } of this.#shares) for (const change of mirror.takeChanges()) this.#evaluator.take(change);
    return this.#unevaluated.gathered();
  }

  evaluateInto(store: PublishedStore, tickMs: number): void {
    publishInto(store, this.#evaluator.evaluate(tickMs), this.#isWhole);
    this.#isWhole = false;
  }

  #begin(): void {
    this.#evaluator = createEvaluator(this.#options.plan);
    for (const { mirror } of this.#shares) for (const change of mirror.takeAll()) this.#evaluator.take(change);
    this.#isCurrent = true;
    this.#isWhole = true;
  }

  complete(): Promise<void> {
    return this.#reaching.reached(Array.from({ length: this.#count }, () => 0));
  }

  async caughtUp(): Promise<void> {
    await this.#reaching.reached(await endsOf(this.#options.log));
  }

  close(): void {
    this.#reaching.close();
  }
}

function newShare(mirror: CellMirror, partition: number): Share {
  return { partition, mirror, position: 0, isRead: false, isOurs: true, member: null };
}

function isKnown({ isRead, isOurs }: Share): boolean {
  return isRead && isOurs;
}

/** Where each partition of `events` ends now. */
export async function endsOf(log: EventLog): Promise<readonly number[]> {
  const partitions = Array.from({ length: log.partitions('events') }, (_, partition) => partition);
  const ranges = await Promise.all(partitions.map((partition) => log.range('events', partition)));
  return ranges.map(({ end }) => end);
}

function readMeta(meta: unknown): { readonly position: number; readonly since: number | null } {
  if (typeof meta !== 'object' || meta === null) return { position: 0, since: null };
  const position = 'position' in meta && typeof meta.position === 'number' ? meta.position : 0;
  return { position, since: 'since' in meta && typeof meta.since === 'number' ? meta.since : null };
}
