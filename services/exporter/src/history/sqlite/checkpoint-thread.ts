// A thread that moves what was committed from the WAL into the database file. That waits for the disk, and the thread that answers
// requests must not.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const database = new DatabaseSync(String(workerData), { timeout: 5_000 });

parentPort?.on('message', (message: 'checkpoint' | 'stop') => {
  if (message === 'stop') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Busy: the next one takes it along.
  }
  parentPort?.postMessage('done');
});
