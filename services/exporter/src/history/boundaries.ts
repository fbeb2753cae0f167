// How exactly the history is kept. A value that changes at every event cannot be kept at every moment, so it is kept as it stood at
// boundaries: for two days at each quarter of an hour, for as many days as the operator says at each tick (each local midnight, at
// least), for ever at the first tick of each month. What became final or was restated is kept for ever with its tick. A question about a
// moment is answered with what stood at the last boundary before it, all of it as of that one boundary.

/** The boundary of the widest spacing at which a value stood: how long it is kept. */
export const tiers = { slot: 0, tick: 1, month: 2 } as const;
export type Tier = (typeof tiers)[keyof typeof tiers];

const SLOT_MS = 15 * 60_000;
const SLOTS_KEPT_MS = 2 * 86_400_000;
const DAY_MS = 86_400_000;

/** The last ticks before a moment, milliseconds since 1970; null: none was kept. */
export interface LastTicks {
  readonly tickMs: number | null;
  /** The last one that was the first of its local month. */
  readonly monthTickMs: number | null;
}

/** The last end of a slot at or before a moment. */
export function slotEnd(momentMs: number): number {
  return Math.floor(momentMs / SLOT_MS) * SLOT_MS;
}

/**
 * What becomes of a value that was published at `sinceMs` and is replaced at `untilMs`; null: it stood at no boundary.
 * @param last ticks before `untilMs`.
 */
export function tierOf(sinceMs: number, untilMs: number, { tickMs, monthTickMs }: LastTicks): Tier | null {
  if (monthTickMs !== null && monthTickMs >= sinceMs) return tiers.month;
  if (tickMs !== null && tickMs >= sinceMs) return tiers.tick;
  return slotEnd(untilMs - 1) >= sinceMs ? tiers.slot : null;
}

/** What a question about a moment is answered with. */
export interface Answered {
  /** Everything as it stood then; -Infinity: nothing was kept. */
  readonly atMs: number;
  /** Values that became final or were restated after that, up to here, as they stood here. */
  readonly lockedMs: number;
}

export interface Kept {
  /** The last moment up to which everything is written. */
  readonly writtenMs: number;
  /** For how many days every tick is kept. */
  readonly days: number;
}

/** @param last ticks at or before the moment. */
export function answeredAt(momentMs: number, last: LastTicks, { writtenMs, days }: Kept): Answered {
  const tickMs = last.tickMs ?? -Infinity;
  if (momentMs >= writtenMs) return { atMs: writtenMs, lockedMs: writtenMs };
  if (momentMs >= writtenMs - SLOTS_KEPT_MS) {
    const atMs = Math.max(slotEnd(momentMs), tickMs);
    return { atMs, lockedMs: atMs };
  }
  if (momentMs >= writtenMs - days * DAY_MS) return { atMs: tickMs, lockedMs: tickMs };
  return { atMs: last.monthTickMs ?? -Infinity, lockedMs: tickMs };
}

/** Moments before which values of a tier are answered with wider boundaries only. */
export interface Horizons {
  readonly slotMs: number;
  readonly tickMs: number;
}

export function horizonsOf({ writtenMs, days }: Kept): Horizons {
  return { slotMs: writtenMs - SLOTS_KEPT_MS, tickMs: writtenMs - days * DAY_MS };
}
