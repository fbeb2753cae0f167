// Scores at and around their corners, and what is scored where there is nothing to divide.
import { describe, expect, it } from 'vitest';
import type { RatingPlan, ScoreRule, ZeroPolicy } from '../plan/rating.ts';
import { UNRATED } from '../testing/kpi-plan.ts';
import { newFlags } from './place.ts';
import { scoreOf, scoreOfNothing, withZero } from './score.ts';

const capped: ScoreRule = { kind: 'target', max: 6, target: 0.8 };
const linear: ScoreRule = { kind: 'target', max: 20, target: 1 };
const lower: ScoreRule = { kind: 'between', max: 10, best: 1, worst: 5 };
const higher: ScoreRule = { kind: 'between', max: 10, best: 0.9, worst: 0.4 };
const meetings: ScoreRule = {
  kind: 'steps',
  steps: [
    { bound: 4, points: 20 },
    { bound: 3, points: 15 },
    { bound: 2, points: 10 },
    { bound: 1, points: 5 },
  ],
};

const shares: ScoreRule = {
  kind: 'steps',
  steps: [
    { bound: 0.9, points: 20 },
    { bound: 0.15, points: 5 },
  ],
};

describe('a score', () => {
  it.each([
    ['in proportion', linear, 0.962, 19.24],
    ['of a whole share', linear, 1, 20],
    ['of a share beyond the whole', linear, 1.2, 20],
    ['of nothing', linear, 0, 0],
    ['of less than nothing', linear, -0.1, 0],
    ['below its target', capped, 0.6, 4.5],
    ['at its target', capped, 0.8, 6],
    ['just above its target', capped, 0.8000001, 6],
    ['where the lower value is better', lower, 3, 5],
    ['at the best of these', lower, 1, 10],
    ['beyond the best', lower, 0.5, 10],
    ['at the worst', lower, 5, 0],
    ['beyond the worst', lower, 6, 0],
    ['between two bounds of which the higher is better', higher, 0.65, 5],
    ['at the lower of these', higher, 0.4, 0],
    ['at the higher', higher, 0.9, 10],
    ['of five meetings', meetings, 5, 20],
    ['of four', meetings, 4, 20],
    ['just below a step', meetings, 3.999, 15],
    ['of three', meetings, 3, 15],
    ['at the last step', meetings, 1, 5],
    ['below all steps', meetings, 0.999, 0],
    ['of none', meetings, 0, 0],
    ['that binary fractions put a hair below a step', shares, 1 - 1 / 20 - 1 / 20, 20],
    ['of growth that is the step itself', shares, 115 / 100 - 1, 5],
    ['of one in a hundred million below a step', shares, 0.9 - 1e-8, 5],
  ])('%s is exact', (_, rule, value, points) => {
    expect(scoreOf(rule, value)).toBeCloseTo(points, 12);
  });

  it('is never -0', () => {
    expect(Object.is(scoreOf(linear, -0), 0)).toBe(true);
    expect(Object.is(scoreOf(lower, 5), 0)).toBe(true);
  });

  it('is not rounded', () => {
    expect(scoreOf(linear, 1 / 3)).toBe(20 * (1 / 3));
  });
});

describe('where there is nothing to divide', () => {
  const rated = (zero: ZeroPolicy, score: ScoreRule | null = capped): RatingPlan => ({
    ...UNRATED,
    score,
    pointsMax: score === null ? null : 6,
    zero,
  });

  it.each([
    ['full', rated({ kind: 'full' }), 6],
    ['zero', rated({ kind: 'zero' }), 0],
    ['none', rated({ kind: 'none' }), null],
    ['a value', rated({ kind: 'value', value: 0, flag: null }), 0],
    ['a value where less is better', rated({ kind: 'value', value: 0, flag: null }, lower), 10],
    ['anything without a score', rated({ kind: 'value', value: 0, flag: null }, null), null],
  ])('%s gives its points', (_, rating, points) => {
    expect(scoreOfNothing(rating)).toBe(points);
  });

  it('a policy with a value gives it, with its flag', () => {
    const flags = newFlags();
    const nothing = { value: null, numerator: 0, denominator: 0 };
    expect(withZero({ kind: 'value', value: 0, flag: 'EMPTY' }, nothing, flags)).toEqual({ ...nothing, value: 0 });
    expect(flags.raised).toEqual(['EMPTY']);
  });

  it.each([
    ['there is something', { value: 0.5, numerator: 1, denominator: 2 }],
    ['a part of the formula has no value', { value: null, numerator: null, denominator: null }],
    ['another factor has none', { value: null, numerator: 1, denominator: 2 }],
  ])('no policy acts when %s', (_, outcome) => {
    const flags = newFlags();
    expect(withZero({ kind: 'value', value: 0, flag: 'EMPTY' }, outcome, flags)).toEqual(outcome);
    expect(flags.raised).toEqual([]);
  });
});
