// Waiting until the partitions of `events` are counted up to given ends.

export interface Reaching {
  /** Resolves when every partition has come to its end here. */
  reached(ends: readonly number[]): Promise<void>;
  /** A position has moved. */
  settle(): void;
  /** Gives up waiting: whoever waits is told so. */
  close(): void;
}

interface Waiting {
  /** Positions to be reached, by partition. */
  readonly ends: readonly number[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** @param positionOf -1 where a partition is not known. */
export function createReaching(positionOf: (partition: number) => number): Reaching {
  let waiting: readonly Waiting[] = [];
  const isReached = (ends: readonly number[]): boolean => ends.every((end, partition) => positionOf(partition) >= end);
  const settle = (): void => {
    for (const { ends, resolve } of waiting) if (isReached(ends)) resolve();
    waiting = waiting.filter(({ ends }) => !isReached(ends));
  };
  return {
    settle,
    reached: (ends) =>
      new Promise((resolve, reject) => {
        waiting = [...waiting, { ends, resolve, reject }];
        settle();
      }),
    close: () => {
      for (const { reject } of waiting) reject(new EvaluatorGone('the evaluator has left'));
      waiting = [];
    },
  };
}

/** The evaluator's partition went to another process, or this one is closing. */
export class EvaluatorGone extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EvaluatorGone';
  }
}

/** The deed could not be done to its end since the evaluator is gone. */
export async function isGone(deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed();
    return false;
  } catch (error) {
    if (error instanceof EvaluatorGone) return true;
    throw error;
  }
}
