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
  const rests = createRests(steadyNow);
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isWanted = false;
  let isBusy = false;
  let isClosed = false;

  const run = async (): Promise<void> => {
    isBusy = true;
    isWanted = false;
    rests.began();
    try {
      await work();
    } catch (error) {
      isClosed = true;
      failed(error);
    }
    rests.ended();
    isBusy = false;
    if (isWanted) schedule(0);
  };
  const schedule = (waitMs: number): void => {
    if (isClosed || isBusy || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      const rest = rests.left();
      if (rest === 0) running = run();
      else {
        rests.watchOn();
        schedule(rest);
      }
    }, waitMs);
  };
  return {
    wanted: (events) => {
      rests.counted(events);
      isWanted = true;
      schedule(Math.min(SHORTEST_REST_MS, rests.left()));
    },
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

/** How long to rest: by what the last evaluation took, and by what was counted since. */
interface Rests {
  counted(events: number): void;
  began(): void;
  ended(): void;
  /** Begins to watch anew, once it was watched for long enough. */
  watchOn(): void;
  /** Milliseconds that it may still rest, 0: none. */
  left(): number;
}

function createRests(steadyNow: () => number): Rests {
  /** The last evaluation. */
  let startedAt = 0;
  let endedAt = steadyNow();
  let workMs = 0;
  let workEvents = 0;
  /** Counted, and in no evaluation yet. */
  let pending = 0;
  /** What was counted since the watch began. */
  let watched = 0;
  let watchedSince = endedAt;
  let isFlood = false;
  const watch = (): void => {
    watched = 0;
    watchedSince = steadyNow();
  };
  /** As long as the last one took, less when there is less to do: after a flood, the first events do not wait for its price. */
  const expectedMs = (): number => workMs * Math.min(1, pending / Math.max(1, workEvents));
  return {
    counted: (events) => {
      watched += events;
      pending += events;
    },
    began: () => {
      startedAt = steadyNow();
      workEvents = pending;
      pending = 0;
    },
    ended: () => {
      endedAt = steadyNow();
      workMs = endedAt - startedAt;
      watch();
    },
    watchOn: () => {
      if (steadyNow() - watchedSince >= WATCH_MS) watch();
    },
    left: () => {
      const now = steadyNow();
      const calm = Math.max(SHORTEST_REST_MS, CALM_REST * expectedMs()) - (now - endedAt);
      if (calm > 0) return calm;
      const watchedMs = now - watchedSince;
      // Until it has been watched for long enough, it is taken to go on as it was.
      if (watchedMs >= WATCH_MS) isFlood = (watched / watchedMs) * 1000 > FLOOD_PER_SECOND;
      const flood = Math.min(LONGEST_REST_MS, FLOOD_REST * workMs) - (now - endedAt);
      return isFlood && flood > 0 ? Math.min(WATCH_MS, flood) : 0;
    },
  };
}
