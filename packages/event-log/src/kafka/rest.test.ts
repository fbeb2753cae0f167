// When a partition that was read to its end is asked for again.
import { describe, expect, it } from 'vitest';
import { restEndMs } from './rest.ts';

describe('the rest of a partition', () => {
  it('ends at the next multiple of its length when little time was needed, wherever it began', () => {
    expect(restEndMs({ givenMs: 1_003, takenMs: 1_013 }, 100)).toBe(1_100);
    expect(restEndMs({ givenMs: 1_060, takenMs: 1_070 }, 100)).toBe(1_100);
    expect(restEndMs({ givenMs: 1_000, takenMs: 1_010 }, 100)).toBe(1_100);
  });

  it('is longer when taking in takes long, but not without end', () => {
    expect(restEndMs({ givenMs: 1_003, takenMs: 1_063 }, 100)).toBe(1_200);
    expect(restEndMs({ givenMs: 1_003, takenMs: 1_103 }, 100)).toBe(1_400);
    expect(restEndMs({ givenMs: 1_003, takenMs: 1_353 }, 100)).toBe(1_500);
  });

  it('is none where there is none, and none that is over', () => {
    expect(restEndMs({ givenMs: 1_003, takenMs: 1_013 }, 0)).toBe(1_013);
    expect(restEndMs({ givenMs: 1_003, takenMs: 9_013 }, 100)).toBe(9_013);
  });
});
