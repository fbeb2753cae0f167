// Oracle: one value of one KPI with its status, points and flags, as the catalogue says they come about.
import { type Period, yearOf } from './calendar.ts';
import type { Kpi } from './catalogue.ts';
import { isValidOn, kpisNamed } from './definitions.ts';
import { type Elsewhere, isComposite, type Outcome, outcomeOfKpi, partsOf, type Slice } from './formula.ts';
import { countsByMonth, measuresIn, type SteppedUse } from './measures-in.ts';
import { otherDays } from './other-days.ts';
import { isPartial, type Place, readerAt } from './rollup.ts';
import { compositeOf, fullPoints, pointsFor, pointsForNothing } from './score.ts';
import { isUnconfirmed } from './unconfirmed.ts';
import { reports, type Window, type World, windowOf } from './world.ts';
import { isMap, itemsOf, numberOf } from './yaml-node.ts';

export interface Asked {
  readonly world: World;
  readonly node: string;
  readonly grain: string;
  readonly period: Period;
  readonly dimensions: Slice;
}

export interface Judgement extends Outcome {
  readonly score: number | null;
  readonly target: number | null;
  readonly status: string;
  readonly flags: readonly string[];
  /** Some unit below the node keeps records of a type it reads. */
  readonly reports: boolean;
  /** How many points could be scored, and whether these are all there are. */
  readonly possible: number;
  readonly isWhole: boolean;
}

/** Null: nothing is published there. */
export function judge(kpi: Kpi, asked: Asked): Judgement | null {
  const { world, node, period, dimensions } = asked;
  if (!isValidOn(kpi, period.end - 1)) return null;
  const uses = measuresIn(kpi, world.catalogue);
  const hasStock = [...uses.value, ...uses.flags].some(({ measure }) => measure.isStock);
  const window = windowOf(asked, world.today, hasStock);
  const level = levelIn(world, node, window);
  if (level === null || !levelsOf(kpi, dimensions).includes(level)) return null;
  const target = targetIn(kpi, yearOf(period.end - 1));
  if (isComposite(kpi.body)) return { ...judgeComposite(kpi, level, asked), target };
  const isReporting = uses.value.some(({ measure }) => reports(world, { measure, slice: dimensions }, node, window));
  const told = { flags: [], reports: isReporting, target };
  const full = fullPoints(kpi, world.catalogue);
  const policy = policyAt(kpi, level, world);
  if (policy?.from === 'above') return { ...told, ...judgedAbove(kpi, window, asked) };
  if (policy !== null) return { ...withoutValue('not-applicable', policy.points, full), ...told };
  if (!isReporting) return { ...withoutValue('not-reporting', pointsForNothing(kpi, world.catalogue), full), ...told };
  const place: Place = { world, node, window, dimensions, flags: new Set() };
  const outcome = outcomeAt(kpi, { place, asked });
  if (hasStock && uses.value.some((use) => lacksReadings(use, place))) place.flags.add('PARTIAL_UNITS');
  const read = [...uses.value, ...uses.flags];
  const windows = read.flatMap((use) => windowOfUse(use, window) ?? []);
  if (isUnconfirmed(read, windows, world.catalogue)) place.flags.add('CALENDAR_UNCONFIRMED');
  return { ...rated(kpi, outcome, world), ...told, flags: [...place.flags].sort() };
}

