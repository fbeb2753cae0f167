// When to evaluate: soon after a change, but never for more than a fifth of the time, so that counting goes on under load.

export interface Pace {
  /** There is something to do. */
  wanted(): void;
  close(): Promise<void>;
}

export interface PaceOptions {
  readonly work: () => Promise<void>;
  readonly failed: (error: unknown) => void;
  readonly steadyNow: () => number;
}

/** Changes of a few batches are evaluated together. */
const SHORTEST_REST_MS = 20;
const REST_FOR_WORK = 4;

export function createPace({ work, failed, steadyNow }: PaceOptions): Pace {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isWanted = false;
  let isBusy = false;
  let isClosed = false;
  let restUntil = 0;

  const run = async (): Promise<void> => {
    timer = null;
    isBusy = true;
    isWanted = false;
    const started = steadyNow();
    try {
      await work();
    } catch (error) {
      isClosed = true;
      failed(error);
    }
    const ended = steadyNow();
    restUntil = ended + Math.max(SHORTEST_REST_MS, (ended - started) * REST_FOR_WORK);
    isBusy = false;
    if (isWanted) schedule();
  };
  const schedule = (): void => {
    if (isClosed || isBusy || timer !== null) return;
    timer = setTimeout(
      () => {
        running = run();
      },
      Math.max(0, restUntil - steadyNow()),
    );
  };
  return {
    wanted: () => {
      isWanted = true;
      schedule();
    },
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
