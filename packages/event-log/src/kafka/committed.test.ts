// Which messages of a fetch are committed, where several producers write into one partition and some of them give up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedOf } from './committed.ts';
import type { PartitionData, RawMessage } from './internals.ts';

type Step = { readonly producer: string; readonly does: 'writes' | 'commits' | 'aborts' };

/** A partition as the broker keeps it, read from an offset on: it lists aborted transactions by their ends. */
function fetched(steps: readonly Step[], from: number): PartitionData {
  const begun = new Map<string, number>();
  const aborted: { producerId: string; firstOffset: string }[] = [];
  const messages = steps.map(({ producer, does }, offset): RawMessage => {
    if (does === 'writes') {
      if (!begun.has(producer)) begun.set(producer, offset);
    } else {
      const firstOffset = String(begun.get(producer) ?? offset);
      if (does === 'aborts' && begun.has(producer) && offset >= from)
        aborted.push({ producerId: producer, firstOffset });
      begun.delete(producer);
    }
    return {
      offset: String(offset),
      timestamp: '0',
      key: does === 'writes' ? null : Buffer.from([0, 0, 0, does === 'commits' ? 1 : 0]),
      value: null,
      isControlRecord: does !== 'writes',
      batchContext: { producerId: producer, inTransaction: true },
    };
  });
  return { partition: 0, highWatermark: String(steps.length), abortedTransactions: aborted, messages };
}

/** Offsets that were committed: those behind which their producer's next end is a commit. */
function expected(steps: readonly Step[], from: number): readonly number[] {
  return steps.flatMap(({ producer, does }, offset) => {
    const end = steps.slice(offset).find((step) => step.producer === producer && step.does !== 'writes');
    return does === 'writes' && offset >= from && end?.does === 'commits' ? [offset] : [];
  });
}

const offsetsOf = (data: PartitionData, from: number) =>
  committedOf(data, from).messages.map(({ offset }) => Number(offset));

describe('what is committed of a fetch', () => {
  it('is nothing of two producers that were ended together, whichever was ended first', () => {
    const writes: readonly Step[] = ['a', 'b', 'a', 'c', 'b'].map((producer) => ({ producer, does: 'writes' }));
    const ends: readonly Step[] = [
      { producer: 'b', does: 'aborts' },
      { producer: 'a', does: 'aborts' },
      { producer: 'c', does: 'commits' },
    ];
    expect(offsetsOf(fetched([...writes, ...ends], 0), 0)).toEqual([3]);
    // Begun before what is read.
    expect(offsetsOf(fetched([...writes, ...ends], 1), 1)).toEqual([3]);
    expect(offsetsOf(fetched([...writes, ...ends], 4), 4)).toEqual([]);
  });

  it('is what the producers have committed, however their transactions lie in each other, from wherever it is read', () => {
    const step = fc.record<Step>({
      producer: fc.constantFrom('a', 'b', 'c', 'd'),
      does: fc.constantFrom('writes', 'writes', 'commits', 'aborts'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(20), (some, from) => {
        // Everything is ended at last: the broker gives nothing behind what is open.
        const steps = [...some, ...['a', 'b', 'c', 'd'].map((producer): Step => ({ producer, does: 'aborts' }))];
        expect(offsetsOf(fetched(steps, from), from)).toEqual(expected(steps, from));
        expect(committedOf(fetched(steps, from), from).next).toBe(from < steps.length ? steps.length : null);
      }),
      { seed: 20_261_130, numRuns: 2_000 },
    );
  });

  it('is all of what was written outside of transactions', () => {
    const { messages, ...data } = fetched([{ producer: 'a', does: 'writes' }], 0);
    const plain = messages.map((message) => ({
      ...message,
      batchContext: { producerId: '-1', inTransaction: false },
    }));
    expect(offsetsOf({ ...data, abortedTransactions: null, messages: plain }, 0)).toEqual([0]);
  });
});
