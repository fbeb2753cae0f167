// Simulation: a small seeded generator of random numbers, so that one seed gives one city for ever.

export interface Random {
  /** From 0 up to, but not, 1. */
  next(): number;
  /** A whole number from `first` up to and with `last`. */
  between(first: number, last: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** How many arrive when `mean` are expected. */
  poisson(mean: number): number;
}

const POISSON_EXACT_MAX = 30;

/** The generator mulberry32: 32 bits of state, good enough for plausible data and nothing else. */
export function openRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    normal,
    between: (first, last) => first + Math.floor(next() * (last - first + 1)),
    chance: (probability) => next() < probability,
    pick(list) {
      const picked = list[Math.floor(next() * list.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    poisson(mean) {
      if (mean > POISSON_EXACT_MAX) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      let product = next();
      let count = 0;
      for (const limit = Math.exp(-mean); product > limit; product *= next()) count += 1;
      return count;
    },
  };
}
