// When to evaluate: soon after a change; while events pour in, not for more than a tenth of the time, so that counting goes on. As
// soon as the flood is over, everything is evaluated.

export interface Pace {
  /** There is something to do. @param events how many were counted since the last call. @param at when, left out: now. */
  wanted(events: number, at?: number): void;
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
const CALM_REST = 2;
const FLOOD_REST = 9;
const LONGEST_REST_MS = 60_000;
/** From so many events a second on, counting needs the time more than evaluating does. */
const FLOOD_PER_SECOND = 12_000;
/** How long the events are watched to tell. Where counting stands still while an evaluation goes on, only rests tell. */
const WATCH_MS = 500;
/** As many as a flood brings in this time: once they are there, it is one. */
const WATCH_EVENTS = (FLOOD_PER_SECOND * WATCH_MS) / 1000;
/** A flood may come in batches that take long to count: it is over when none has come for as long as two of them took. */
const BATCHES_MISSED = 2;
const SILENCE_MS_MAX = 2_000;

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
    wanted: (events, at = steadyNow()) => {
      rests.counted(events, at);
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
  counted(events: number, at: number): void;
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
  /** When something was counted last, and how long after what was counted before it. */
  let countedAt = endedAt;
  let batchMs = 0;
  const watch = (): void => {
    watched = 0;
    watchedSince = steadyNow();
  };
  /** As long as the last one took, less when there is less to do: after a flood, the first events do not wait for its price. */
  const expectedMs = (): number => workMs * Math.min(1, pending / Math.max(1, workEvents));
  const isSilent = (now: number): boolean =>
    now - Math.max(countedAt, watchedSince) >= Math.max(WATCH_MS, Math.min(SILENCE_MS_MAX, BATCHES_MISSED * batchMs));
  /** Events a second up to the last of them: what is being counted just now tells nothing yet. */
  const rate = (): number => (watched / Math.max(WATCH_MS / 2, countedAt - watchedSince)) * 1000;
  /** Until it has been watched for long enough, it is taken to go on as it was. */
  const judge = (now: number): void => {
    if (isSilent(now)) isFlood = false;
    else if (now - watchedSince < WATCH_MS) isFlood ||= watched >= WATCH_EVENTS;
    else if (watched > 0) isFlood = rate() > FLOOD_PER_SECOND;
  };
  return {
    counted: (events, at) => {
      // What was counted while an evaluation went on in another thread is heard of at its end, all at once.
      if (at >= watchedSince) watched += events;
      pending += events;
      batchMs = at - countedAt;
      countedAt = at;
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
      if (watched > 0 && steadyNow() - watchedSince >= WATCH_MS) watch();
    },
    left: () => {
      const now = steadyNow();
      // In a calm rest too: once it is over, the watch begins anew, and what it saw would be forgotten.
      judge(now);
      // When no more comes, counting needs no time: nobody is to wait for the price of the last evaluation.
      const calm = isSilent(now) ? 0 : Math.max(SHORTEST_REST_MS, CALM_REST * expectedMs()) - (now - endedAt);
      if (calm > 0) return Math.min(WATCH_MS, calm);
      const flood = Math.min(LONGEST_REST_MS, FLOOD_REST * workMs) - (now - endedAt);
      return isFlood && flood > 0 ? Math.min(WATCH_MS, flood) : 0;
    },
  };
}
