// Moments that answers are being read of just now. What stood at them is kept until then also where it stood at no boundary.

export interface Pins {
  /** @returns what ends it; it ends by itself, should nobody do so. */
  pin(momentMs: number): () => void;
  pinned(): readonly number[];
}

/** An answer that takes longer may lack what was replaced meanwhile. */
const PINNED_MS_MAX = 600_000;

/** @param steadyNow milliseconds of a clock that only goes forward. */
export function createPins(steadyNow: () => number): Pins {
  const pins = new Set<{ readonly momentMs: number; readonly endMs: number }>();
  return {
    pin: (momentMs) => {
      const pin = { momentMs, endMs: steadyNow() + PINNED_MS_MAX };
      pins.add(pin);
      return () => pins.delete(pin);
    },
    pinned: () => {
      for (const pin of pins) if (pin.endMs <= steadyNow()) pins.delete(pin);
      return [...pins].map(({ momentMs }) => momentMs);
    },
  };
}
