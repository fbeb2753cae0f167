// When the WAL is moved into the database file: once it has grown, by a thread of its own.
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { CheckpointAnswer } from './checkpoint-thread.ts';

export interface Checkpoints {
  /** Something was committed. */
  committed(): void;
  close(): Promise<void>;
}

const WAL_BYTES_MAX = 8 * 1024 * 1024;

/** @param failed it could not be done: the WAL grows until it can, or until the file is closed, nothing else. Told when it begins. */
export function createCheckpoints(path: string, failed: (error: unknown) => void): Checkpoints {
  let worker: Worker | null = null;
  let isBusy = false;
  let isFailing = false;
  const started = (): Worker => {
    const made = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: path });
    made.unref();
    made.on('message', (error: CheckpointAnswer) => {
      isBusy = false;
      if (error !== null && !isFailing) failed(error);
      isFailing = error !== null;
    });
    made.on('error', failed);
    // A thread that has died stays busy for ever: the next one would die as well.
    made.on('exit', () => {
      worker = null;
    });
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
