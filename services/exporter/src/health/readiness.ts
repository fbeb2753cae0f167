// When the exporter is ready: it has read `kpis` to the end, keeps up with it, and its last tick is not too old.
import type { Zone } from '@nhip/core';
import { DateTime } from 'luxon';
import type { ValuesView } from '../view/values-view.ts';

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
export const BEHIND_MS_MAX = 5_000;
/** How long after a local midnight its tick may still be missing. */
export const TICK_LATE_MS_MAX = 5 * 60_000;

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
  let unread: { readonly end: number; readonly sinceMs: number } | null = null;
  return async () => {
    const progress = await view.progress().catch(() => null);
    if (progress === null) return 'the log cannot be reached, so nobody knows whether these values are the newest';
    const { position, end } = progress;
    if (unread !== null && position >= unread.end) unread = null;
    if (position >= end) return null;
    unread ??= { end, sinceMs: now() };
    const behindMs = now() - unread.sinceMs;
    if (behindMs <= BEHIND_MS_MAX) return null;
    return `${end - position} entries of kpis are unread, some for ${Math.floor(behindMs / 1000)} s`;
  };
}

function tickFault({ view, zone, clock, now }: ReadinessOptions): string | null {
  if (clock === 'manual') return null;
  const tick = view.lastTick();
  if (tick === null) return 'no tick has been evaluated yet';
  const nowMs = now();
  const midnight = zone.midnight(zone.dayOf(nowMs));
  if (tick >= midnight || nowMs - midnight <= TICK_LATE_MS_MAX) return null;
  return `the last tick was ${DateTime.fromMillis(tick, { zone: zone.name }).toISO({ suppressMilliseconds: true })}`;
}
