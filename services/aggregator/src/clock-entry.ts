// The entries of the topic `clock`, as the evaluator reads them.

export type ClockEntry = Tick | { readonly kind: 'backfill'; readonly state: 'begin' | 'end'; readonly at: number };

export interface Tick {
  readonly kind: 'tick';
  readonly at: number;
  /** `system`: the wall clock of some machine said so; else somebody sent it, who may send any moment. */
  readonly clock?: 'system';
}

/** So much may two clocks differ. */
export const CLOCKS_DIFFER_MS_MAX = 5 * 60_000;

/**
 * A tick of a wall clock that lay in the future already when the log took it in: one of the two clocks is wrong, and whoever believed the
 * tick would close periods that are not over.
 * @param nowMs by the clock of the log, or another one that is to be believed.
 */
export function isAhead(entry: ClockEntry, nowMs: number): boolean {
  return entry.kind === 'tick' && entry.clock === 'system' && entry.at > nowMs + CLOCKS_DIFFER_MS_MAX;
}

/** Null for anything else: an entry that nobody understands must not stop the clock. */
export function readClockEntry(value: Uint8Array): ClockEntry | null {
  const entry = parsed(value);
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || !('at' in entry)) return null;
  const { kind, at } = entry;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (kind === 'tick')
    return 'clock' in entry && entry.clock === 'system' ? { kind, at, clock: 'system' } : { kind, at };
  if (kind !== 'backfill' || !('state' in entry)) return null;
  return entry.state === 'begin' || entry.state === 'end' ? { kind, state: entry.state, at } : null;
}

function parsed(value: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
  } catch {
    return null;
  }
}