function levelsOf({ levels, per }: Kpi, dimensions: Slice): readonly string[] {
  const [dimension] = Object.keys(dimensions);
  return dimension === undefined ? levels : (per.get(dimension) ?? []);
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

/** The newest target listed up to that year. */
function targetIn({ target }: Kpi, year: number): number | null {
  const years = Object.keys(target)
    .map(Number)
    .filter((each) => each <= year);
  return years.length === 0 ? null : Number(target[String(Math.max(...years))]);
}

function outcomeAt(kpi: Kpi, { place, asked }: { readonly place: Place; readonly asked: Asked }): Outcome {
  const { catalogue } = asked.world;
  const sources = (window: Window, flags: Set<string>) => ({
    reader: readerAt({ ...place, window, flags }),
    points: (id: string) => {
      const judgement = judgeNamed(id, asked);
      for (const flag of judgement?.flags ?? []) flags.add(flag);
      return judgement?.score ?? null;
    },
  });
  const at = (window: Window): Elsewhere => ({
    ...sources(window, place.flags),
    forFlags: sources(window, new Set()),
    elsewhere: (step, byMonth) => {
      const other = otherDays(step, window, byMonth);
      return other === null ? null : at(other);
    },
    definitionsOf: (id) => kpisNamed(id, catalogue).filter((each) => isValidOn(each, window.periodEnd - 1)),
    spans: (day) => window.first < day && day < window.periodEnd,
  });
  return outcomeOfKpi(kpi, {
    catalogue,
    ...at(place.window),
    slice: {},
    grain: asked.grain,
    countsByMonth: (of, slice) => countsByMonth(of, slice, catalogue),
    raise: (flag) => place.flags.add(flag),
    definition: null,
  });
}

/** By the definition that is valid then; null: there is none, or nothing is published there. */
function judgeNamed(id: string, asked: Asked): Judgement | null {
  const [judgement] = kpisNamed(id, asked.world.catalogue).flatMap((kpi) => judge(kpi, asked) ?? []);
  return judgement ?? null;
}

/** The days it is read in, null: none. Whether the period has to go on or to have ended for a value changes nothing of them. */
function windowOfUse({ steps }: SteppedUse, asked: Window): Window | null {
  let window: Window | null = asked;
  for (const step of steps.filter((one) => one.window !== 'now')) {
    window = window === null ? null : otherDays(step, window, false);
  }
  return window;
}

function lacksReadings(use: SteppedUse, place: Place): boolean {
  const window = windowOfUse(use, place.window);
  return window !== null && use.measure.isHold && isPartial(use, { ...place, window });
}

interface Policy {
  readonly points: number | null;
  readonly from: 'itself' | 'above';
}

/** Whether it does not apply at the level, and the points that are given there instead. */
function policyAt(kpi: Kpi, level: string, { catalogue }: World): Policy | null {
  const { not_applicable: policy } = kpi.body;
  if (!isMap(policy) || !itemsOf(policy.levels).includes(level)) return null;
  if (policy.score === 'above') return { points: null, from: 'above' };
  return { points: policy.score === 'full' ? fullPoints(kpi, catalogue) : null, from: 'itself' };
}

/** The points, and the flags, of the nearest unit above at a level where it applies. */
function judgedAbove(kpi: Kpi, window: Window, asked: Asked): Omit<Judgement, 'reports' | 'target'> {
  const { world, node } = asked;
  const day = world.boundaries === 'now' ? world.today : lastDayOf(world, node, window);
  const above = nodeAbove(kpi, { world, node, day });
  const judged = above === null ? null : judge(kpi, { ...asked, node: above });
  const { score = null, possible = 0, isWhole = false, flags = [] } = judged ?? {};
  return { ...withoutValue('not-applicable', score, null), possible, isWhole, flags };
}

function lastDayOf({ catalogue }: World, node: string, { end }: Window): number {
  const spans = catalogue.units.filter(({ code, from }) => code === node && from < end);
  const [last] = [...spans].sort((left, right) => right.from - left.from);
  return Math.min(end, last?.until ?? end) - 1;
}

interface Climbing {
  readonly world: World;
  readonly node: string;
  readonly day: number;
}

function nodeAbove(kpi: Kpi, { world, node, day }: Climbing): string | null {
  const parent = world.tree.spanOn(node, day)?.parent ?? null;
  if (parent === null) return null;
  const above = world.tree.standIn(parent, day);
  const applies = policyAt(kpi, world.tree.spanOn(above, day)?.level ?? '', world) === null;
  return applies ? above : nodeAbove(kpi, { world, node: above, day });
}

type Untold = Omit<Judgement, 'reports' | 'target' | 'flags'>;

function withoutValue(status: string, score: number | null, full: number | null): Untold {
  const nothing = { value: null, numerator: null, denominator: null, tolerance: 0 };
  return { ...nothing, score, status, ...scoredOf(score, full) };
}

function scoredOf(score: number | null, full: number | null): Pick<Judgement, 'possible' | 'isWhole'> {
  return score === null ? { possible: 0, isWhole: false } : { possible: full ?? 0, isWhole: true };
}

function rated(kpi: Kpi, outcome: Outcome, { catalogue }: World): Untold {
  const { value, denominator } = outcome;
  const full = fullPoints(kpi, catalogue);
  if (value === null) {
    const score = denominator === 0 ? pointsForNothing(kpi, catalogue) : null;
    return { ...outcome, status: 'no-value', score, ...scoredOf(score, full) };
  }
  if (isTooFew(kpi, denominator)) return { ...outcome, status: 'not-rated', score: null, ...scoredOf(null, full) };
  const score = pointsFor(kpi, value);
  return { ...outcome, status: 'ok', score, ...scoredOf(score, full) };
}

function isTooFew({ body: { not_rated: rule } }: Kpi, denominator: number | null): boolean {
  return isMap(rule) && denominator !== null && denominator < numberOf(rule.below);
}

/** The sum of what its parts say at the same node in the same period. */
function judgeComposite(kpi: Kpi, level: string, asked: Asked): Omit<Judgement, 'target'> {
  const { catalogue } = asked.world;
  const full = fullPoints(kpi, catalogue) ?? 0;
  const parts = partsOf(kpi).map((id) => judgeNamed(id, asked));
  const isReporting = parts.some((part) => part?.reports === true);
  const policy = policyAt(kpi, level, asked.world);
  if (policy !== null)
    return { ...withoutValue('not-applicable', policy.points, full), flags: [], reports: isReporting };
  const flags = new Set(parts.flatMap((part) => part?.flags ?? []));
  if (asked.period.first < kpi.from) flags.add('DEFINITION_CHANGED');
  const points = parts.reduce((sum, part) => sum + (part?.score ?? 0), 0);
  const possible = parts.reduce((sum, part) => sum + (part?.possible ?? 0), 0);
  const tolerance = 1e-9 + parts.reduce((sum, part) => sum + (part?.tolerance ?? 0), 0) * full;
  const isWhole = parts.every((part) => part?.isWhole === true);
  const summed = sumOf({ points, possible, isWhole, full }, compositeOf(kpi).missing);
  if (summed.flag !== null) flags.add(summed.flag);
  const value = summed.score === null ? null : summed.score / compositeOf(kpi).divide;
  const told = { flags: [...flags].sort(), reports: isReporting, tolerance };
  const { flag: _, ...scored } = summed;
  if (!isReporting)
    return { ...told, ...scored, value: null, numerator: null, denominator: null, status: 'not-reporting' };
  const outcome = { ...told, ...scored, value, numerator: points, denominator: possible };
  if (value === null) return { ...outcome, status: 'no-value' };
  if (isTooFew(kpi, possible)) return { ...outcome, status: 'not-rated', score: null, possible: 0, isWhole: false };
  return { ...outcome, status: 'ok' };
}

interface Points {
  readonly points: number;
  readonly possible: number;
  readonly isWhole: boolean;
  readonly full: number;
}

function sumOf(
  { points, possible, isWhole, full }: Points,
  missing: unknown,
): Pick<Judgement, 'score' | 'possible' | 'isWhole'> & { readonly flag: string | null } {
  if (isWhole) return { score: points, possible, isWhole, flag: null };
  if (possible === 0 || missing === 'none') return { score: null, possible: 0, isWhole, flag: null };
  if (missing === 'partial') return { score: points, possible, isWhole, flag: 'PARTIAL_SCORE' };
  return { score: (points / possible) * full, possible: full, isWhole: true, flag: 'RESCALED_SCORE' };
}
