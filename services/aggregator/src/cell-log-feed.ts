// From tallies in any process to the evaluator in this one: follows the topic `cells` of every partition and keeps a mirror of each.
// It lives from the moment the evaluator gets its partition until it loses it.
import { type CellMirror, createCellMirror, createEvaluator, type Plan } from '@nhip/core';
import { type EventLog, type FollowedCommit, followBlockLog, LogError, type Member } from '@nhip/event-log';
import { CAUSES_MAX, causesOf, type TraceHeaders } from '@nhip/telemetry';
import type { CellSource } from './cell-source.ts';
import { createReaching } from './reaching.ts';

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

/** What was not evaluated yet. */
interface News {
  oldestIngestTime: number | null;
  causes: readonly TraceHeaders[];
}

const REOPEN_MS = 250;

export function createCellLogFeed({ log, plan, changed, failed }: CellLogFeedOptions): CellSource {
  const count = log.partitions('events');
  let shares: Share[] = [];
  let evaluator = createEvaluator(plan);
  /** The evaluator knows everything but the mirrors' changes. */
  let isCurrent = false;
  let isWhole = true;
  let isQuiet = false;
  let news: News = { oldestIngestTime: null, causes: [] };

  const isKnown = ({ isRead, isOurs }: Share): boolean => isRead && isOurs;
  const isComplete = (): boolean => shares.length === count && shares.every(isKnown);
  const reaching = createReaching((partition) => {
    const share = shares[partition];
    return share !== undefined && isKnown(share) ? share.position : -1;
  });
  const restart = (share: Share): void => {
    share.mirror = createCellMirror(plan);
    isCurrent = false;
    isQuiet = false;
  };
  const committed = (share: Share, { meta, planHash, headers }: FollowedCommit): void => {
    share.isOurs = planHash === plan.cellsHash;
    if (!share.isOurs) restart(share);
    const { position, since } = readMeta(meta);
    const events = Math.max(0, position - share.position);
    share.position = position;
    if (share.isRead && share.mirror.hasChanges()) {
      news = {
        oldestIngestTime: news.oldestIngestTime ?? since,
        causes: [...news.causes, ...traced(headers)].slice(0, CAUSES_MAX),
      };
      isQuiet = false;
      changed(events);
    }
    reaching.settle();
  };
  const read = (share: Share): void => {
    if (share.isRead) return;
    share.isRead = true;
    reaching.settle();
    if (isComplete()) changed(0);
  };
  const follow = async (share: Share): Promise<void> => {
    const { partition } = share;
    restart(share);
    share.isRead = false;
    share.isOurs = true;
    const { start, end } = await log.range('cells', partition);
    if (end === start) read(share);
    share.member = await followBlockLog(log, {
      topic: 'cells',
      partition,
      apply: (message, planHash) => {
        // Rows of another plan have other numbers; and rows of this one are numbered anew after it.
        if (planHash === plan.cellsHash) share.mirror.apply(message);
        else restart(share);
      },
      committed: (commit) => committed(share, commit),
      passed: (next) => {
        if (next >= end) read(share);
      },
      failed: (error) => void again(share, error),
    });
    if (!shares.includes(share)) await share.member.close();
  };
  /** Whoever was silent for long may find that the log was truncated under its feet: then all of it is read anew. */
  const again = async (share: Share, error: unknown): Promise<void> => {
    if (!shares.includes(share)) return;
    if (!(error instanceof LogError)) {
      failed(error);
      return;
    }
    await share.member?.close();
    share.member = null;
    await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    if (!shares.includes(share)) return;
    await follow(share).catch((cause: unknown) => again(share, cause));
  };
  const begin = (): void => {
    evaluator = createEvaluator(plan);
    for (const { mirror } of shares) for (const change of mirror.takeAll()) evaluator.take(change);
    isCurrent = true;
    isWhole = true;
  };
  return {
    open: async () => {
      isCurrent = false;
      isQuiet = false;
      news = { oldestIngestTime: null, causes: [] };
      shares = Array.from({ length: count }, (_, partition) => newShare(plan, partition));
      for (const share of shares) void follow(share).catch((error: unknown) => again(share, error));
    },
    shut: async () => {
      const former = shares;
      shares = [];
      reaching.close();
      await Promise.all(former.map(({ member }) => member?.close()));
    },
    isComplete,
    isQuiet: () => isQuiet,
    isBehind: async () => {
      const ends = await endsOf(log);
      return ends.some((end, partition) => (shares[partition]?.position ?? -1) < end);
    },
    oldestIngestTime: () => news.oldestIngestTime,
    causes: () => news.causes,
    evaluateInto: (store, tickMs) => {
      if (!isCurrent) begin();
      for (const { mirror } of shares) for (const change of mirror.takeChanges()) evaluator.take(change);
      const patches = evaluator.evaluate(tickMs);
      if (isWhole) store.replaceAll(patches);
      else for (const patch of patches) store.patch(patch);
      isWhole = false;
      isQuiet = true;
      news = { oldestIngestTime: null, causes: [] };
    },
    complete: () => reaching.reached(Array.from({ length: count }, () => 0)),
    caughtUp: async () => reaching.reached(await endsOf(log)),
    close: () => reaching.close(),
  };
}

function newShare(plan: Plan, partition: number): Share {
  return { partition, mirror: createCellMirror(plan), position: 0, isRead: false, isOurs: true, member: null };
}

export async function endsOf(log: EventLog): Promise<readonly number[]> {
  const partitions = Array.from({ length: log.partitions('events') }, (_, partition) => partition);
  const ranges = await Promise.all(partitions.map((partition) => log.range('events', partition)));
  return ranges.map(({ end }) => end);
}

function traced(headers: FollowedCommit['headers']): readonly TraceHeaders[] {
  return causesOf(headers === undefined ? [] : [headers]);
}

function readMeta(meta: unknown): { readonly position: number; readonly since: number | null } {
  if (typeof meta !== 'object' || meta === null) return { position: 0, since: null };
  const position = 'position' in meta && typeof meta.position === 'number' ? meta.position : 0;
  return { position, since: 'since' in meta && typeof meta.since === 'number' ? meta.since : null };
}
