// What is said again is the same object, and never anything but what was said.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSharing } from './sharing.ts';
import type { Phase, Result, Status } from './value.ts';

/** Few, so that much is said that differs in one thing only. */
const numbers = fc.constantFrom(null, 1, -0);

const results: fc.Arbitrary<Result> = fc.record({
  value: numbers,
  numerator: numbers,
  denominator: numbers,
  score: numbers,
  target: numbers,
  status: fc.constantFrom<Status>('ok', 'no-value', 'not-reporting', 'not-rated'),
  flags: fc.subarray(['PARTIAL_SCORE', 'PARTIAL_UNITS', 'RESCALED_SCORE']),
});

const phases = fc.constantFrom<Phase>('unlocked', 'final', 'restated');

describe('what is shared', () => {
  it('is the same to the bit, whatever was said before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(results, phases), { minLength: 1_000, maxLength: 2_000 }), (said) => {
        const shared = createSharing();
        for (const [result, phase] of said) expect(shared.of(result, phase)).toEqual({ result, phase });
      }),
      { seed: 20_261_130, numRuns: 10 },
    );
  });

  it('is one object for what was just said', () => {
    fc.assert(
      fc.property(results, phases, (result, phase) => {
        const shared = createSharing();
        const first = shared.of(result, phase);
        expect(shared.of({ ...result, flags: [...result.flags] }, phase)).toBe(first);
      }),
      { seed: 20_261_130 },
    );
  });
});
