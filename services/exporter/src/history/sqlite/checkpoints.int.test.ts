// A WAL that cannot be moved into the database file is told of, and keeps nobody from closing.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createCheckpoints } from './checkpoints.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GROWN_BYTES = 16 * 1024 * 1024;

/** @param make makes what stands in the place of the database. */
function placeWith(name: string, make: (path: string) => void): string {
  const path = join(folder, name);
  make(path);
  writeFileSync(`${path}-wal`, '');
  truncateSync(`${path}-wal`, GROWN_BYTES);
  return path;
}

it.each([
  ['the thread cannot open the file', 'unable to open database file', (path: string) => mkdirSync(path)],
  [
    'the file is none',
    'file is not a database',
    (path: string) => writeFileSync(path, 'This is no database. '.repeat(1_000)),
  ],
])('tells once that %s, and closes', async (name, message, make) => {
  const path = placeWith(name, make);
  const told: unknown[] = [];
  const hears = Promise.withResolvers<void>();
  const { committed, close } = createCheckpoints(path, (error) => {
    told.push(error);
    hears.resolve();
  });
  committed();
  await hears.promise;
  // Whatever is still under way ends before the thread does.
  committed();
  await close();
  expect(told.map(String)).toEqual([`Error: ${message}`]);
});
