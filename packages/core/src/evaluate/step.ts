// Other days than those of the period asked for: an earlier period, the year to date, the last days. Whatever the step, nothing
// behind the moment is read up to which the asked period is read.
import type { Shift, Step, WindowStep } from '../plan/kpi.ts';
import { periodLastYear, previousPeriod } from '../time/earlier.ts';
import { daysOf, periodOf } from '../time/period.ts';
import type { Window } from './place.ts';

/** Null: there are no such days, so there is no value. */
export function stepped(window: Window, step: Step): Window | null {
  return step.kind === 'shift' ? shifted(window, step) : windowed(window, step);
}

function shifted(window: Window, { to, wholeYear, endedOnly }: Shift): Window | null {
  const { grain, period } = window;
  if (wholeYear) {
    const year = periodOf('year', window.periodEnd - 1) - 1;
    const { first, end } = daysOf('year', year);
    // A week over New Year looks back on a year that is not over yet.
    return { ...window, first, end: Math.min(end, window.end), grain: 'year', period: year, periodEnd: end };
  }
  const hasEnded = window.end >= window.periodEnd;
  const earlier = to === 'previous' ? previousPeriod(grain, period) : periodLastYear(grain, period);
  if (earlier === null || (endedOnly && !hasEnded)) return null;
  const { first, end } = daysOf(grain, earlier);
  const sameDays = Math.min(end, first + (window.end - window.first));
  return { ...window, first, end: hasEnded ? end : sameDays, period: earlier, periodEnd: end };
}

function windowed(window: Window, step: WindowStep): Window | null {
  switch (step.kind) {
    case 'now':
      return window.end < window.periodEnd ? window : null;
    case 'days':
      return { ...window, first: window.end - step.days, grain: `P${step.days}D`, period: window.end - step.days };
    case 'to_date': {
      const period = periodOf(step.since, window.periodEnd - 1);
      return { ...window, first: daysOf(step.since, period).first, grain: step.since, period };
    }
  }
}
