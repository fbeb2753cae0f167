// The oracle: every value of every KPI, computed the slow obvious way from the full list of statements. It interprets the
// catalogue's YAML itself and shares no code with the packages it judges, save the YAML parser and luxon.
import { type CalendarGrain, type Period, periodStart, periodsOf, yearOf } from './calendar.ts';
import type { Kpi } from './catalogue.ts';
import { dimensionsOf, type Fact, type Measure, measureOf } from './facts.ts';
import { formulaOf, type MeasureUse, measuresIn, outcomeOf, type Slice, sliceOf } from './formula.ts';
import { isPartial, type Place, readerAt } from './rollup.ts';
import { isUnconfirmed } from './unconfirmed.ts';
import { addExact, integer } from './value.ts';
import { type Given, matching, reports, type Window, type World, windowOf, worldOf } from './world.ts';

export type { Boundaries, Given } from './world.ts';

export interface OracleValue {
  readonly kpi: string;
  readonly unit: string;
  readonly dims: Slice;
  readonly grain: string;
  readonly period: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly target: number | null;
  readonly status: 'ok' | 'no-value' | 'not-reporting';
  readonly flags: readonly string[];
  /** How far a computed value may be off; 0 everywhere but at quantiles. */
  readonly tolerance: number;
}

export function ask(given: Given): readonly OracleValue[] {
  const world = worldOf(given);
  return world.catalogue.kpis.flatMap((kpi) => valuesOfKpi(kpi, world));
}

interface Series {
  readonly kpi: Kpi;
  readonly world: World;
  readonly uses: readonly MeasureUse[];
  readonly hasStock: boolean;
}

function valuesOfKpi(kpi: Kpi, world: World): readonly OracleValue[] {
  const uses = measuresIn(kpi, world.catalogue);
  const series: Series = { kpi, world, uses, hasStock: uses.some(({ measure }) => measure.isStock) };
  const first = earliestDay(series);
  if (first === null) return [];
  return kpi.grains.flatMap((grain) =>
    periodsOf(grain, Math.min(first, world.today), world.today).flatMap((period) => [
      ...world.tree.codes.flatMap((node) => totalAt(series, { node, grain, period }) ?? []),
      ...dimensionValues(series).flatMap((dimensions) =>
        world.tree.codes.flatMap((node) => sliceAt(series, { node, grain, period, dimensions }) ?? []),
      ),
    ]),
  );
}

/** The first day on which the city has anything of the formula's record types, whatever the measure; null: there is none. */
function earliestDay({ uses, world }: Series): number | null {
  const types = new Set(uses.map(({ measure }) => measure.record));
  const days = world.catalogue.records
    .filter(({ name }) => types.has(name))
    .flatMap(({ name, measures }) =>
      Object.entries(measures).flatMap(([measure, node]) => daysWith(measureOf(name, measure, node), world)),
    );
  return days.length === 0 ? null : Math.min(...days);
}

/** Days on which something of the measure begins; amounts that add up to nothing are nothing. */
function daysWith({ name, isSketch, grains }: Measure, { records }: World): readonly number[] {
  const facts = records.flatMap(({ facts: all }) => all.get(name) ?? []);
  const byDay = [...Map.groupBy(facts, dayOfFact)];
  return byDay.filter(([, day]) => isSketch || isNotEmpty(day, grains)).map(([day]) => day);
}

function dayOfFact(fact: Fact): number {
  return fact.kind === 'flow' ? fact.day : fact.enter.day;
}

function isNotEmpty(facts: readonly Fact[], grains: readonly CalendarGrain[]): boolean {
  const stays = facts.filter(
    (fact) => fact.kind === 'stay' && (fact.leave === null || fact.leave.day > fact.enter.day),
  );
  if (stays.length > 0) return true;
  const flows = facts.filter((fact) => fact.kind === 'flow');
  return grains.some((grain) => {
    const within = flows.filter(({ begin, day }) => periodStart(grain, begin) === periodStart(grain, day));
    return within.map(({ amount }) => amount).reduce(addExact, integer(0)).whole !== 0n;
  });
}

