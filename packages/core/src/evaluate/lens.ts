// Which days a part of a formula sees when a period is asked for, and, the other way round, which periods see a day. Both ends
// of what is seen only ever move forward from one period to the next, so the way back is a search by halving.
import type { Grain, Step } from '../plan/kpi.ts';
import { nextWithoutLastYear } from '../time/earlier.ts';
import type { Window } from './place.ts';
import { stepped } from './step.ts';

/** The steps from the period to the days, in order. Equal ones of one formula are one and the same lens. */
export interface Lens {
  readonly steps: readonly Step[];
}

/** Periods first <= period < end. */
interface Range {
  readonly first: number;
  readonly end: number;
}

/** A lens for one grain on one day. */
export interface Sight {
  /** The first period of the range that sees behind the day; the range's end: none does. */
  firstBehind(day: number, range: Range): number;
  /** The first period of the range that no longer sees the day because it begins to see later. */
  firstBeyond(day: number, range: Range): number;
  /** The first period at or after the given one that may see nothing at all though its neighbours do. */
  nextBlind(period: number): number;
}

/** The lens of what is read in the period itself. */
export const DIRECT: Lens = { steps: [] };

export interface Lenses {
  of(steps: readonly Step[]): Lens;
}

export function createLenses(): Lenses {
  const lenses = new Map<string, Lens>();
  return {
    of: (steps) => {
      // Whether there is a value at all in a period that goes on, or has ended, changes nothing of the days.
      const moving = steps.filter(({ kind }) => kind !== 'now').map(inAnyPeriod);
      const name = JSON.stringify(moving);
      const lens = lenses.get(name) ?? (moving.length === 0 ? DIRECT : { steps: moving });
      lenses.set(name, lens);
      return lens;
    },
  };
}

function inAnyPeriod(step: Step): Step {
  return step.kind === 'shift' ? { ...step, endedOnly: false } : step;
}

/** The days seen from a window, null: none. */
export function seenFrom(window: Window, { steps }: Lens): Window | null {
  let seen: Window | null = window;
  for (const step of steps) seen = seen === null ? null : stepped(seen, step);
  return seen;
}

/** The days of a period itself. They may be read as far as two moments: the last midnight, and now. */
export interface Windows {
  /** Up to the later moment. */
  longest(period: number): Window;
  /** Up to the earlier one. */
  shortest(period: number): Window;
}

export function createSight(lens: Lens, grain: Grain, { longest, shortest }: Windows): Sight {
  /** What a blind period sees does not matter; with its neighbour's days the order is kept. */
  const endIn = (period: number): number => seenFrom(longest(period), lens)?.end ?? endIn(period - 1);
  const firstIn = (period: number): number => seenFrom(shortest(period), lens)?.first ?? firstIn(period - 1);
  return {
    firstBehind: (day, range) => (day === Infinity ? range.end : firstWhere(range, (one) => endIn(one) > day)),
    firstBeyond: (day, range) => (day === Infinity ? range.end : firstWhere(range, (one) => firstIn(one) > day)),
    nextBlind: blindness(lens, grain),
  };
}

function blindness({ steps }: Lens, grain: Grain): (period: number) => number {
  const yearly = steps.filter((step) => step.kind === 'shift' && step.to === 'last_year' && !step.wholeYear);
  if (yearly.length === 0) return () => Infinity;
  if (yearly.length === 1 && yearly[0] === steps[0]) return (period) => nextWithoutLastYear(grain, period);
  // Behind other steps the odd days and weeks lie elsewhere: any period may be one of them.
  return grain === 'day' || grain === 'week' || grain.startsWith('P') ? (period) => period : () => Infinity;
}

/** The first period of the range for which the test holds, as it then does for all later ones; the range's end: none. */
function firstWhere({ first, end }: Range, test: (period: number) => boolean): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
