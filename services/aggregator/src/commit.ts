// A commit that outlasts a passing fault: a full disk or a broker that restarts must not end the process, since nothing was written
// and the same outputs may be tried again. An owner whose ownership is over never tries again: whoever
// has the partition next counts these events.
import { setTimeout as delay } from 'node:timers/promises';
import { LogError, type Output, type Owner } from '@nhip/event-log';
import type { Trouble } from '@nhip/telemetry';

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;
/** After this long the process ends instead, and resumes at its position when it is started again. */
const PATIENCE_MS = 10 * 60_000;

export type Wrote = (outputs: readonly Output[]) => void;

export interface Commit {
  readonly owner: Owner;
  readonly outputs: readonly Output[];
  readonly position: number;
  /** Hears why it waits, and that it waits no more. */
  readonly trouble: Trouble | undefined;
  /** Told what the log has taken; left out: nobody asks. */
  readonly wrote?: Wrote | undefined;
  /** For how long it waits at most; left out: ten minutes. */
  readonly patienceMs?: number;
  /** Aborted: the partition is leaving, nobody waits any more. Left out: it never is. */
  readonly leaving?: AbortSignal | undefined;
}

/**
 * @throws LogError when the ownership is over, or when the log still fails after the patience has run out; NHIP_LOG_UNAVAILABLE when it still
 * fails and the partition is leaving.
 */
export async function commitPatiently(commit: Commit): Promise<readonly number[]> {
  const { owner, outputs, position, trouble, patienceMs = PATIENCE_MS, leaving } = commit;
  let waitedMs = 0;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    try {
      const offsets = await owner.commit(outputs, position);
      if (waitedMs > 0) trouble?.over(owner.partition);
      commit.wrote?.(outputs);
      return offsets;
    } catch (error) {
      const passing = error instanceof LogError && passingFaults.has(error.code);
      if (!passing || waitedMs >= patienceMs) throw error;
      trouble?.failed(owner.partition, error);
      if (!(await waited(wait, leaving))) throw new LogError('NHIP_LOG_UNAVAILABLE', GIVEN_UP, { cause: error });
      waitedMs += wait;
    }
  }
}

const GIVEN_UP = 'commit in vain: whoever has the partition next counts the same anew';

/** False: the partition is leaving. */
async function waited(ms: number, leaving: AbortSignal | undefined): Promise<boolean> {
  await delay(ms, undefined, leaving === undefined ? {} : { signal: leaving }).catch(() => undefined);
  return leaving?.aborted !== true;
}

/** Which partitions are leaving, for the commits that wait meanwhile. */
export interface Leavings {
  /** The partition is here, or here again. */
  came(partition: number): void;
  leaves(partition: number): void;
  /** Undefined: it never came. */
  of(partition: number): AbortSignal | undefined;
}

export function createLeavings(): Leavings {
  const controllers = new Map<number, AbortController>();
  return {
    came: (partition) => void controllers.set(partition, new AbortController()),
    leaves: (partition) => controllers.get(partition)?.abort(),
    of: (partition) => controllers.get(partition)?.signal,
  };
}

const passingFaults: ReadonlySet<string> = new Set(['NHIP_LOG_FULL', 'NHIP_LOG_COMMIT_FAILED', 'NHIP_LOG_UNAVAILABLE']);
