// The evaluator, pure: changes of cells go in, and at each evaluation patches of the published series come out. What it publishes
// depends on the cells and the last tick only, however the changes were cut and ordered.
import type { CellChange, DimensionsRead } from '../cell/change.ts';
import type { Grain, KpiPlan, Validity } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import { EVER } from '../published/run-list.ts';
import type { Boundaries, SeriesKey } from '../published/value.ts';
import { createRollup, type Rollup } from '../rollup/rollup.ts';
import type { UnitTree } from '../rollup/unit-tree.ts';
import { grainDays, periodEnding } from '../time/period.ts';
import { openZone } from '../time/zone.ts';
import { type AsThen, asThenOf } from './as-then.ts';
import { collectDirt, type DirtyPlaces } from './dirty-places.ts';
import { type KpiView, kpiViews, type SeriesPlace, sightOf } from './kpi-view.ts';
import type { Lens, Sight } from './lens.ts';
import { causesIn, dirtyRanges } from './ranges.ts';
import { type Calendar, type LevelRun, openCalendar, type PeriodRange, runsOf } from './series.ts';

/** In these stretches of periods, in order and apart from each other, the series has exactly these runs. */
export interface SeriesPatch {
  readonly key: SeriesKey;
  readonly ranges: readonly PeriodRange[];
  readonly runs: readonly LevelRun[];
  /** What a change of this period comes of, see ../cell/causes.ts; 0 or left out: nothing that is known. To be asked at once. */
  readonly causesIn?: (period: number) => number;
}

export interface Evaluator {
  /** Those that some formula reads. */
  readonly dimensionsRead: DimensionsRead;
  take(change: CellChange): void;
  /** @param tickMs the last tick, milliseconds since 1970; the local day it falls on is today. */
  evaluate(tickMs: number): IterableIterator<SeriesPatch>;
}

/** What a view looked like at its last evaluation. */
interface Evaluation {
  readonly today: number;
  /** First day with anything to count in the city. */
  readonly earliest: number;
  /** The epoch whose tree says where everything counts; null: that of each day. */
  readonly epoch: number | null;
}

interface ViewState {
  readonly kpi: KpiPlan;
  /** Of one definition of the KPI. */
  readonly view: KpiView;
  readonly boundaries: Boundaries;
  last: Evaluation | null;
  /** Values of the kept dimension for which something was published. */
  readonly values: Set<string>;
}

export function createEvaluator(plan: Plan): Evaluator {
  const zone = openZone(plan.timeZone);
  const rollup = createRollup(plan, sketchGrains(plan));
  const asThen = asThenOf(plan, rollup.tree);
  // A tree that never changes has the same boundaries at all times.
  const sides: readonly Boundaries[] = rollup.tree.boundaries.length === 0 ? ['then'] : ['then', 'now'];
  const states: ViewState[] = plan.kpis.flatMap((kpi) =>
    kpiViews(kpi, { plan, rollup }).flatMap((view) =>
      sides.map((boundaries) => ({ kpi, view, boundaries, last: null, values: new Set([]) })),
    ),
  );
  return {
    dimensionsRead: plan.records.map(({ families }, record) =>
      families.map((_, family) => rollup.positionsRead(record, family)),
    ),
    take: rollup.take,
    evaluate: function* (tickMs) {
      const today = zone.dayOf(tickMs);
      for (const state of states) yield* evaluateView(state, { rollup, asThen, today });
      rollup.settle();
    },
  };
}

/** Calendar grains at which quantiles are asked for. */
function sketchGrains(plan: Plan): readonly Grain[] {
  const grains = new Set(plan.kpis.flatMap((kpi) => kpi.grains));
  return [...grains].filter((grain) => grain !== 'day' && grainDays(grain) === null);
}

interface Evaluating {
  readonly rollup: Rollup;
  readonly asThen: AsThen;
  readonly today: number;
}

