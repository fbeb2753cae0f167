// The values of one series over a stretch of periods, as runs. Where nothing happens nothing changes, so that years without
// events cost one evaluation and not thousands.
import type { Grain } from '../plan/kpi.ts';
import { type Result, sameResult } from '../published/value.ts';
import { type Activity, createActivity } from '../rollup/activity.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { daysOf, grainDays, periodOf } from '../time/period.ts';
import { type Evaluated, evaluateAt, type KpiView, type SeriesPlace, windowOf } from './kpi-view.ts';

/** Periods first <= period < end. */
export interface PeriodRange {
  readonly first: number;
  readonly end: number;
}

/** Consecutive periods with one result, at one level of the unit. */
export interface LevelRun extends PeriodRange {
  readonly level: string;
  readonly result: Result;
}

export interface Calendar {
  readonly tree: UnitTree;
  readonly today: number;
  /** The epoch whose tree says where everything counts; null: that of each day. */
  readonly epoch: number | null;
  /** Days on which values may change though nothing happens: the tree changes, a target begins, today. */
  readonly turns: Activity;
}

export function createTurns(view: KpiView, tree: UnitTree, today: number): Activity {
  const turns = createActivity();
  for (const day of tree.boundaries) {
    turns.touch(day - 1);
    turns.touch(day);
  }
  for (const day of [...view.unconfirmed.turns, ...view.formula.tableTurns]) {
    turns.touch(day - 1);
    turns.touch(day);
  }
  for (const { year } of view.kpi.targets) turns.touch(daysOf('year', year).first);
  turns.touch(today - 1);
  turns.touch(today);
  return turns;
}

/** Periods for which nothing is published are left out. */
export function runsOf(
  view: KpiView,
  series: SeriesPlace,
  range: PeriodRange,
  calendar: Calendar,
): readonly LevelRun[] {
  const runs: LevelRun[] = [];
  const next = nextTurn(view, series, calendar);
  for (let period = range.first; period < range.end; ) {
    const window = windowOf(view.kpi, { grain: series.grain, period }, calendar.today);
    const end = Math.min(range.end, next(period));
    append(runs, evaluateAt(view, series, { window, epoch: calendar.epoch }), { first: period, end });
    period = end;
  }
  return runs;
}

function append(runs: LevelRun[], evaluated: Evaluated | null, { first, end }: PeriodRange): void {
  if (evaluated === null) return;
  const last = runs.at(-1);
  if (last?.end === first && last.level === evaluated.level && sameResult(last.result, evaluated.result)) {
    runs[runs.length - 1] = { ...last, end };
  } else runs.push({ first, end, ...evaluated });
}

/** Gives the first period after one whose value may differ from it. */
function nextTurn(view: KpiView, { node, value, grain }: SeriesPlace, { turns }: Calendar): (period: number) => number {
  const activities = [turns];
  for (const use of view.uses) {
    const activity = use.activity(node, value);
    if (activity !== undefined && !activities.includes(activity)) activities.push(activity);
  }
  const nextDay = (day: number): number => {
    let nearest = Infinity;
    for (const activity of activities) nearest = Math.min(nearest, activity.nextDay(day));
    return nearest;
  };
  return grainDays(grain) === null ? calendarTurn(grain, nextDay) : rollingTurn(grain, nextDay);
}

/** After a quiet period all quiet ones have its value: flows are nothing, stocks stay. */
function calendarTurn(grain: Grain, nextDay: (day: number) => number): (period: number) => number {
  return (period) => {
    const { first, end } = daysOf(grain, period);
    const day = nextDay(first);
    if (day < end) return period + 1;
    return day === Infinity ? Infinity : periodOf(grain, day);
  };
}

/** A window changes when an active day enters it, and when one has left it. */
function rollingTurn(grain: Grain, nextDay: (day: number) => number): (period: number) => number {
  const days = grainDays(grain) ?? 0;
  return (period) => Math.min(nextDay(period) + 1, nextDay(period + days) - days + 1);
}
