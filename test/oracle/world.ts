// Oracle: everything that is known at one tick: the standing records with what they say to each measure, the tree, today.
import { type Calendar, openCalendar, type Period } from './calendar.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import type { Scope } from './expression.ts';
import { dimensionsOf, type Fact, factsOf, type Measure, measureOf } from './facts.ts';
import type { MeasureUse, Slice } from './formula.ts';
import { type StandingRecord, standingRecords } from './standing.ts';
import { alsoTold, type Delivery, readStatement, type TieBreaker } from './statement.ts';
import { type Tree, treeOf } from './tree.ts';

export interface World {
  readonly catalogue: Catalogue;
  readonly calendar: Calendar;
  readonly tree: Tree;
  /** Local day of the last tick. */
  readonly today: number;
  readonly records: readonly CountedRecord[];
  readonly boundaries: Boundaries;
}

/** Whose tree says where everything counts: that of each day, or today's for all days. */
export type Boundaries = 'then' | 'now';

export interface CountedRecord {
  readonly standing: StandingRecord;
  /** By full name of the measure. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
}

export interface Given {
  /** The YAML documents of the catalogue. */
  readonly texts: readonly string[];
  /** In any order, repeats and all. */
  readonly deliveries: readonly Delivery[];
  /** The last tick, in milliseconds. */
  readonly tickMs: number;
  /** Needed only where two different statements have one version number. */
  readonly tieOf?: TieBreaker;
  /** Those of then, when it is not said. */
  readonly boundaries?: Boundaries;
}

export function worldOf({ texts, deliveries, tickMs, tieOf = noTies, boundaries = 'then' }: Given): World {
  const catalogue = readCatalogue(texts);
  const calendar = openCalendar(catalogue.timeZone);
  const told = deliveries.flatMap((delivery) => [delivery, ...alsoTold(delivery, catalogue)]);
  const statements = told.map((delivery) => readStatement(delivery, { catalogue, calendar, tieOf }));
  return {
    catalogue,
    calendar,
    tree: treeOf(catalogue),
    today: calendar.dayOf(tickMs),
    boundaries,
    records: standingRecords(statements).map((standing) => ({
      standing,
      facts: allFacts({ standing, calendar, catalogue, asOf: null }),
    })),
  };
}

function noTies(): bigint {
  return 0n;
}

function allFacts(scope: Scope): ReadonlyMap<string, readonly Fact[]> {
  const { name, measures } = scope.standing.record;
  return new Map(
    Object.entries(measures).map(([measureName, node]) => {
      const measure = measureOf(name, measureName, node);
      return [measure.name, factsOf(measure, scope)];
    }),
  );
}

/** Which days of a period can be read, and at which midnight its stocks stand. */
export interface Window {
  readonly first: number;
  /** First day no longer read. Stocks stand at the midnight it begins with. */
  readonly end: number;
  /** First day after the whole period. */
  readonly periodEnd: number;
  readonly atMidnight: boolean;
  readonly grain: string;
  /** The period that the days are of; it may go on behind them. */
  readonly period: Period;
}

/** With a stock, everything up to a local midnight; without one, up to now. */
export function windowOf(
  { grain, period }: Pick<Window, 'grain' | 'period'>,
  today: number,
  hasStock: boolean,
): Window {
  const end = Math.min(period.end, hasStock ? today : today + 1);
  return { first: period.first, end, periodEnd: period.end, atMidnight: hasStock, grain, period };
}

/** The day whose tree says where something of that day counts. */
export function placingDay({ boundaries, today }: World, day: number): number {
  return boundaries === 'now' ? today : day;
}

/** The days on which the tree is looked at: the last one before the midnight, or each one on which it may differ. */
export function treeDays(
  { catalogue, boundaries, today }: World,
  { first, end, atMidnight }: Window,
): readonly number[] {
  if (boundaries === 'now') return [today];
  if (atMidnight) return [end - 1];
  const changes = catalogue.units.flatMap(({ from, until }) => [from, until]).filter((day) => day > first && day < end);
  return [first, ...changes.sort((left, right) => left - right)];
}

/** Records of the measure's type whose dimensions have the values asked for. */
export function matching({ records }: World, { measure, slice }: MeasureUse): readonly CountedRecord[] {
  return records.filter(
    ({ standing }) => standing.record.name === measure.record && hasDimensions(measure, standing, slice),
  );
}

function hasDimensions(measure: Measure, standing: StandingRecord, slice: Slice): boolean {
  const values = dimensionsOf(measure, standing);
  return Object.entries(slice).every(([dimension, wanted]) => values[measure.by.indexOf(dimension)] === wanted);
}

/** Some unit with a standing record of the type maps into the node in that window. */
export function reports(world: World, use: MeasureUse, node: string, window: Window): boolean {
  const { tree } = world;
  return matching(world, use).some(({ standing }) =>
    treeDays(world, window).some((day) => tree.isWithin(tree.standIn(standing.unit, day), node, day)),
  );
}
