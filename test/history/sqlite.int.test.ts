// The history in a file of SQLite.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HistoryStoreInUse, HistoryUnavailable } from '@nhip/exporter';
import { afterAll, describe, expect, it } from 'vitest';
import { openAt, planOf, tellOfRevisions, valuesAt, whenReady } from './history-at.ts';
import { describeHistory } from './history-suite.ts';
import { openPublishedLog } from './published-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

describeHistory('in a file', {
  runs: Number(process.env.NHIP_RUNS ?? 40),
  place: async () => ({ kind: 'file', path: join(folder, randomUUID(), 'history.db') }),
});

describe('the file of the history', () => {
  it.each([
    [
      'nothing that SQLite knows',
      (path: string) => writeFileSync(path, 'SQLite format 3\0 and then nothing that it would know'),
    ],
    ['the table of an earlier version', makeTableOfBefore],
  ])('is made anew out of %s', async (_, spoil) => {
    const plan = await planOf();
    const city = openPublishedLog(plan);
    await tellOfRevisions(city);
    const path = join(folder, randomUUID());
    spoil(path);
    const { history, close } = await whenReady(await openAt(city, plan, { kind: 'file', path }));
    expect(await valuesAt(history, '2023-02-12T00:00')).toEqual(['2 final']);
    await close();
  });

  it('is made anew when its pages are damaged while it is in use', async () => {
    const plan = await planOf();
    const city = openPublishedLog(plan);
    await tellOfRevisions(city);
    const path = join(folder, randomUUID());
    const place = { kind: 'file', path } as const;
    await (await whenReady(await openAt(city, plan, place))).close();
    // The first page says what the file is; behind it are the tables.
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x5a, 4096));
    const { history, close } = await whenReady(await openAt(city, plan, place));
    expect(await valuesAt(history, '2023-02-12T00:00')).toEqual(['2 final']);
    await close();
  });

  it('is left alone when a later version has written it', async () => {
    const plan = await planOf();
    const city = openPublishedLog(plan);
    await tellOfRevisions(city);
    const path = join(folder, randomUUID());
    const place = { kind: 'file', path } as const;
    await (await whenReady(await openAt(city, plan, place))).close();
    setVersion(path, 1_000);
    const refusal = await openAt(city, plan, place).then(null, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(HistoryUnavailable);
    expect(refusal).toHaveProperty('cause.message', expect.stringContaining('it is of version 1000'));
    setVersion(path, 1);
    const database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare('SELECT count(*) AS count FROM published').get()?.count).toBeGreaterThan(0);
    database.close();
  });

  it('has one process', async () => {
    const plan = await planOf();
    const city = openPublishedLog(plan);
    const place = { kind: 'file', path: join(folder, randomUUID()) } as const;
    const { close } = await openAt(city, plan, place);
    await expect(openAt(city, plan, place)).rejects.toThrow(HistoryStoreInUse);
    await close();
    await (await openAt(city, plan, place)).close();
  });
});

function setVersion(path: string, version: number): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

function makeTableOfBefore(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE revision (kpi TEXT NOT NULL, unit TEXT NOT NULL)');
  database.close();
}
