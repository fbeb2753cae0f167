// The only place where the wall clock enters the data's way: ticks written to the topic `clock`. One at the start, one at each
// local midnight, missed ones in order. With a given clock there is none of this: ticks come through the gateway alone.
import type { Zone } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';

export interface ClockOptions {
  readonly log: EventLog;
  readonly zone: Zone;
  readonly now?: () => number;
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

async function readLastTick(log: EventLog): Promise<number | null> {
  const { start } = await log.range('clock', 0);
  let last: number | null = null;
  for await (const batch of log.read('clock', 0, start)) {
    for (const entry of batch.entries) last = tickOf(entry.value) ?? last;
  }
  return last;
}

function tickOf(value: Uint8Array): number | null {
  const entry: unknown = JSON.parse(Buffer.from(value).toString('utf8'));
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || entry.kind !== 'tick') return null;
  return 'at' in entry && typeof entry.at === 'number' ? entry.at : null;
}

class RunningClock implements Clock {
  readonly #options: ClockOptions;
  readonly #now: () => number;
  #last: number | null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: ClockOptions, last: number | null) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#last = last;
  }

  async start(): Promise<void> {
    const now = this.#now();
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

  #sleep(): void {
    if (this.#closed) return;
    const now = this.#now();
    const next = this.#options.zone.midnight(this.#options.zone.dayOf(now) + 1);
    this.#timer = setTimeout(() => this.#wake(), Math.min(WAKE_MS_MAX, next - now));
    this.#timer.unref();
  }

  #wake(): void {
    this.#writing = this.#writeMissed(this.#now()).then(() => this.#sleep(), this.#options.failed);
  }

  async #writeMissed(now: number): Promise<void> {
    if (this.#last === null) return;
    for (const midnight of missedMidnights(this.#options.zone, this.#last, now)) {
      if (this.#closed) return;
      await this.#tick(midnight);
    }
  }

  async #tick(at: number): Promise<void> {
    const value = Buffer.from(JSON.stringify({ kind: 'tick', at }), 'utf8');
    await this.#options.log.append('clock', [{ partition: 0, key: Buffer.from('tick', 'utf8'), value }]);
    this.#last = at;
  }
}
