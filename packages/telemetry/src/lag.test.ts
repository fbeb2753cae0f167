// What looks at a reader tell of how long its entries wait.
import { expect, it } from 'vitest';
import { createLag } from './lag.ts';

it('is 0 while everything is read, and as long as an entry has been seen unread', () => {
  const lag = createLag();
  expect(lag.look({ position: 5, end: 5 }, 1_000)).toBe(0);
  expect(lag.look({ position: 5, end: 6 }, 2_000)).toBe(0);
  expect(lag.look({ position: 5, end: 9 }, 5_000)).toBe(3_000);
  expect(lag.look({ position: 9, end: 9 }, 6_000)).toBe(0);
});

it('goes on from the oldest entry that is still unread when others were read meanwhile', () => {
  const lag = createLag();
  for (const nowMs of [0, 10_000, 20_000, 30_000]) lag.look({ position: 0, end: 1 + nowMs / 10_000 }, nowMs);
  // Entries up to 2 are read: the third was first seen at 20 s.
  expect(lag.look({ position: 2, end: 5 }, 40_000)).toBe(20_000);
});

it('of a reader that is always one step behind is one step, not since ever', () => {
  const lag = createLag();
  const lags = Array.from({ length: 50 }, (_, step) => lag.look({ position: step, end: step + 1 }, step * 1_000));
  expect(Math.max(...lags)).toBe(0);
});

it('of a long standstill is told from few sights, and shrinks as the reader catches up', () => {
  const lag = createLag();
  for (let second = 0; second <= 5_000; second += 1) lag.look({ position: 0, end: second + 1 }, second * 1_000);
  expect(lag.look({ position: 0, end: 5_001 }, 5_001_000)).toBe(5_001_000);
  const caughtUpTo = lag.look({ position: 4_000, end: 5_001 }, 5_001_000);
  expect(caughtUpTo).toBeLessThanOrEqual(1_001_000);
  expect(caughtUpTo).toBeGreaterThan(950_000);
});

it('begins anew when the log begins anew', () => {
  const lag = createLag();
  lag.look({ position: 10, end: 20 }, 0);
  expect(lag.look({ position: 0, end: 0 }, 5_000)).toBe(0);
});
