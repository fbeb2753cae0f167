// The values of one series over a stretch of periods, as runs. Where nothing happens nothing changes, so that years without
// events cost one evaluation and not thousands.
import type { Grain } from '../plan/kpi.ts';
import { type Result, sameResult } from '../published/value.ts';
import { type Activity, createActivity } from '../rollup/activity.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { daysOf, grainDays, periodOf } from '../time/period.ts';
import { type Evaluated, evaluateAt, type KpiView, type SeriesPlace, sightOf, windowOf } from './kpi-view.ts';
import { DIRECT, type Lens, seenFrom } from './lens.ts';

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
  /** Of them, those that also change what is seen from afar. */
  readonly farTurns: Activity;
}

export function openCalendar(
  view: KpiView,
  tree: UnitTree,
  { today, epoch }: Pick<Calendar, 'today' | 'epoch'>,
): Calendar {
  return { tree, today, epoch, turns: allTurns(view, tree, today), farTurns: farTurns(view, tree) };
}

function allTurns(view: KpiView, tree: UnitTree, today: number): Activity {
  const turns = farTurns(view, tree);
  for (const { year } of view.kpi.targets) turns.touch(daysOf('year', year).first);
  turns.touch(today - 1);
  turns.touch(today);
  return turns;
}

/** The tree, a table, the calendar or a definition changes: it is asked about the day and about the one before. */
function farTurns(view: KpiView, tree: UnitTree): Activity {
  const turns = createActivity();
  for (const day of [...tree.boundaries, ...view.unconfirmed.turns, ...view.formula.turns]) {
    turns.touch(day - 1);
    turns.touch(day);
  }
  return turns;
}

/** Periods for which nothing is published are left out. */
export function runsOf(
  view: KpiView,
  series: SeriesPlace,
  ranges: readonly PeriodRange[],
  calendar: Calendar,
): readonly LevelRun[] {
  const runs: LevelRun[] = [];
  const next = nextTurn(view, series, calendar);
  for (const range of ranges) {
    for (let period = range.first; period < range.end; ) {
      const window = windowOf(view.kpi, { grain: series.grain, period }, calendar.today);
      const end = next({ first: period, end: range.end });
      const evaluated = evaluateAt(view, series, { window, epoch: calendar.epoch });
      append(runs, evaluated, { first: period, end });
      period = end;
    }
  }
  return runs;
}

function append(runs: LevelRun[], evaluated: Evaluated | null, { first, end }: PeriodRange): void {
  if (evaluated === null) return;
  const last = runs.at(-1);
  if (last?.end === first && last.level === evaluated.level && sameResult(last.result, evaluated.result)) {
    runs[runs.length - 1] = { first: last.first, end, level: last.level, result: last.result };
  } else runs.push({ first, end, level: evaluated.level, result: evaluated.result });
}

/** The first period after the first one of a range whose value may differ from it; the range's end at the latest. */
type NextTurn = (range: PeriodRange) => number;

/** The nearest turn of what is seen through each lens. */
function nextTurn(view: KpiView, series: SeriesPlace, calendar: Calendar): NextTurn {
  const lenses = new Set([...view.lenses, ...view.looks]);
  const turns = [...lenses].map((lens) =>
    lens === DIRECT
      ? directTurn(view, series, calendar)
      : lensTurn(view, { ...series, lens, tree: calendar.tree }, calendar),
  );
  // What is looked at from afar, too, is published in periods of its own time.
  if (!lenses.has(DIRECT)) turns.push(directTurn(view, series, calendar));
  return (range) => {
    let nearest = range.end;
    for (const turn of turns) nearest = Math.min(nearest, turn(range));
    return nearest;
  };
}

type NextDay = (day: number) => number;

/** The first day at or after one on which something ever happened to what is read through the lens. */
function nextDayOf(view: KpiView, { node, value, lens, tree }: LensedPlace, turns: Activity): NextDay {
  const activities = [turns];
  for (const use of view.uses) {
    if (use.lens !== lens) continue;
    for (const seen of use.inheriting === undefined ? [node] : [node, ...tree.nodesEver(node)]) {
      const activity = use.activity(seen, value);
      if (activity !== undefined && !activities.includes(activity)) activities.push(activity);
    }
  }
  return (day) => {
    let nearest = Infinity;
    for (const activity of activities) nearest = Math.min(nearest, activity.nextDay(day));
    return nearest;
  };
}

interface LensedPlace extends SeriesPlace {
  readonly lens: Lens;
  readonly tree: UnitTree;
}

function directTurn(view: KpiView, series: SeriesPlace, { turns, tree }: Calendar): NextTurn {
  const nextDay = nextDayOf(view, { ...series, lens: DIRECT, tree }, turns);
  const { grain } = series;
  const next = grainDays(grain) === null ? calendarTurn(grain, nextDay) : rollingTurn(grain, nextDay);
  return ({ first }) => next(first);
}

/** After a quiet period all quiet ones have its value: flows are nothing, stocks stay. */
function calendarTurn(grain: Grain, nextDay: NextDay): (period: number) => number {
  return (period) => {
    const { first, end } = daysOf(grain, period);
    const day = nextDay(first);
    if (day < end) return period + 1;
    return day === Infinity ? Infinity : periodOf(grain, day);
  };
}

/** A window changes when an active day enters it, and when one has left it. */
function rollingTurn(grain: Grain, nextDay: NextDay): (period: number) => number {
  const days = grainDays(grain) ?? 0;
  return (period) => Math.min(nextDay(period) + 1, nextDay(period + days) - days + 1);
}

/** Whatever the lens: what is seen changes when an active day comes into sight, and when one is left behind. */
function lensTurn(view: KpiView, place: LensedPlace, { farTurns: turns, today }: Calendar): NextTurn {
  const { grain, lens } = place;
  const nextDay = nextDayOf(view, place, turns);
  const sight = sightOf({ lens, grain, today });
  return ({ first, end }) => {
    if (sight.nextBlind(first) === first) return first + 1;
    const later = { first: first + 1, end };
    const seen = seenFrom(windowOf(view.kpi, { grain, period: first }, today), lens);
    if (seen === null) return first + 1;
    const turn = Math.min(sight.firstBeyond(nextDay(seen.first), later), sight.firstBehind(nextDay(seen.end), later));
    return Math.min(turn, sight.nextBlind(first + 1));
  };
}
