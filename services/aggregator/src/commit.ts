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
}

/** @throws LogError when the ownership is over, or when the log still fails after the patience has run out. */
export async function commitPatiently(commit: Commit): Promise<readonly number[]> {
  const { owner, outputs, position, trouble, patienceMs = PATIENCE_MS } = commit;
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
      await delay(wait);
      waitedMs += wait;
    }
  }
}

const passingFaults: ReadonlySet<string> = new Set(['NHIP_LOG_FULL', 'NHIP_LOG_COMMIT_FAILED', 'NHIP_LOG_UNAVAILABLE']);
