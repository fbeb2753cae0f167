// Restoring from a block log that holds content of several plans: which of it is applied, and whether it may be trusted.
import { describe, expect, it } from 'vitest';
import { type BlockState, createBlockLog, followBlockLog, restoreBlockLog } from './block-log.ts';
import type { Batch, EventLog, FollowOptions, StoredEntry } from './port.ts';

const emptyState: BlockState = { blockCount: () => 0, encodeBlock: () => [], liveBytes: () => 0 };
const logOf = (planHash: string) => createBlockLog({ topic: 'cells', partition: 0, state: emptyState, planHash });

/** A log in which each plan in turn has committed one change: a byte with its number. */
function written(plans: readonly string[]): Pick<EventLog, 'range' | 'read'> {
  const entries: StoredEntry[] = plans.map((plan, offset) => {
    const [output] = logOf(plan).outputs([Uint8Array.of(offset)], { position: offset });
    if (output === undefined) throw new RangeError('a commit without a message');
    return { ...output, offset } as unknown as StoredEntry;
  });
  return {
    range: async () => ({ start: 0, end: entries.length }),
    read: async function* () {
      yield { entries, next: entries.length } as unknown as Batch;
    },
  };
}

async function restored(plans: readonly string[], onlyPlan?: string) {
  const applied: number[] = [];
  const last = await restoreBlockLog(
    written(plans),
    logOf('a'),
    (message) => applied.push(...message),
    onlyPlan === undefined ? {} : { onlyPlan },
  );
  return { applied, last };
}

describe('restoring', () => {
  it('applies content of the asked plan alone, and tells of which plan the last commit was', async () => {
    expect(await restored(['b', 'a', 'a'], 'a')).toEqual({
      applied: [1, 2],
      last: { meta: { position: 2 }, planHash: 'a', isMixed: false },
    });
    expect(await restored(['a', 'b'], 'a')).toMatchObject({ applied: [0], last: { planHash: 'b', isMixed: true } });
  });

  it('warns when a plan came back: its rows were numbered anew', async () => {
    expect((await restored(['a', 'b', 'a'], 'a')).last).toMatchObject({ planHash: 'a', isMixed: true });
  });

  it('applies everything where no plan is asked for', async () => {
    expect(await restored(['a', 'b'])).toMatchObject({ applied: [0, 1], last: { planHash: 'b', isMixed: false } });
  });

  it('finds nothing in an empty log', async () => {
    expect(await restored([])).toEqual({ applied: [], last: null });
  });
});

describe('following', () => {
  /** A commit of two messages, as a log hands it over. */
  function commitAt(first: number): readonly StoredEntry[] {
    const outputs = logOf('a').outputs([Uint8Array.of(1), Uint8Array.of(2)], {});
    return outputs.map((output, nth) => ({ ...output, offset: first + nth, ingestTime: 0 }));
  }

  async function passedAfter(batches: readonly Omit<Batch, 'partition'>[]): Promise<readonly number[]> {
    const passed: number[] = [];
    const follow = async ({ take }: FollowOptions) => {
      for (const batch of batches) await take({ ...batch, partition: 0 });
      return { close: async () => {} };
    };
    const log = { range: async () => ({ start: 0, end: 0 }), follow } as unknown as EventLog;
    const view = { topic: 'kpis', partition: 0, apply: () => {}, failed: () => {} } as const;
    await followBlockLog(log, { ...view, passed: (next) => passed.push(next) });
    return passed;
  }

  it('passes the mark that a log puts behind a commit, with the commit or later', async () => {
    const entries = commitAt(0);
    expect(await passedAfter([{ entries, next: entries.length + 1 }])).toEqual([entries.length + 1]);
    expect(
      await passedAfter([
        { entries, next: entries.length },
        { entries: [], next: entries.length + 1 },
      ]),
    ).toEqual([entries.length, entries.length + 1]);
  });

  it('waits for a view that takes its time before it goes on', async () => {
    const steps: string[] = [];
    const follow = async ({ take }: FollowOptions) => {
      const entries = commitAt(0);
      await take({ entries, next: entries.length, partition: 0 });
      return { close: async () => {} };
    };
    await followBlockLog({ range: async () => ({ start: 0, end: 0 }), follow } as unknown as EventLog, {
      topic: 'kpis',
      partition: 0,
      apply: async ([byte]) => {
        steps.push(`begin ${byte}`);
        await new Promise(setImmediate);
        steps.push(`end ${byte}`);
      },
      committed: () => steps.push('committed'),
      passed: (next) => steps.push(`passed ${next}`),
      failed: () => {},
    });
    expect(steps).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'committed', 'passed 2']);
  });

  it('does not pass a commit of which a part is missing', async () => {
    const entries = commitAt(0);
    expect(entries.length).toBeGreaterThan(1);
    expect(
      await passedAfter([
        { entries: entries.slice(0, 1), next: 1 },
        { entries: entries.slice(1), next: entries.length },
      ]),
    ).toEqual([entries.length]);
  });
});
