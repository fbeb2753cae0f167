// The oracle: every value of every KPI, computed the slow obvious way from the full list of statements. It interprets the
// catalogue's YAML itself and shares no code with the packages it judges, save the YAML parser and luxon.
import { type CalendarGrain, type Period, periodStart, periodsOf } from './calendar.ts';
import type { Kpi } from './catalogue.ts';
import { dimensionsOf, type Fact, type Measure, measureOf } from './facts.ts';
import type { Slice } from './formula.ts';
import { judge } from './judge.ts';
import { measuresIn, type SteppedUse } from './measures-in.ts';
import { addExact, integer } from './value.ts';
import { type Given, matching, type World, worldOf } from './world.ts';

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
  readonly score: number | null;
  readonly target: number | null;
  readonly status: string;
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
  readonly uses: readonly SteppedUse[];
}

function valuesOfKpi(kpi: Kpi, world: World): readonly OracleValue[] {
  const series: Series = { kpi, world, uses: measuresIn(kpi, world.catalogue).value };
  const first = earliestDay(series);
  if (first === null) return [];
  return kpi.grains.flatMap((grain) =>
    periodsOf(grain, Math.min(first, world.today), world.today).flatMap((period) => [
      ...[{}, ...dimensionValues(series)].flatMap((dimensions) =>
        world.tree.codes.flatMap((node) => valueAt(series, { node, grain, period, dimensions }) ?? []),
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
  readonly dimensions: Slice;
}

/** A slice is published only where something of it is kept. */
function valueAt({ kpi, world }: Series, { node, grain, period, dimensions }: At): OracleValue | null {
  const judgement = judge(kpi, { world, node, grain, period, dimensions });
  if (judgement === null || (Object.keys(dimensions).length > 0 && !judgement.reports)) return null;
  const { value, numerator, denominator, score, target, status, flags, tolerance } = judgement;
  const place = { kpi: kpi.id, unit: node, dims: dimensions, grain, period: period.text };
  return { ...place, value, numerator, denominator, score, target, status, flags, tolerance };
}
