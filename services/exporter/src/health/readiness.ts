// When the exporter is ready: it has read `kpis` to the end, keeps up with it, and its last tick is not too old.
import type { Zone } from '@nhip/core';
import { createLag } from '@nhip/telemetry';
import { DateTime } from 'luxon';
import type { ValuesView } from '../view/values-view.ts';
import { withinTime } from '../within-time.ts';

/** Null: fine, else what is wrong, as a plain sentence. */
export type ReadinessCheck = () => Promise<string | null> | string | null;

export interface ReadinessOptions {
  readonly view: ValuesView;
  readonly zone: Zone;
  /** `manual`: ticks come when somebody sends one, so none can be too old. */
  readonly clock: 'system' | 'manual';
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** How long an entry may stand in the log before a view without it counts as behind. */
const BEHIND_MS_MAX = 5_000;
/** A log that answers no sooner cannot be reached: whoever asks, such as a probe, has patience for little more. */
const LOG_WAIT_MS_MAX = 2_000;
/** How long after a local midnight its tick may still be missing. */
const TICK_LATE_MS_MAX = 5 * 60_000;

export function readinessOf(options: ReadinessOptions): () => Promise<readonly string[]> {
  const behind = behindCheck(options);
  return async () => {
    const checks = [options.view.ready() ? await behind() : STILL_READING, tickFault(options)];
    return checks.filter((reason) => reason !== null);
  };
}

const STILL_READING = 'the published values have not been read to the end yet';

/** A view that takes in commits as they come is nearly always an entry short; it is behind when an entry stays unread. */
function behindCheck({ view, now }: ReadinessOptions): () => Promise<string | null> {
  const lag = createLag();
  return async () => {
    const progress = await withinTime(view.progress(), LOG_WAIT_MS_MAX);
    if (progress === null) return 'the log cannot be reached, so nobody knows whether these values are the newest';
    const { position, end } = progress;
    const behindMs = lag.look(progress, now());
    if (behindMs <= BEHIND_MS_MAX) return null;
    return `${end - position} entries of kpis are unread, some for ${Math.floor(behindMs / 1000)} s`;
  };
}

function tickFault(options: ReadinessOptions): string | null {
  const { view, zone, clock } = options;
  if (clock === 'manual') return null;
  const tick = view.lastTick();
  if (tick === null) return 'no tick has been evaluated yet';
  const said = DateTime.fromMillis(tick, { zone: zone.name }).toISO({ suppressMilliseconds: true });
  if (tickAheadMs(options) > TICK_LATE_MS_MAX) return `the last tick, ${said}, is ahead of the clock of this machine`;
  return tickOverdueMs(options) > TICK_LATE_MS_MAX ? `the last tick was ${said}` : null;
}

/** How far the last tick is ahead of the wall clock: a clock was wrong, here or where the tick was written; 0 where ticks are sent by hand. */
export function tickAheadMs({ view, clock, now }: Omit<ReadinessOptions, 'zone'>): number {
  return clock === 'manual' ? 0 : Math.max(0, (view.lastTick() ?? Number.NEGATIVE_INFINITY) - now());
}

/** How long the tick of the last local midnight has been missing; 0: it is there, or ticks are sent by hand. */
export function tickOverdueMs({ view, zone, clock, now }: ReadinessOptions): number {
  if (clock === 'manual') return 0;
  const nowMs = now();
  const midnight = zone.midnight(zone.dayOf(nowMs));
  return (view.lastTick() ?? Number.NEGATIVE_INFINITY) >= midnight ? 0 : nowMs - midnight;
}
