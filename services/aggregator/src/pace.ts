// When to evaluate: soon after a change; while events pour in, not for more than a tenth of the time, so that counting goes on.

export interface Pace {
  /** There is something to do. @param events how many were counted since the last call. */
  wanted(events: number): void;
  close(): Promise<void>;
}

export interface PaceOptions {
  readonly work: () => Promise<void>;
  readonly failed: (error: unknown) => void;
  readonly steadyNow: () => number;
}

/** Changes of a few batches are evaluated together. */
const SHORTEST_REST_MS = 20;
/** Rest for each millisecond of work: in quiet times, and under pressure. */
const CALM_REST = 0.5;
const PRESSED_REST = 9;
const LONGEST_REST_MS = 10_000;
/** From so many events a second on, counting needs the time more than evaluating does. */
const PRESSURE_PER_SECOND = 20_000;

export function createPace({ work, failed, steadyNow }: PaceOptions): Pace {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isWanted = false;
  let isBusy = false;
  let isClosed = false;
  let restUntil = 0;
  let counted = 0;
  let countedSince = steadyNow();

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
    const isPressed = (counted / Math.max(1, ended - countedSince)) * 1000 > PRESSURE_PER_SECOND;
    const rest = (ended - started) * (isPressed ? PRESSED_REST : CALM_REST);
    restUntil = ended + Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, rest));
    counted = 0;
    countedSince = ended;
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
    wanted: (events) => {
      counted += events;
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
