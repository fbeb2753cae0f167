// The only place where the wall clock enters the data's way: ticks written to the topic `clock`. One at the start, one at each
// local midnight, missed ones in order. With a given clock there is none of this: ticks come through the gateway alone.
import { isAhead, readLastTick } from '@nhip/aggregator';
import type { Zone } from '@nhip/core';
import { type EventLog, LogError } from '@nhip/event-log';
import type { Trouble } from '@nhip/telemetry';

export interface ClockOptions {
  readonly log: EventLog;
  readonly zone: Zone;
  readonly now?: () => number;
  /** Hears of ticks that could not be written yet, and of a clock that is behind the last tick. */
  readonly trouble: Trouble;
  /** The clock cannot write any more: the process ends and resumes from the log. */
  readonly failed: (error: unknown) => void;
}

export interface Clock {
  /** Milliseconds of the last tick, null before the first one. */
  lastTick(): number | null;
  close(): Promise<void>;
}

/** Also wakes between midnights, because a machine that slept or whose clock was set would else be late. */
const WAKE_MS_MAX = 60_000;
/** A tick that the log does not take, on a full disk or while no broker answers, is tried again after so long. */
const AGAIN_MS = 5_000;

/** Writes what was missed and the tick of the start before it resolves. */
export async function openClock(options: ClockOptions): Promise<Clock> {
  const clock = new RunningClock(options, await readLastTick(options.log));
  await clock.start();
  return clock;
}

/** Local midnights after the last tick up to and with now, in order. */
export function missedMidnights(zone: Zone, last: number, now: number): readonly number[] {
  const midnights: number[] = [];
  for (let day = zone.dayOf(last) + 1; zone.midnight(day) <= now; day += 1) midnights.push(zone.midnight(day));
  return midnights;
}

class RunningClock implements Clock {
  readonly #options: ClockOptions;
  readonly #now: () => number;
  #last: number | null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  #isRefused = false;
  #wasBehind = false;

  constructor(options: ClockOptions, last: number | null) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#last = last;
  }

  async start(): Promise<void> {
    const now = this.#now();
    this.#compare(now);
    await this.#writeMissed(now);
    if (this.#last === null || now > this.#last) await this.#tick(now);
    this.#sleep();
  }

  lastTick(): number | null {
    return this.#last;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
  }

  #sleep(msMax = WAKE_MS_MAX): void {
    if (this.#closed) return;
    const now = this.#now();
    const next = this.#options.zone.midnight(this.#options.zone.dayOf(now) + 1);
    this.#timer = setTimeout(() => this.#wake(), Math.min(msMax, next - now));
    this.#timer.unref();
  }

  #wake(): void {
    this.#writing = this.#beat().then(
      () => this.#sleep(),
      (error: unknown) => {
        if (!(error instanceof LogError)) return this.#options.failed(error);
        this.#options.trouble.failed(0, error);
        this.#isRefused = true;
        return this.#sleep(AGAIN_MS);
      },
    );
  }

  async #beat(): Promise<void> {
    const now = this.#now();
    // It was set back: what it told before may not have been believed, or stands now and is for others to say.
    if (this.#last !== null && this.#isBehind(now, this.#last)) this.#last = await readLastTick(this.#options.log);
    this.#compare(now);
    await this.#writeMissed(now);
    if (this.#isRefused) this.#options.trouble.over(0);
    this.#isRefused = false;
  }

  #compare(now: number): void {
    const last = this.#last;
    const isBehind = last !== null && this.#isBehind(now, last);
    if (isBehind) {
      const said = new Date(last).toISOString();
      this.#options.trouble.failed(0, new RangeError(`the last tick, ${said}, is ahead of the clock of this machine`));
    } else if (this.#wasBehind) this.#options.trouble.over(0);
    this.#wasBehind = isBehind;
  }

  #isBehind(now: number, last: number): boolean {
    return isAhead({ kind: 'tick', at: last, clock: 'system' }, now);
  }

  async #writeMissed(now: number): Promise<void> {
    if (this.#last === null) return;
    for (const midnight of missedMidnights(this.#options.zone, this.#last, now)) {
      if (this.#closed) return;
      await this.#tick(midnight);
    }
  }

  async #tick(at: number): Promise<void> {
    const value = Buffer.from(JSON.stringify({ kind: 'tick', at, clock: 'system' }), 'utf8');
    await this.#options.log.append('clock', [{ partition: 0, key: Buffer.from('tick', 'utf8'), value }]);
    this.#last = at;
  }
}
