// Test runner: when a run without a failed test is a failure all the same.
import { describe, expect, it } from 'vitest';
import { mayBeSkippedInCi, programMissing, sharedMissing } from './requires.ts';
import { faultsOf, type Tally } from './summary-reporter.ts';

const whole: Tally = { passed: 3, failed: 0, skipped: 0, skips: [], forbidden: 0 };

describe('the verdict on a run', () => {
  it('is good when something passed and nothing was skipped', () => {
    expect(faultsOf(whole, true)).toEqual([]);
  });

  it('is a failure when no test ran', () => {
    expect(faultsOf({ ...whole, passed: 0, skipped: 2 }, false)).toEqual(['no test ran']);
  });

  it('fails for a skip in CI only', () => {
    const skipped = { ...whole, skipped: 1, forbidden: 1 };
    expect(faultsOf(skipped, false)).toEqual([]);
    expect(faultsOf(skipped, true)).toHaveLength(1);
  });

  it('lets a skip pass only where the shared folder itself is absent', () => {
    expect(mayBeSkippedInCi('../shared is absent (needs data/x)')).toBe(true);
    expect(mayBeSkippedInCi('../shared/data/x is missing')).toBe(false);
    expect(sharedMissing('data/no-such-file')).toMatch(/no-such-file/);
  });

  it('finds programs by their name', () => {
    expect(programMissing('no-such-program')).toBe('no-such-program is not installed');
    expect(programMissing('sh')).toBeNull();
  });
});
