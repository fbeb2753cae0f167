// A thread that moves what was committed from the WAL into the database file. That waits for the disk, and the thread that answers
// requests must not.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const database = new DatabaseSync(String(workerData), { timeout: 5_000 });

/** Null: done, or left to the next one since somebody reads; else why it could not be done. */
export type CheckpointAnswer = Error | null;

parentPort?.on('message', (message: 'checkpoint' | 'stop') => {
  if (message === 'stop') {
    database.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(checkpoint());
});

function checkpoint(): CheckpointAnswer {
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
