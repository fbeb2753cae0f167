// The SQLite driver keeps the contract of the port, is durable as it says, and never opens one folder twice.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeEventLog } from '../contract/contract-suite.ts';
import { numberEntry } from '../contract/counting-handler.ts';
import { openSqliteLog } from './sqlite-log.ts';

const FULL = 2;
let folder = '';
const fresh = (): string => {
  folder = mkdtempSync(join(tmpdir(), 'nhip-sqlite-'));
  return folder;
};
const remove = (): void => rmSync(folder, { recursive: true, force: true });

describeEventLog('in SQLite', {
  open: () => openSqliteLog(fresh(), { partitions: 2 }),
  clear: async () => remove(),
});

describe('a data folder', () => {
  beforeEach(() => void fresh());
  afterEach(remove);

  it('is written with synchronous=FULL, as read back from the database', async () => {
    const log = await openSqliteLog(folder);
    expect(log.synchronous).toBe(FULL);
    await log.close();
  });

  it('belongs to one opener at a time', async () => {
    const log = await openSqliteLog(folder);
    await expect(openSqliteLog(folder)).rejects.toMatchObject({ code: 'NHIP_LOG_IN_USE' });
    await log.close();
    const again = await openSqliteLog(folder);
    await again.close();
  });

  it('keeps its number of partitions, and what was appended', async () => {
    const log = await openSqliteLog(folder, { partitions: 3 });
    await log.append('events', [numberEntry(7, 2)]);
    await log.close();
    await expect(openSqliteLog(folder, { partitions: 2 })).rejects.toMatchObject({ code: 'NHIP_LOG_PARTITIONS' });
    const again = await openSqliteLog(folder);
    expect(again.partitions('events')).toBe(3);
    expect(await again.range('events', 2)).toEqual({ start: 0, end: 1 });
    await again.close();
  });

  it('that holds something else is told to be corrupt, and left alone', async () => {
    writeFileSync(join(folder, 'generation-1.db'), 'this is no database, but long enough to look like a file of one');
    await expect(openSqliteLog(folder)).rejects.toMatchObject({ code: 'NHIP_LOG_CORRUPT' });
  });

  it('is made with what is missing above it, and told where it cannot be', async () => {
    const log = await openSqliteLog(join(folder, 'a', 'b', 'c'));
    await log.close();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const places = [
      file,
      join(file, 'below'),
      join(folder, 'x'.repeat(300)),
      '/dev/null/x',
      '/proc/nhip',
      '/proc/nhip/x',
    ];
    for (const place of places) {
      await expect(openSqliteLog(place)).rejects.toMatchObject({ code: 'NHIP_LOG_UNAVAILABLE' });
    }
  });

  it('of a newer version is not opened, and one from before formats were written down is', async () => {
    const log = await openSqliteLog(folder);
    await log.append('events', [numberEntry(7, 0)]);
    await log.close();
    const marked = (format: number) => {
      const database = new DatabaseSync(join(folder, 'generation-1.db'));
      database.exec(`PRAGMA user_version = ${format}`);
      database.close();
    };
    marked(2);
    const cause = expect.objectContaining({ message: expect.stringContaining('a newer version of Nhịp wrote it') });
    await expect(openSqliteLog(folder)).rejects.toMatchObject({ code: 'NHIP_LOG_CORRUPT', cause });
    marked(0);
    const again = await openSqliteLog(folder);
    expect(await again.range('events', 0)).toEqual({ start: 0, end: 1 });
    await again.close();
  });

  it('whose generation in force is gone is not begun anew', async () => {
    writeFileSync(join(folder, 'CURRENT'), 'generation-2\n');
    await expect(openSqliteLog(folder)).rejects.toMatchObject({ code: 'NHIP_LOG_CORRUPT' });
    expect(readdirSync(folder)).not.toContain('generation-2.db');
  });

  it.each([
    ['gone', (database: string) => rmSync(database)],
    ['emptied', (database: string) => truncateSync(database)],
  ])('whose first database is %s is not begun anew either', async (_, spoil) => {
    await (await openSqliteLog(folder)).close();
    spoil(join(folder, 'generation-1.db'));
    await expect(openSqliteLog(folder)).rejects.toMatchObject({ code: 'NHIP_LOG_CORRUPT' });
  });

  it.each([
    ['removed', () => rmSync(folder, { recursive: true })],
    ['put elsewhere', () => renameSync(folder, `${folder}.elsewhere`)],
    [
      'replaced',
      () => {
        renameSync(folder, `${folder}.elsewhere`);
        mkdirSync(folder);
        writeFileSync(join(folder, 'generation-1.db'), '');
      },
    ],
  ])('that is %s while it is open takes nothing any more, and says so', async (_, takeAway) => {
    const failed = vi.fn();
    const log = await openSqliteLog(folder, { failed });
    await log.append('events', [numberEntry(7, 0)]);
    expect(failed).not.toHaveBeenCalled();
    takeAway();
    const cause = expect.objectContaining({ message: expect.stringContaining('removed, or put elsewhere') });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const appended = log.append('events', [numberEntry(8, 0)]);
      await expect(appended).rejects.toMatchObject({ code: 'NHIP_LOG_UNAVAILABLE', cause });
    }
    await log.close();
    expect(failed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'NHIP_LOG_UNAVAILABLE' }));
    rmSync(`${folder}.elsewhere`, { recursive: true, force: true });
  });
});
