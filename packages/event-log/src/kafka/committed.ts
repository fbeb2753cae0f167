// Which batches of a fetch are committed. The client's own filter takes the aborted transactions in the order in which the broker lists them,
// which is that of their ends, and begins one for each message at most: where several producers were ended together, such as those of a
// process that was killed, it lets some of their messages through.
import type { PartitionData } from './fetch-response.ts';
import type { RecordBatchHead } from './record-batches.ts';

export interface Committed<B> {
  /** Without ends of transactions, and without batches of aborted transactions. */
  readonly batches: readonly B[];
  /** Offset behind everything that was fetched, whatever it was; null: nothing. */
  readonly next: number | null;
}

/** @param from what was asked for: a batch is given whole, with what stands before it there. */
export function committedOf<B extends RecordBatchHead>(
  batches: readonly B[],
  { abortedTransactions }: Pick<PartitionData, 'abortedTransactions'>,
  from: number,
): Committed<B> {
  const beginning = [...abortedTransactions].sort((left, right) => left.firstOffset - right.firstOffset);
  /** Producers whose transaction at this place was aborted. */
  const aborted = new Set<bigint>();
  const committed: B[] = [];
  let next: number | null = null;
  for (const batch of batches) {
    const { lastOffset, producerId } = batch;
    if (lastOffset < from) continue;
    next = lastOffset + 1;
    for (let [begun] = beginning; begun !== undefined && begun.firstOffset <= lastOffset; [begun] = beginning) {
      aborted.add(begun.producerId);
      beginning.shift();
    }
    // Whichever way a transaction ended, what comes behind its end is another one's.
    if (batch.isControl) aborted.delete(producerId);
    else if (!batch.isTransactional || !aborted.has(producerId)) committed.push(batch);
  }
  return { batches: committed, next };
}
