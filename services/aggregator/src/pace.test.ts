// When to evaluate, by a given clock: soon in quiet times, seldom while events pour in, and at once when they cease.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace, type Pace } from './pace.ts';

const WORK_MS = 1_000;

let evaluations: number[] = [];
let workMs = WORK_MS;
/** What the steady clock has beyond whole milliseconds, which are all that timers know. */
let fractionMs = 0;
let pace: Pace;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  evaluations = [];
  workMs = WORK_MS;
  fractionMs = 0;
  pace = createPace({
    work: async () => {
      vi.setSystemTime(Date.now() + Math.floor(workMs));
      fractionMs += workMs % 1;
      evaluations.push(Date.now());
    },
    failed: (error) => {
      throw error;
    },
    steadyNow: () => Date.now() + fractionMs,
  });
});
afterEach(async () => {
  await pace.close();
  vi.useRealTimers();
});

/** Counts so many events every 100 ms for a while. */
async function count(events: number, forMs: number): Promise<void> {
  for (let passed = 0; passed < forMs; passed += 100) {
    pace.wanted(events);
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe('the pace of evaluations', () => {
  it('evaluates a single change within a moment', async () => {
    pace.wanted(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(evaluations).toHaveLength(1);
  });

  it('evaluates a trickle again and again', async () => {
    await count(50, 10_000);
    expect(evaluations.length).toBeGreaterThan(5);
  });

  it('gives a flood nine tenths of the time', async () => {
    await count(3_000, 20_000);
    expect(evaluations.length).toBeGreaterThanOrEqual(2);
    expect(evaluations.length).toBeLessThanOrEqual(4);
  });

  it('takes the first moments of a flood for what they are', async () => {
    workMs = 400;
    await count(4_000, 3_500);
    expect(evaluations).toHaveLength(1);
  });

  it('knows a flood that began in the rest after an evaluation', async () => {
    workMs = 2_000.3;
    pace.wanted(500);
    await vi.advanceTimersByTimeAsync(50);
    expect(evaluations).toHaveLength(1);
    await count(3_000, 15_000);
    expect(evaluations).toHaveLength(1);
    await count(3_000, 5_000);
    expect(evaluations).toHaveLength(2);
  });

  it('does not take the time that a large batch needs for the end of a flood', async () => {
    const batches = async (times: number): Promise<void> => {
      for (let batch = 0; batch < times; batch++) {
        pace.wanted(12_000);
        await vi.advanceTimersByTimeAsync(700);
      }
    };
    await batches(3);
    const before = evaluations.length;
    await batches(8);
    expect(evaluations.length).toBe(before);
  });

  it('does not take for a flood what is told at once after an evaluation in another thread', async () => {
    await count(50, 100);
    await vi.advanceTimersByTimeAsync(1_000);
    const before = evaluations.length;
    const since = evaluations.at(-1) ?? 0;
    // Counted over the second in which it was evaluated.
    for (let batch = 0; batch < 50; batch++) pace.wanted(200, since - WORK_MS + batch * 20);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(evaluations.length).toBe(before + 1);
  });

  it('evaluates what a flood has left behind soon after it', async () => {
    await count(3_000, 5_000);
    const before = evaluations.length;
    await vi.advanceTimersByTimeAsync(1_500);
    expect(evaluations.length).toBe(before + 1);
  });

  it('evaluates what came after a long evaluation as soon as no more comes, however long that one took', async () => {
    workMs = 8_000;
    pace.wanted(500);
    await vi.advanceTimersByTimeAsync(50);
    await count(500, 1_000);
    expect(evaluations).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(evaluations).toHaveLength(2);
  });

  it('lets the few events after a long evaluation not wait for its price', async () => {
    await count(3_000, 5_000);
    await vi.advanceTimersByTimeAsync(1_500);
    const before = evaluations.length;
    pace.wanted(10);
    await vi.advanceTimersByTimeAsync(100);
    expect(evaluations.length).toBe(before + 1);
  });
});
