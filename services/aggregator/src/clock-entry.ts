// The entries of the topic `clock`, as the evaluator reads them.

export type ClockEntry =
  | { readonly kind: 'tick'; readonly at: number }
  | { readonly kind: 'backfill'; readonly state: 'begin' | 'end'; readonly at: number };

/** Null for anything else: an entry that nobody understands must not stop the clock. */
export function readClockEntry(value: Uint8Array): ClockEntry | null {
  const entry = parsed(value);
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || !('at' in entry)) return null;
  const { kind, at } = entry;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (kind === 'tick') return { kind, at };
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
