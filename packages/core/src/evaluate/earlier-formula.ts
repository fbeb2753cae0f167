// Parts of a formula that read other days than those of the period asked for: earlier periods, growth since then, windows.
import type { Shift, Step } from '../plan/kpi.ts';
import type { Outcome, Place } from './place.ts';
import { stepped } from './step.ts';

type Evaluate = (place: Place) => Outcome;

export const NO_VALUE: Outcome = { value: null, numerator: null, denominator: null };

/** The whole outcome of the other days, numerator and denominator too. */
export function elsewhere(of: Evaluate, step: Step): Evaluate {
  return (place) => {
    const window = stepped(place.window, step);
    if (window === null) return NO_VALUE;
    const { value, numerator, denominator } = of({ ...place, window });
    return { value, numerator, denominator };
  };
}

/** Numerator and denominator are what it is now and what it was. */
export function growth(now: Evaluate, then: Evaluate, step: Shift): Evaluate {
  const earlier = elsewhere(then, step);
  return (place) => {
    const { value: numerator } = now(place);
    const { value: denominator } = earlier(place);
    const hasBase = numerator !== null && denominator !== null && denominator !== 0;
    return { value: hasBase ? numerator / denominator - 1 : null, numerator, denominator };
  };
}

/** By the grain that was asked for, whatever days a step has led to. */
export function byGrain(values: Readonly<Record<string, number>>): Evaluate {
  return ({ asked }) => {
    const value = values[asked.grain] ?? null;
    return { value, numerator: value, denominator: null };
  };
}
