// Dashboards: how good the data is that is sent in: by KPIs of the catalogue, by unit and by type of data, and by what the doors said.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { dimensionColumn } from './dimension-table.ts';
import { colours, fixedColour, lookOf, numberProperties } from './look.ts';
import { type PanelMaker, pageOf, type Section, type Size, widthsOf } from './page.ts';
import { byDimension, HERE, named, one, RANKED } from './promql.ts';
import { qualityKpis, type Scene, say } from './scene.ts';
import { refIdAt, rows } from './sources.ts';
import { type Column, table, valueField } from './table.ts';
import { kpiTile } from './tiles.ts';
import { trend } from './trend.ts';
import { unitColumns } from './unit-table.ts';
import { choices } from './variables.ts';

const HERE_CHOSEN = { unit: HERE, period: '$period' } as const;
const RANKED_CHOSEN = { unit: RANKED, period: '$period', by: 'unit' } as const;

export function qualityDashboard(scene: Scene): Dashboard {
  const { words } = scene;
  return pageOf(scene, {
    page: 'quality',
    title: words.quality,
    description: `${words.quality}.`,
    tags: ['nhip-leadership', 'nhip-operation'],
    // What is sent in now is of now, whatever it tells of.
    variables: choices(scene, 'current'),
    from: 'now-90d',
    refresh: '5m',
    sections: sectionsOf(scene),
  });
}

function sectionsOf(scene: Scene): readonly Section[] {
  const { words, plan } = scene;
  const kpis = qualityKpis(plan);
  const typed = kpis.filter(({ per }) => per.some(({ dimension }) => dimension === 'type'));
  const widths = kpis.length === 0 ? [] : widthsOf(kpis.length);
  return [
    {
      title: null,
      panels: kpis.map((kpi, place) => kpiTile(scene, kpi, { width: widths[place] ?? 0, height: 5 })),
    },
    {
      title: null,
      panels: [
        ...(kpis.length === 0 ? [] : [byUnitTable(scene, kpis, { width: 12, height: 12 })]),
        ...(typed.length === 0 ? [] : [byTypeTable(scene, typed, { width: 12, height: 12 })]),
      ],
    },
    {
      title: words.senders,
      panels: [senders(scene, { width: 16, height: 12 }), refused(scene, { width: 8, height: 12 })],
    },
    { title: words.trend, panels: trends(scene, kpis) },
  ];
}

/** Short names: what stands before the dash of `Đúng – tỷ lệ …`, else the whole title. */
function shortTitle(scene: Scene, kpi: KpiPlan, among: readonly KpiPlan[]): string {
  const short = (one: KpiPlan): string => say(scene, one.title).split(' – ')[0] ?? '';
  const isAlone = among.filter((other) => short(other) === short(kpi)).length === 1;
  return isAlone ? short(kpi) : say(scene, kpi.title);
}

/** A column for each KPI, in the order of the questions. */
function kpiColumns(scene: Scene, kpis: readonly KpiPlan[]): readonly Column[] {
  return kpis.map((kpi, place) => ({
    field: valueField(refIdAt(place)),
    title: shortTitle(scene, kpi, kpis),
    properties: numberProperties(lookOf(scene, kpi.measure)),
  }));
}

function byUnitTable(scene: Scene, kpis: readonly KpiPlan[], size: Size): TablePanel {
  const { words, language } = scene;
  return table({
    ...size,
    title: words.byUnit,
    queries: kpis.map((kpi, place) =>
      rows(refIdAt(place), named(one(kpi, '', RANKED_CHOSEN), language === 'vi' ? 'title_vi' : 'title_en')),
    ),
    columns: [...unitColumns(scene), ...kpiColumns(scene, kpis)],
    nothing: words.none,
  });
}

function byTypeTable(scene: Scene, kpis: readonly KpiPlan[], size: Size): TablePanel {
  const { words } = scene;
  return table({
    ...size,
    title: words.byType,
    queries: kpis.map((kpi, place) => rows(refIdAt(place), byDimension(kpi, '', 'type', HERE_CHOSEN))),
    columns: [dimensionColumn(scene, 'type'), ...kpiColumns(scene, kpis)],
    nothing: words.none,
  });
}

/** What became of everything that each sender ever sent. */
function senders(scene: Scene, size: Size): TablePanel {
  const { words, language } = scene;
  const title = language === 'vi' ? 'title_vi' : 'title_en';
  // Senders are units too, mostly; one that is none keeps its code.
  const sender = (expression: string): string => {
    const labelled = `label_replace(${expression}, "unit", "$1", "agency", "(.+)")`;
    return `${named(labelled, title)} or on (agency) ${labelled}`;
  };
  const verdict = (name: string): string =>
    sender(`sum by (agency) (nhip_tally_events_total{verdict="${name}",agency!=""})`);
  const count = (refId: string, heading: string, colour: string) => ({
    field: valueField(refId),
    title: heading,
    width: 110,
    properties: [
      ...numberProperties({ unit: 'locale' }),
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      fixedColour(colour),
    ],
  });
  return table({
    ...size,
    title: words.senders,
    queries: [
      rows('A', sender('min by (agency) (nhip_last_statement_age_seconds)')),
      rows('B', verdict('counted')),
      rows('C', verdict('superseded')),
      rows('D', verdict('repeated')),
      rows('E', verdict('dead_lettered')),
      rows('F', sender('sum by (agency) (nhip_tally_conflicts_total{agency!=""})')),
    ],
    columns: [
      { field: 'agency', title: words.sender },
      { field: title, title: words.unit },
      { field: 'unit', title: null },
      {
        field: valueField('A'),
        title: words.lastStatement,
        width: 150,
        properties: numberProperties({ unit: 'dtdurations', decimals: 0 }),
      },
      count('B', words.counted, colours.plain),
      count('C', words.superseded, colours.plain),
      count('D', words.repeated, colours.plain),
      count('E', words.deadLettered, colours.bad),
      count('F', words.conflicts, colours.behind),
    ],
    sortBy: { title: words.lastStatement, descending: true },
    nothing: words.none,
  });
}

function refused({ words }: Scene, size: Size): TablePanel {
  return table({
    ...size,
    title: words.refused,
    queries: [rows('A', 'sum by (code) (nhip_door_rejected_total)')],
    columns: [
      { field: 'code', title: words.code },
      { field: 'Value', title: words.count, width: 90, properties: numberProperties({ unit: 'locale' }) },
    ],
    sortBy: { title: words.count, descending: true },
    nothing: words.none,
  });
}

function trends(scene: Scene, kpis: readonly KpiPlan[]): readonly PanelMaker[] {
  return kpis.map((kpi) => trend(scene, kpi, { width: 8, height: 7 }));
}