/** Each value of each kept dimension that a standing record carries. */
function dimensionValues({ kpi, world, uses }: Series): readonly Slice[] {
  return [...kpi.per.keys()].flatMap((dimension) => {
    const values = uses.flatMap((use) =>
      matching(world, { ...use, slice: {} }).map(
        ({ standing }) => dimensionsOf(use.measure, standing)[use.measure.by.indexOf(dimension)],
      ),
    );
    return [...new Set(values)].flatMap((value) => (value === undefined ? [] : [{ [dimension]: value }]));
  });
}

interface At {
  readonly node: string;
  readonly grain: string;
  readonly period: Period;
}

function totalAt(series: Series, at: At): OracleValue | null {
  const window = windowOf(at.period, series.world.today, series.hasStock);
  const level = levelIn(series.world, at.node, window);
  if (level === null || !series.kpi.levels.includes(level)) return null;
  return valueAt(series, { ...at, window, dimensions: {} });
}

/** A slice is published only where something of it is kept. */
function sliceAt(series: Series, at: At & { readonly dimensions: Slice }): OracleValue | null {
  const window = windowOf(at.period, series.world.today, series.hasStock);
  const level = levelIn(series.world, at.node, window);
  const [dimension = ''] = Object.keys(at.dimensions);
  if (level === null || !series.kpi.per.get(dimension)?.includes(level)) return null;
  const value = valueAt(series, { ...at, window });
  return value.status === 'not-reporting' ? null : value;
}

/** The node's level where it is in force: on some day of the window, on the last one before the midnight, or today. */
function levelIn(world: World, node: string, { first, end, atMidnight }: Window): string | null {
  const { catalogue, tree, boundaries, today } = world;
  if (boundaries === 'now') return tree.spanOn(node, today)?.level ?? null;
  const spans = catalogue.units.filter(
    ({ code, from, until }) => code === node && from < end && until > (atMidnight ? end - 1 : first),
  );
  return [...spans].sort((left, right) => left.from - right.from).at(-1)?.level ?? null;
}

interface Asked extends At {
  readonly window: Window;
  readonly dimensions: Slice;
}

function valueAt(
  { kpi, world, uses, hasStock }: Series,
  { node, grain, period, window, dimensions }: Asked,
): OracleValue {
  const place: Place = { world, node, window, dimensions, flags: new Set() };
  const common = {
    kpi: kpi.id,
    unit: node,
    dims: dimensions,
    grain,
    period: period.text,
    target: targetIn(kpi, yearOf(period.end - 1)),
  };
  const isReporting = uses.some(({ measure }) => reports(world, { measure, slice: dimensions }, node, window));
  if (!isReporting) {
    return {
      ...common,
      value: null,
      numerator: null,
      denominator: null,
      status: 'not-reporting',
      flags: [],
      tolerance: 0,
    };
  }
  const outcome = outcomeOf(formulaOf(kpi), {
    catalogue: world.catalogue,
    reader: readerAt(place),
    slice: sliceOf(kpi),
  });
  if (hasStock && uses.some((use) => use.measure.isHold && isPartial(use, place))) place.flags.add('PARTIAL_UNITS');
  if (isUnconfirmed(uses, period, world.catalogue)) place.flags.add('CALENDAR_UNCONFIRMED');
  return { ...common, ...outcome, status: outcome.value === null ? 'no-value' : 'ok', flags: [...place.flags].sort() };
}

/** The newest target listed up to that year. */
function targetIn({ target }: Kpi, year: number): number | null {
  const years = Object.keys(target)
    .map(Number)
    .filter((each) => each <= year);
  return years.length === 0 ? null : Number(target[String(Math.max(...years))]);
}
