// Parts of a formula that read other days than those of the period asked for: earlier periods, growth since then, windows.
import type { Step } from '../plan/kpi.ts';
import { spans } from './definitions.ts';
import { type Outcome, type Place, raise } from './place.ts';
import { stepped } from './step.ts';

type Evaluate = (place: Place) => Outcome;

export const NO_VALUE: Outcome = { value: null, numerator: null, denominator: null };

/** Told where the days that are read lie before and after the day on which the definition begins by which they are read. */
export const DEFINITION_CHANGED: readonly string[] = ['DEFINITION_CHANGED'];

/**
 * The whole outcome of the other days, numerator and denominator too.
 * @param since the day on which the definition begins by which they are read, null: since ever.
 */
export function elsewhere(of: Evaluate, step: Step, since: number | null): Evaluate {
  return (place) => {
    const window = stepped(place.window, step);
    if (window === null) return NO_VALUE;
    if (since !== null && spans(window, since)) raise(place.flags, DEFINITION_CHANGED);
    const { value, numerator, denominator } = of({ ...place, window });
    return { value, numerator, denominator };
  };
}

/** Numerator and denominator are what it is now and what it was. */
export function growth(now: Evaluate, earlier: Evaluate): Evaluate {
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
