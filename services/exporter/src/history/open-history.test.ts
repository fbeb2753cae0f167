// The history over a log in memory: what the evaluator wrote comes out by moment, whatever an earlier process left in the file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, parsePeriod, type Result } from '@nhip/core';
import { createMemoryLog, type EventLog } from '@nhip/event-log';
import { afterAll, afterEach, expect, it } from 'vitest';
import { type OpenHistory, openHistory } from './open-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-history-'));
const plan = { timeZone: 'Asia/Ho_Chi_Minh' } as const satisfies Partial<Plan>;
const failed = (error: unknown): never => {
  throw error;
};

let open: OpenHistory | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

const resultOf = (value: number): Result => ({
  value,
  numerator: value,
  denominator: null,
  score: null,
  target: null,
  status: 'ok',
  flags: [],
});

interface Told {
  readonly tick: string;
  readonly from: string;
  readonly to: string;
  readonly number: number;
  readonly before: Result | null;
  readonly after: Result | null;
}

async function tell(log: EventLog, dims: Readonly<Record<string, string>>, told: readonly Told[]): Promise<void> {
  const entries = told.map(({ tick, number, ...change }) => {
    const revisions = [{ ...change, number, cause: number === 0 ? 'lock' : 'statements' }];
    const entry = { tick, kpi: 'received', unit: 'hanoi', dims, grain: 'month', revisions };
    return { partition: 0, key: null, value: Buffer.from(JSON.stringify(entry)) };
  });
  await log.append('revisions', entries);
}

const query = { kpi: 'received', unit: null, grains: ['month'], dimension: null, boundaries: 'then' } as const;

async function opened(log: EventLog, path: string): Promise<OpenHistory> {
  const history = await openHistory({ log, plan, path, failed });
  open = history;
  await expect.poll(() => history.ready()).toBe(true);
  return history;
}

const values = (history: OpenHistory, moment: string) =>
  history
    .asOf(query, Date.parse(moment))
    .flatMap(({ points }) => [...points(-Infinity, Infinity)].map(({ result, state }) => [result.value, state]));

it('gives every period what was last said of it by then', async () => {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  const [one, two, three] = [resultOf(1), resultOf(2), resultOf(3)];
  await tell(log, {}, [
    { tick: '2023-02-11T00:00:00+07:00', from: '2022-12', to: '2023-01', number: 0, before: null, after: one },
    { tick: '2023-03-11T00:00:00+07:00', from: '2023-02', to: '2023-02', number: 0, before: null, after: one },
    { tick: '2023-03-12T00:00:00+07:00', from: '2023-01', to: '2023-02', number: 1, before: one, after: two },
    { tick: '2023-04-01T00:00:00+07:00', from: '2023-02', to: '2023-02', number: 2, before: two, after: three },
    { tick: '2023-05-01T00:00:00+07:00', from: '2022-12', to: '2022-12', number: 1, before: one, after: null },
  ]);
  const history = await opened(log, ':memory:');
  expect(values(history, '2023-02-10T23:59:59+07:00')).toEqual([]);
  expect(values(history, '2023-02-11T00:00:00+07:00')).toEqual([
    [1, 'final'],
    [1, 'final'],
  ]);
  expect(values(history, '2023-03-20T00:00:00+07:00')).toEqual([
    [1, 'final'],
    [2, 'restated'],
    [2, 'restated'],
  ]);
  expect(values(history, '2023-12-31T00:00:00+07:00')).toEqual([
    [2, 'restated'],
    [3, 'restated'],
  ]);
  const listed = history.revisions({ ...query, from: null, to: null });
  expect(listed.map(({ number, first, end }) => [number, first, end])).toEqual([
    [1, parsePeriod('month', '2022-12'), parsePeriod('month', '2023-01')],
    [1, parsePeriod('month', '2023-01'), parsePeriod('month', '2023-03')],
    [2, parsePeriod('month', '2023-02'), parsePeriod('month', '2023-03')],
  ]);
});

it('keeps totals and the values of a dimension apart, whatever they are called', async () => {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  const lock = { tick: '2023-02-11T00:00:00+07:00', from: '2023-01', to: '2023-01', number: 0, before: null };
  const name = `it's "a" name`;
  await tell(log, {}, [{ ...lock, after: resultOf(5) }]);
  await tell(log, { [name]: 'a' }, [{ ...lock, after: resultOf(2) }]);
  await tell(log, { [name]: 'b' }, [{ ...lock, after: resultOf(3) }]);
  const history = await opened(log, ':memory:');
  const found = (dimension: { readonly name: string; readonly value: string | null } | null) =>
    history
      .asOf({ ...query, dimension }, Date.parse('2023-03-01T00:00:00Z'))
      .map(({ points }) => [...points(-Infinity, Infinity)][0]?.result.value);
  expect(found(null)).toEqual([5]);
  expect(found({ name, value: null })).toEqual([2, 3]);
  expect(found({ name, value: 'b' })).toEqual([3]);
  expect(found({ name: 'other', value: null })).toEqual([]);
});

it('makes its file anew, also out of a torn one', async () => {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  const after = resultOf(1);
  const told = { tick: '2023-02-11T00:00:00+07:00', from: '2023-01', to: '2023-01', number: 0, before: null, after };
  await tell(log, {}, [told]);
  const path = join(folder, 'history.db');
  writeFileSync(path, 'SQLite format 3\0 and then nothing that it would know');
  for (let start = 0; start < 2; start += 1) {
    expect(values(await opened(log, path), '2023-03-01T00:00:00Z')).toEqual([[1, 'final']]);
    await open?.close();
    open = null;
  }
});
