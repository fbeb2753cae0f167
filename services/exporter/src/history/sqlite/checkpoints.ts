// When the WAL is moved into the database file: once it has grown, by a thread of its own.
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

export interface Checkpoints {
  /** Something was committed. */
  committed(): void;
  close(): Promise<void>;
}

const WAL_BYTES_MAX = 8 * 1024 * 1024;

/** @param failed the thread could not do it: the WAL grows until the file is closed, nothing else. */
export function createCheckpoints(path: string, failed: (error: unknown) => void): Checkpoints {
  let worker: Worker | null = null;
  let isBusy = false;
  const started = (): Worker => {
    const made = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: path });
    made.unref();
    made.on('message', () => {
      isBusy = false;
    });
    made.on('error', failed);
    return made;
  };
  return {
    committed: () => {
      if (isBusy || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) < WAL_BYTES_MAX) return;
      isBusy = true;
      worker ??= started();
      worker.postMessage('checkpoint');
    },
    close: async () => {
      if (worker === null) return;
      const gone = once(worker, 'exit');
      worker.postMessage('stop');
      await gone;
    },
  };
}
