// End to end: random numbers with a seed that is printed and can be given (NHIP_TEST_SEED).

export interface SeededRandom {
  readonly seed: number;
  /** From 0 up to, but not, 1. */
  readonly next: () => number;
}

export function seededRandom(what: string): SeededRandom {
  const given = Number(process.env.NHIP_TEST_SEED ?? Number.NaN);
  const seed = Number.isInteger(given) ? given : Date.now() % 1_000_000;
  process.stdout.write(`${what}: NHIP_TEST_SEED=${seed}\n`);
  let state = seed >>> 0;
  return {
    seed,
    next() {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
    },
  };
}
