// Dashboards: what every panel is made from, and which KPIs it may show.
import type { Bilingual, KpiPlan, Plan } from '@nhip/core';
import type { Language, Words } from './words.ts';

export interface Scene {
  readonly plan: Plan;
  readonly language: Language;
  readonly words: Words;
  /** Where people's browsers reach the exporter, without a slash at the end. */
  readonly address: string;
}

export function say({ language }: Pick<Scene, 'language'>, text: Bilingual): string {
  return text[language];
}

/** KPIs programme by programme, in the order in which those are shown. */
export function kpisInOrder(plan: Plan): readonly KpiPlan[] {
  const byProgramme = Map.groupBy(plan.kpis, ({ programme }) => programme);
  return programmesOf(plan).flatMap((programme) => byProgramme.get(programme) ?? []);
}

/** KPIs that have one value for a unit; the others have values of a dimension only. */
export function hasTotal({ levels }: KpiPlan): boolean {
  return levels.length > 0;
}

export function isShare({ measure }: KpiPlan): boolean {
  return measure === 'ratio';
}

/** A value of it can be said to reach its target. */
export function hasTarget({ targets, better }: KpiPlan): boolean {
  return targets.length > 0 && better !== 'neither';
}

/** Composites that are part of no other, the one of the most points first. */
export function indicesOf({ kpis }: Plan, programme: string | null): readonly KpiPlan[] {
  const parts = new Set(kpis.flatMap(({ formula }) => (formula.kind === 'composite' ? formula.parts : [])));
  const own = kpis.filter((kpi, place) => kpi.formula.kind === 'composite' && !parts.has(place) && hasTotal(kpi));
  return own
    .filter((kpi) => kpi.programme === programme)
    .sort((left, right) => (right.rating.pointsMax ?? 0) - (left.rating.pointsMax ?? 0));
}

/** The one index that stands for a programme. */
export function indexOf(plan: Plan, programme: string | null): KpiPlan | null {
  return indicesOf(plan, programme)[0] ?? null;
}

export function partsOf({ kpis }: Plan, { formula }: KpiPlan): readonly KpiPlan[] {
  return formula.kind === 'composite' ? formula.parts.flatMap((place) => kpis[place] ?? []) : [];
}

/** Parts of an index; a part that only gathers other composites gives way to them. */
export function groupsOf(plan: Plan, index: KpiPlan): readonly KpiPlan[] {
  return partsOf(plan, index).flatMap((part) => {
    const inner = partsOf(plan, part);
    return inner.length > 0 && inner.every(({ formula }) => formula.kind === 'composite') ? inner : [part];
  });
}

/** What is scored by itself, each with the group it counts in. */
export function criteriaOf(plan: Plan, index: KpiPlan): readonly KpiPlan[] {
  const parts = partsOf(plan, index);
  return parts.length === 0 ? [index] : parts.flatMap((part) => criteriaOf(plan, part));
}

/** KPIs that tell of the data itself: they read what the log says of each sender. */
export function qualityKpis({ kpis, records }: Plan): readonly KpiPlan[] {
  const isBuiltIn = (place: unknown): boolean => typeof place === 'number' && records[place]?.isBuiltIn === true;
  const reads = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if ('measure' in value && 'record' in value && isBuiltIn(value.record)) return true;
    return Object.values(value).some(reads);
  };
  return kpis.filter((kpi) => reads(kpi.formula) && hasTotal(kpi));
}

/** In the order of the catalogue's titles; programmes without a title follow, by their first KPI. */
export function programmesOf({ kpis, titles }: Plan): readonly (string | null)[] {
  const found = new Set(kpis.map(({ programme }) => programme));
  const titled = Object.keys(titles.programmes).filter((programme) => found.has(programme));
  return [...titled, ...[...found].filter((programme) => programme === null || !titled.includes(programme))];
}
