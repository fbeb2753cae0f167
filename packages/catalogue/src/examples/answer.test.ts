// The short notation of expected values: what it says, and which computed values it takes for equal.
import type { Result } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { holds, parseAnswer, writeAnswer } from './answer.ts';

const result: Result = {
  value: 0.32,
  numerator: 400,
  denominator: 1000,
  score: 3.84,
  target: null,
  status: 'ok',
  flags: ['NO_DEADLINE', 'UNIT_SUCCESSOR'],
};

function isAsExpected(text: string, changed: Partial<Result> = {}): boolean {
  const expected = parseAnswer(text);
  if (expected === null) throw new Error(`not understood: ${text}`);
  return holds(expected, { ...result, flags: [], ...changed });
}

describe('an answer', () => {
  it.each(['400/1000', '0.32', '0.3', '400/1000 value 0.32', '400/1000 value 0.32 score 3.84', 'score 3.8'])(
    'is met by what it mentions: %s',
    (text) => {
      expect(isAsExpected(text)).toBe(true);
    },
  );

  it.each(['401/1000', '400/1001', '0.33', '0.320001', 'score 3.85', '400/1000 no value', '400/1000 NO_DEADLINE', '-'])(
    'is not met by anything else: %s',
    (text) => {
      expect(isAsExpected(text)).toBe(false);
    },
  );

  it('mentions every flag that is raised, in any order', () => {
    const raised = { flags: result.flags };
    expect(isAsExpected('400/1000 UNIT_SUCCESSOR NO_DEADLINE', raised)).toBe(true);
    expect(isAsExpected('400/1000 NO_DEADLINE', raised)).toBe(false);
    expect(isAsExpected('400/1000', raised)).toBe(false);
  });

  it('tells no value, nothing reported and nothing published apart', () => {
    const nothing = { value: null, numerator: null, denominator: null, score: null };
    expect(isAsExpected('no value score 6', { ...nothing, score: 6, status: 'no-value' })).toBe(true);
    expect(isAsExpected('0/0 no value', { ...nothing, numerator: 0, denominator: 0, status: 'no-value' })).toBe(true);
    expect(isAsExpected('not reporting', { ...nothing, status: 'not-reporting' })).toBe(true);
    expect(isAsExpected('no value', { ...nothing, status: 'not-reporting' })).toBe(false);
    expect(holds({ kind: 'nothing' }, null)).toBe(true);
    expect(isAsExpected('0', { value: null, status: 'ok' })).toBe(false);
  });

  it.each(['', '1/', 'about 5', '1/2 maybe', 'score', 'no_value'])('is not understood: %j', (text) => {
    expect(parseAnswer(text)).toBeNull();
  });

  it('is written back whole', () => {
    expect(writeAnswer(result)).toBe('400/1000 value 0.32 score 3.84 NO_DEADLINE UNIT_SUCCESSOR');
    expect(writeAnswer({ ...result, denominator: null, value: 7, score: null, flags: [] })).toBe('7');
    expect(writeAnswer(null)).toBe('-');
  });
});
