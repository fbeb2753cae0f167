// When the values of a period are final: its delay after its end has passed.
import type { Grain } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { daysOf, periodEnding } from '../time/period.ts';

/** A catalogue that says nothing of a grain gives late reports ten days. */
const DELAY_DAYS = 10;

/**
 * The first period of the grain whose delay has not passed at the tick.
 * @param midnight first moment of a local day, milliseconds since 1970.
 */
export function firstUnsettled(plan: Plan, grain: Grain, midnight: (day: number) => number, tickMs: number): number {
  const delay = plan.finalAfterDays[grain] ?? DELAY_DAYS;
  const isSettled = (period: number): boolean => midnight(daysOf(grain, period).end + delay) <= tickMs;
  // Within a day of the right one, whatever the zone; then exactly.
  let period = periodEnding(grain, Math.floor(tickMs / DAY_MS) - delay - 2) - 1;
  while (isSettled(period)) period += 1;
  return period;
}

const DAY_MS = 86_400_000;
