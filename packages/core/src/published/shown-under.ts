// What is shown of a published series under the boundaries of then or of now. Values of now are published only where they may
// differ from those of then; the rest of them is taken from the values of then.
import type { AsThen } from '../evaluate/as-then.ts';
import type { Plan } from '../plan/plan.ts';
import { within } from './run-list.ts';
import type { Series } from './store.ts';
import type { Boundaries } from './value.ts';

export interface ShownUnder {
  readonly boundaries: Boundaries;
  readonly plan: Plan;
  readonly asThen: AsThen;
  /** Local day of the last tick. */
  readonly today: number;
}

/** The series with the runs that show, or without any. Of one key, those of now come before those of then. */
export function shownUnder(series: Series, { boundaries, plan, asThen, today }: ShownUnder): Series {
  const { key, revised } = series;
  if (key.boundaries === boundaries) return series;
  if (boundaries === 'then') return { key, revised, runs: [] };
  const kpi = plan.kpis.find(({ id }) => id === key.kpi);
  const first = kpi === undefined ? null : asThen.firstPeriod(kpi, key.unit, { grain: key.grain, today });
  return { key, revised, runs: first === null ? [] : [...within(series.runs, { first, end: Infinity })] };
}
