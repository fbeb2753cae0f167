// Readiness: what is said of a view that falls behind, and of a midnight whose tick does not come.
import { openZone } from '@nhip/core';
import { afterEach, expect, it, vi } from 'vitest';
import type { ValuesView } from '../view/values-view.ts';
import { type ReadinessOptions, readinessOf, tickAheadMs, tickOverdueMs } from './readiness.ts';

afterEach(() => void vi.useRealTimers());

const zone = openZone('Asia/Ho_Chi_Minh');
const MIDNIGHT = Date.parse('2026-03-02T00:00:00+07:00');

interface Moment {
  nowMs: number;
  tick: number | null;
  position: number;
  end: number;
}

function optionsAt(moment: Moment, clock: 'system' | 'manual' = 'system'): ReadinessOptions {
  const view: Pick<ValuesView, 'lastTick' | 'ready' | 'progress'> = {
    lastTick: () => moment.tick,
    ready: () => true,
    progress: async () => moment,
  };
  return { view: view as ValuesView, zone, clock, now: () => moment.nowMs };
}

it('is ready as long as no entry stays unread, however many there are', async () => {
  const moment = { nowMs: MIDNIGHT + 1_000, tick: MIDNIGHT, position: 0, end: 1 };
  const reasons = readinessOf(optionsAt(moment));
  for (let second = 0; second < 60; second += 1) {
    expect(await reasons()).toEqual([]);
    moment.nowMs += 1_000;
    moment.position += 1;
    moment.end += 1;
  }
  await reasons();
  moment.nowMs += 6_000;
  expect(await reasons()).toEqual(['1 entries of kpis are unread, some for 6 s']);
});

it('is not ready while each entry stays unread for long, though all are read in the end', async () => {
  const moment = { nowMs: MIDNIGHT + 1_000, tick: MIDNIGHT, position: 0, end: 10 };
  const reasons = readinessOf(optionsAt(moment));
  for (let second = 0; second < 30; second += 1) {
    await reasons();
    moment.nowMs += 1_000;
    moment.position += 1;
    moment.end += 1;
  }
  expect(await reasons()).toEqual(['10 entries of kpis are unread, some for 9 s']);
});

it('takes a tick for overdue from the midnight on at which it is missing', async () => {
  const moment = { nowMs: MIDNIGHT + 300_000, tick: MIDNIGHT - 86_400_000, position: 1, end: 1 };
  expect(tickOverdueMs(optionsAt(moment))).toBe(300_000);
  expect(await readinessOf(optionsAt(moment))()).toEqual([]);
  moment.nowMs += 1;
  expect(await readinessOf(optionsAt(moment))()).toEqual(['the last tick was 2026-03-01T00:00:00+07:00']);
  moment.tick = MIDNIGHT;
  expect(tickOverdueMs(optionsAt(moment))).toBe(0);
  // Somebody sends them.
  moment.tick = MIDNIGHT - 86_400_000;
  expect(tickOverdueMs(optionsAt(moment, 'manual'))).toBe(0);
});

it('is not ready while the last tick is ahead of the clock by more than clocks differ', async () => {
  const moment = { nowMs: MIDNIGHT - 300_000, tick: MIDNIGHT, position: 1, end: 1 };
  expect(tickAheadMs(optionsAt(moment))).toBe(300_000);
  expect(await readinessOf(optionsAt(moment))()).toEqual([]);
  moment.nowMs -= 1;
  const reason = 'the last tick, 2026-03-02T00:00:00+07:00, is ahead of the clock of this machine';
  expect(await readinessOf(optionsAt(moment))()).toEqual([reason]);
  // Somebody sends them.
  expect(await readinessOf(optionsAt(moment, 'manual'))()).toEqual([]);
  expect(tickAheadMs(optionsAt({ ...moment, nowMs: MIDNIGHT + 1 }))).toBe(0);
});

it('is not ready while the log does not answer, and says so before a probe gives up', async () => {
  vi.useFakeTimers();
  const options = optionsAt({ nowMs: MIDNIGHT, tick: MIDNIGHT, position: 0, end: 0 });
  const hanging = readinessOf({ ...options, view: { ...options.view, progress: () => new Promise(() => {}) } });
  let reasons: readonly string[] = [];
  const asked = hanging().then((given) => {
    reasons = given;
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reasons).toEqual(['the log cannot be reached, so nobody knows whether these values are the newest']);
  await asked;
});
