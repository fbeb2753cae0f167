// The flag of values that lean on a working calendar which nobody has announced yet.
import type { KpiPlan } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { daysOf, periodOf } from '../time/period.ts';
import type { Window } from './place.ts';

export interface Unconfirmed {
  /** The period has a day in a year whose working calendar is not announced. */
  within(window: Pick<Window, 'first' | 'periodEnd'>): boolean;
  /** First days of years that are announced while the year before is not, or the other way round. */
  readonly turns: readonly number[];
}

const never: Unconfirmed = { within: () => false, turns: [] };

export function unconfirmedOf({ usesCalendar }: KpiPlan, { calendar }: Pick<Plan, 'calendar'>): Unconfirmed {
  if (!usesCalendar || calendar === null) return never;
  const announced = new Set(calendar.years.filter(({ isAnnounced }) => isAnnounced).map(({ year }) => year));
  const turns = [...announced].flatMap((year) => [year, year + 1]).map((year) => daysOf('year', year).first);
  return {
    turns,
    within: ({ first, periodEnd }) => {
      const last = periodOf('year', periodEnd - 1);
      for (let year = periodOf('year', first); year <= last; year += 1) if (!announced.has(year)) return true;
      return false;
    },
  };
}