function* evaluateView(state: ViewState, { rollup, asThen, today }: Evaluating): Generator<SeriesPatch> {
  const { view, last } = state;
  const earliest = earliestDay(view, rollup, today);
  const epoch = state.boundaries === 'then' ? null : rollup.tree.epochOf(today);
  const isNew =
    last === null || last.earliest !== earliest || today < last.today || last.epoch !== epoch || setsChanged(view);
  const dirt = collectDirt(view, rollup.tree);
  const isUntouched = !isNew && today === last.today && dirt.places.size === 0;
  state.last = { today, earliest, epoch };
  if (isUntouched || (earliest === Infinity && (last?.earliest ?? Infinity) === Infinity)) return;
  const calendar = openCalendar(view, rollup.tree, { today, epoch });
  const from = Math.min(earliest, last?.earliest ?? earliest);
  for (const place of isNew || today !== last.today ? allPlaces(state, rollup) : dirtyPlaces(state, rollup, dirt)) {
    const dirty = dirt.daysAt(place.node, place.value);
    for (const grain of view.kpi.grains) {
      const bound =
        epoch === null ? Infinity : (asThen.firstPeriod(state.kpi, place.node, { grain, today }) ?? -Infinity);
      // At first whatever a former run of the program has published is replaced, however far it went.
      const ever = last === null ? EVER : spanOf(grain, from, Math.max(today, last.today));
      const span = defined(isNew ? ever : upTo(ever, bound), view.kpi.valid, grain);
      if (span.first >= span.end) continue;
      const published = earliest === Infinity ? NOWHERE : upTo(spanOf(grain, earliest, today), bound);
      const since = isNew ? null : last.today;
      const sight = (lens: Lens): Sight => sightOf({ lens, grain, today });
      const seeing = { today, grain, span, isStock: view.kpi.hasStock, sight };
      const ranges = dirtyRanges({ ...seeing, days: isNew ? null : dirty, since });
      if (ranges.length === 0) continue;
      // At first nothing is known of what came before.
      const causes =
        last === null ? NO_CAUSES : (period: number) => causesIn({ ...seeing, days: dirty, since }, period);
      yield* patches(state, { ...place, grain }, { ranges, published, calendar, causesIn: causes });
    }
  }
}

const NO_CAUSES = (): number => 0;

const NOWHERE: PeriodRange = { first: 0, end: 0 };

function upTo({ first, end }: PeriodRange, bound: number): PeriodRange {
  return { first, end: Math.min(end, bound) };
}

/** The periods of the range of which the definition tells: those whose last days it is valid on. */
function defined(range: PeriodRange, { from, until }: Validity, grain: Grain): PeriodRange {
  if (from === null && until === null) return range;
  const { first, end } = range;
  return {
    first: from === null ? first : Math.max(first, periodEnding(grain, from)),
    end: until === null ? end : Math.min(end, periodEnding(grain, until)),
  };
}

/** From the period that the first day ends up in to that of the last. */
function spanOf(grain: Grain, first: number, last: number): PeriodRange {
  return { first: periodEnding(grain, first), end: periodEnding(grain, last) + 1 };
}

/** The first day on which the city has anything of one of the record types, today at the latest; Infinity: nothing. */
function earliestDay({ formula }: KpiView, rollup: Rollup, today: number): number {
  let earliest = Infinity;
  for (const { projection } of formula.uses) earliest = Math.min(earliest, rollup.earliest(projection.plan.record));
  return earliest === Infinity ? Infinity : Math.min(earliest, today);
}

function setsChanged({ formula }: KpiView): boolean {
  return formula.openSets.some(({ dirt }) => !dirt.isEmpty());
}

function* allPlaces({ view, values }: ViewState, { tree }: Rollup): Generator<Omit<SeriesPlace, 'grain'>> {
  if (view.dimension === null) values.add('');
  else {
    for (const { standing } of view.formula.uses) for (const value of standing.slices()) values.add(value);
  }
  for (const node of tree.codes) {
    if (!isPublished(view, tree, node)) continue;
    for (const value of values) yield { node, value };
  }
}

function* dirtyPlaces(
  state: ViewState,
  { tree }: Rollup,
  { places }: DirtyPlaces,
): Generator<Omit<SeriesPlace, 'grain'>> {
  for (const [node, values] of places) {
    if (!isPublished(state.view, tree, node)) continue;
    for (const value of values.keys()) {
      state.values.add(value);
      yield { node, value };
    }
  }
}

function isPublished({ levels }: KpiView, tree: UnitTree, node: string): boolean {
  return tree.levelsOf(node).some((level) => levels.has(level));
}

interface Patching {
  readonly ranges: readonly PeriodRange[];
  /** Periods that have values at all. */
  readonly published: PeriodRange;
  readonly calendar: Calendar;
  readonly causesIn: (period: number) => number;
}

/** One patch for each level the unit ever has: at the levels it does not have then, there is nothing. */
function* patches(
  { view, boundaries }: ViewState,
  place: SeriesPlace,
  { ranges, published, calendar, causesIn: causes }: Patching,
): Generator<SeriesPatch> {
  const asked = ranges.map(({ first, end }) => ({
    first: Math.max(first, published.first),
    end: Math.min(end, published.end),
  }));
  const runs = runsOf(view, place, asked, calendar);
  for (const level of calendar.tree.levelsOf(place.node)) {
    if (!view.levels.has(level)) continue;
    const key: SeriesKey = {
      kpi: view.kpi.id,
      unit: place.node,
      level,
      dimensions: view.dimension === null ? NO_DIMENSIONS : { [view.dimension]: place.value },
      grain: place.grain,
      boundaries,
    };
    yield { key, ranges, runs: runs.filter((run) => run.level === level), causesIn: causes };
  }
}

const NO_DIMENSIONS: Readonly<Record<string, string>> = {};
