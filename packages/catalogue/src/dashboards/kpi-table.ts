// Dashboards: a table of KPIs of one unit: this period and the last one, the target, how far from it, and the state of the data.
// Numbers of a column share their unit of measure, so shares stand in one table and everything else in another.

import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { gaugeOf } from '../reference/page.ts';
import { programmePage, uidOf } from './address.ts';
import { programmeLink } from './links.ts';
import {
  colours,
  fixedColour,
  grainMapping,
  lookOf,
  mapping,
  measureWord,
  numberProperties,
  shortfallProperties,
  statusMapping,
} from './look.ts';
import type { Size } from './page.ts';
import { HERE, labelled, several, shortfall } from './promql.ts';
import { hasTarget, programmesOf, type Scene, say } from './scene.ts';
import { rows } from './sources.ts';
import { type Column, table, valueField } from './table.ts';

export interface KpiTableOptions extends Size {
  readonly title: string;
  readonly description?: string;
  readonly kpis: readonly KpiPlan[];
  /** Shares are shown in per cent; numbers of other measures say theirs in a column. */
  readonly shares: boolean;
  readonly withProgramme: boolean;
}

const CURRENT = { unit: HERE, period: 'current' } as const;
const PREVIOUS = { unit: HERE, period: 'previous' } as const;
const CHOSEN = { unit: HERE, period: '$period' } as const;

export function kpiTable(scene: Scene, options: KpiTableOptions): PanelBuilder {
  const { words } = scene;
  const { kpis } = options;
  const programme = (expression: string): string =>
    options.withProgramme ? byProgramme(scene, kpis, expression) : expression;
  const measured = (expression: string): string =>
    options.shares ? expression : labelled(expression, 'measure', { kpis, nameOf: ({ measure }) => measure });
  const targeted = kpis.some(hasTarget);
  const queries = [
    rows('A', programme(several(kpis, '', CURRENT))),
    rows('B', programme(several(kpis, '', PREVIOUS))),
    ...(targeted ? [rows('C', programme(several(kpis.filter(hasTarget), '_target', CHOSEN)))] : []),
    ...(targeted ? [rows('D', programme(shortfall(kpis, CHOSEN)))] : []),
    rows('E', measured(programme(several(kpis, '_status', CHOSEN)))),
  ];
  return table({
    ...options,
    queries,
    columns: columnsOf(scene, { ...options, targeted }),
    nothing: words.none,
    ...(targeted ? { sortBy: { title: words.short, descending: true } } : {}),
  });
}

function columnsOf(scene: Scene, options: KpiTableOptions & { readonly targeted: boolean }): readonly Column[] {
  const { words } = scene;
  const { kpis, shares, targeted } = options;
  const look = numberProperties(shares ? lookOf(scene, 'ratio') : { unit: 'none' });
  const titles = mapping(Object.fromEntries(kpis.map((kpi) => [gaugeOf(kpi), { text: say(scene, kpi.title) }])));
  const number = (field: string, title: string, more: readonly DynamicConfigValue[] = []): Column => ({
    field,
    title,
    width: 125,
    properties: [...look, ...more],
  });
  return [
    ...(options.withProgramme ? [programmeColumn(scene)] : []),
    { field: 'kpi', title: words.kpi, properties: [{ id: 'mappings', value: [titles] }] },
    { field: 'grain', title: words.grain, width: 80, properties: [{ id: 'mappings', value: [grainMapping(scene)] }] },
    number(valueField('A'), words.now, [{ id: 'noValue', value: words.noValue }]),
    number(valueField('B'), words.before, [{ id: 'noValue', value: words.noValue }]),
    ...(targeted
      ? [number(valueField('C'), words.target), number(valueField('D'), words.short, shortfallProperties(scene))]
      : []),
    ...(shares ? [] : [measureColumn(scene, kpis)]),
    statusColumn(scene),
    { field: valueField('E'), title: null },
  ];
}

function measureColumn(scene: Scene, kpis: readonly KpiPlan[]): Column {
  const measures = [...new Set(kpis.map(({ measure }) => measure))];
  const titles = mapping(Object.fromEntries(measures.map((name) => [name, { text: measureWord(scene, name) }])));
  const properties = [{ id: 'mappings', value: [titles] }];
  return { field: 'measure', title: scene.words.measure, width: 110, properties };
}

/** The address of the programme's page as a label of each KPI. */
export function byProgramme({ language }: Scene, kpis: readonly KpiPlan[], expression: string): string {
  const nameOf = ({ programme }: KpiPlan): string => uidOf(language, programmePage(programme));
  return labelled(expression, 'programme', { kpis, nameOf });
}

export function statusColumn(scene: Scene): Column {
  const properties = [
    { id: 'mappings', value: [statusMapping(scene)] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
    fixedColour(colours.unknown),
  ];
  return { field: 'status', title: scene.words.status, width: 150, properties };
}

export function programmeColumn(scene: Scene): Column {
  const { plan, language, words } = scene;
  const titles = programmesOf(plan).map((programme) => {
    const title = programme === null ? plan.title : plan.titles.programmes[programme];
    const text = title === undefined ? (programme ?? '') : say(scene, title);
    return [uidOf(language, programmePage(programme)), { text }] as const;
  });
  const properties = [
    { id: 'mappings', value: [mapping(Object.fromEntries(titles))] },
    { id: 'links', value: [programmeLink(scene)] },
  ];
  return { field: 'programme', title: words.programme, properties };
}
