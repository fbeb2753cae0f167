// What of a fetch is committed. The client's own filter takes the aborted transactions in the order in which the broker lists them, which is
// that of their ends, and begins one for each message at most: where several producers were ended together, such as those of a process
// that was killed, it lets some of their messages through.
import type { PartitionData, RawMessage } from './internals.ts';

export interface Committed {
  /** Without control records, and without messages of aborted transactions. */
  readonly messages: readonly RawMessage[];
  /** Offset behind everything that was fetched, whatever it was; null: nothing. */
  readonly next: number | null;
}

/** @param from what was asked for: a compressed batch is given whole, with what stands before it there. */
export function committedOf({ messages, abortedTransactions }: PartitionData, from: number): Committed {
  const beginning = [...(abortedTransactions ?? [])].sort(
    (left, right) => Number(left.firstOffset) - Number(right.firstOffset),
  );
  /** Producers whose transaction at this place was aborted. */
  const aborted = new Set<string>();
  const committed: RawMessage[] = [];
  let next: number | null = null;
  for (const message of messages) {
    const offset = Number(message.offset);
    if (offset < from) continue;
    next = offset + 1;
    for (let [begun] = beginning; begun !== undefined && Number(begun.firstOffset) <= offset; [begun] = beginning) {
      aborted.add(begun.producerId);
      beginning.shift();
    }
    const { producerId, inTransaction } = message.batchContext;
    // Whichever way a transaction ended, what comes behind its end is another one's.
    if (message.isControlRecord) aborted.delete(producerId);
    else if (!inTransaction || !aborted.has(producerId)) committed.push(message);
  }
  return { messages: committed, next };
}
