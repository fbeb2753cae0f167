// Dashboards: one KPI of the unit that is looked at, by the values of a dimension of it.

import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { KpiPlan } from '@nhip/core';
import { statusColumn } from './kpi-table.ts';
import { kpiLinks } from './links.ts';
import { lookOf, mapping, numberProperties } from './look.ts';
import type { Size } from './page.ts';
import { byDimension, HERE } from './promql.ts';
import { isShare, type Scene, say } from './scene.ts';
import { rows } from './sources.ts';
import { type Column, table, valueField } from './table.ts';
import { meaningOf } from './tiles.ts';

/** How a dimension reads where nothing was stated. */
const NO_VALUE = '(none)';
const CHOSEN = { unit: HERE, period: '$period' } as const;

export function dimensionTable(
  scene: Scene,
  kpi: KpiPlan,
  { dimension, ...size }: Size & { readonly dimension: string },
): PanelBuilder {
  const { words } = scene;
  const counted = isShare(kpi);
  const counts = numberProperties({ unit: 'locale' });
  return table({
    ...size,
    title: `${say(scene, kpi.title)}: ${dimensionTitle(scene, dimension)}`,
    description: meaningOf(scene, kpi),
    queries: [
      rows('A', byDimension(kpi, '', dimension, CHOSEN)),
      ...(counted ? [rows('F', byDimension(kpi, '_numerator', dimension, CHOSEN))] : []),
      ...(counted ? [rows('G', byDimension(kpi, '_denominator', dimension, CHOSEN))] : []),
      rows('E', byDimension(kpi, '_status', dimension, CHOSEN)),
    ],
    columns: [
      dimensionColumn(scene, dimension),
      { field: valueField('A'), title: words.value, properties: numberProperties(lookOf(scene, kpi.measure)) },
      ...(counted ? [{ field: valueField('F'), title: words.numerator, properties: counts }] : []),
      ...(counted ? [{ field: valueField('G'), title: words.denominator, properties: counts }] : []),
      statusColumn(scene),
      { field: valueField('E'), title: null },
    ],
    sortBy: { title: words.value, descending: true },
    nothing: words.none,
  }).links([...kpiLinks(scene, kpi)]);
}

/** Values are codes of the catalogue's; types of data have names. */
export function dimensionColumn(scene: Scene, dimension: string): Column {
  const titles = scene.plan.records.map(({ name, title }) => [name, { text: say(scene, title) }] as const);
  const named = mapping(Object.fromEntries([...titles, [NO_VALUE, { text: scene.words.unknownType }]]));
  const properties = dimension === 'type' ? [{ id: 'mappings', value: [named] }] : [];
  return { field: dimension, title: dimensionTitle(scene, dimension), properties };
}

function dimensionTitle({ words }: Scene, dimension: string): string {
  return dimension === 'type' ? words.type : dimension;
}
