// When to evaluate: soon after a change; while events pour in, not for more than a tenth of the time, so that counting goes on. As
// soon as the flood is over, everything is evaluated.

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
/** Rest for each millisecond of work: in quiet times, and while events pour in. */
const CALM_REST = 0.5;
const FLOOD_REST = 9;
const LONGEST_REST_MS = 60_000;
/** From so many events a second on, counting needs the time more than evaluating does. */
const FLOOD_PER_SECOND = 12_000;
/** How long the events are watched to tell: counting stands still while an evaluation goes on, so only rests tell. */
const WATCH_MS = 500;

export function createPace({ work, failed, steadyNow }: PaceOptions): Pace {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isWanted = false;
  let isBusy = false;
  let isClosed = false;
  /** The last evaluation: when it ended, how long it took, and how many events it was about. */
  let ended = steadyNow();
  let workMs = 0;
  let workEvents = 0;
  /** Counted, and in no evaluation yet. */
  let pending = 0;
  /** What was counted since the watch began. */
  let counted = 0;
  let watchedSince = ended;
  let isFlood = false;

  const run = async (): Promise<void> => {
    isBusy = true;
    isWanted = false;
    const started = steadyNow();
    workEvents = pending;
    pending = 0;
    try {
      await work();
    } catch (error) {
      isClosed = true;
      failed(error);
    }
    ended = steadyNow();
    workMs = ended - started;
    watch();
    isBusy = false;
    if (isWanted) schedule(0);
  };
  const watch = (): void => {
    counted = 0;
    watchedSince = steadyNow();
  };
  /** About as long as the last one took, less when there is less to do: after a flood, the first events do not wait for its price. */
  const expectedMs = (): number => workMs * Math.min(1, pending / Math.max(1, workEvents));
  /** Milliseconds that it may still rest, 0: none. */
  const restLeft = (): number => {
    const now = steadyNow();
    const calm = Math.max(SHORTEST_REST_MS, CALM_REST * expectedMs()) - (now - ended);
    if (calm > 0) return calm;
    const watchedMs = now - watchedSince;
    // Until it has been watched for long enough, it is taken to go on as it was.
    if (watchedMs >= WATCH_MS) isFlood = (counted / watchedMs) * 1000 > FLOOD_PER_SECOND;
    const flood = Math.min(LONGEST_REST_MS, FLOOD_REST * workMs) - (now - ended);
    return isFlood && flood > 0 ? Math.min(WATCH_MS, flood) : 0;
  };
  const schedule = (waitMs: number): void => {
    if (isClosed || isBusy || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      const rest = restLeft();
      if (rest === 0) running = run();
      else {
        if (steadyNow() - watchedSince >= WATCH_MS) watch();
        schedule(rest);
      }
    }, waitMs);
  };
  return {
    wanted: (events) => {
      counted += events;
      pending += events;
      isWanted = true;
      schedule(Math.min(SHORTEST_REST_MS, restLeft()));
    },
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
