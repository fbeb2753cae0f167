// Which messages of a fetch are committed, where several producers write into one partition and some of them give up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedOf } from './committed.ts';
import type { AbortedTransaction } from './fetch-response.ts';
import type { RecordBatchHead } from './record-batches.ts';

type Step = { readonly producer: string; readonly does: 'writes' | 'commits' | 'aborts' };

interface Fetched {
  readonly batches: readonly RecordBatchHead[];
  readonly abortedTransactions: readonly AbortedTransaction[];
}

const PRODUCERS = ['a', 'b', 'c', 'd'];

/** A partition as the broker keeps it, each entry in a batch of its own, read from an offset on: it lists aborted transactions by their ends. */
function fetched(steps: readonly Step[], from: number): Fetched {
  const begun = new Map<string, number>();
  const abortedTransactions: AbortedTransaction[] = [];
  const batches = steps.map(({ producer, does }, offset): RecordBatchHead => {
    const producerId = BigInt(PRODUCERS.indexOf(producer));
    if (does === 'writes') {
      if (!begun.has(producer)) begun.set(producer, offset);
    } else {
      const firstOffset = begun.get(producer) ?? offset;
      if (does === 'aborts' && begun.has(producer) && offset >= from)
        abortedTransactions.push({ producerId, firstOffset });
      begun.delete(producer);
    }
    return { baseOffset: offset, lastOffset: offset, producerId, isTransactional: true, isControl: does !== 'writes' };
  });
  return { batches, abortedTransactions };
}

/** Offsets that were committed: those behind which their producer's next end is a commit. */
function expected(steps: readonly Step[], from: number): readonly number[] {
  return steps.flatMap(({ producer, does }, offset) => {
    const end = steps.slice(offset).find((step) => step.producer === producer && step.does !== 'writes');
    return does === 'writes' && offset >= from && end?.does === 'commits' ? [offset] : [];
  });
}

const committedIn = ({ batches, ...data }: Fetched, from: number) => committedOf(batches, data, from);
const offsetsOf = (data: Fetched, from: number) => committedIn(data, from).batches.map(({ baseOffset }) => baseOffset);

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
        expect(committedIn(fetched(steps, from), from).next).toBe(from < steps.length ? steps.length : null);
      }),
      { seed: 20_261_130, numRuns: 2_000 },
    );
  });

  it('is all of what was written outside of transactions', () => {
    const { batches } = fetched([{ producer: 'a', does: 'writes' }], 0);
    const plain = batches.map((batch) => ({ ...batch, producerId: -1n, isTransactional: false }));
    expect(offsetsOf({ abortedTransactions: [], batches: plain }, 0)).toEqual([0]);
  });

  it('goes on behind a batch of which compaction has left less than it began with', () => {
    const batch = { baseOffset: 10, lastOffset: 19, producerId: -1n, isTransactional: false, isControl: false };
    expect(committedIn({ abortedTransactions: [], batches: [batch] }, 14)).toEqual({ batches: [batch], next: 20 });
    expect(committedIn({ abortedTransactions: [], batches: [batch] }, 20)).toEqual({ batches: [], next: null });
  });
});
