// Dashboards: a table whose rows are joined from several questions by the labels that they have in common. Columns are named once,
// here: what the questions give has technical names, what people see has titles.
import { TableCellHeight, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { onlyPlain } from './look.ts';
import type { Size } from './page.ts';
import { PROMETHEUS, type Query } from './sources.ts';

export interface Column {
  /** Name of a label, or `Value #A` for the value of the question A. */
  readonly field: string;
  /** Null: there for links only, not shown. */
  readonly title: string | null;
  readonly width?: number;
  readonly properties?: readonly DynamicConfigValue[];
}

export interface TableOptions extends Size {
  readonly title: string;
  readonly description?: string;
  readonly queries: readonly Query[];
  readonly columns: readonly Column[];
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
  /** Where a row has no value. */
  readonly nothing: string;
}

/** Grafana calls the value of the only question so. */
const ONLY_VALUE = 'Value';

export function valueField(refId: string): string {
  return `Value #${refId}`;
}

export function table(options: TableOptions): PanelBuilder {
  const { title, description, queries, columns, sortBy, nothing, width, height } = options;
  const panel = new PanelBuilder()
    .title(title)
    .datasource(PROMETHEUS)
    .span(width)
    .height(height)
    .targets([...queries])
    .noValue(nothing)
    .thresholds(onlyPlain)
    .cellHeight(TableCellHeight.Sm)
    .showHeader(true);
  if (description !== undefined) panel.description(description);
  if (sortBy !== undefined)
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.title).desc(sortBy.descending)]);
  if (queries.length > 1) panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({ id: 'organize', options: organized(columns) });
  for (const column of columns) panel.overrideByName(column.title ?? column.field, [...propertiesOf(column)]);
  return panel;
}

function organized(columns: readonly Column[]) {
  const renamed = columns.flatMap(({ field, title }) => (title === null ? [] : [[field, title] as const]));
  // A value nobody asked for a column of is that of a question about labels.
  const unwanted = ['Time', ...(columns.some(({ field }) => field === ONLY_VALUE) ? [] : [ONLY_VALUE])];
  return {
    excludeByName: Object.fromEntries(unwanted.map((field) => [field, true])),
    indexByName: Object.fromEntries(columns.map(({ field }, place) => [field, place])),
    renameByName: Object.fromEntries(renamed),
  };
}

function propertiesOf({ title, width, properties = [] }: Column): readonly DynamicConfigValue[] {
  if (title === null) return [{ id: 'custom.hideFrom.viz', value: true }];
  return [...properties, ...(width === undefined ? [] : [{ id: 'custom.width', value: width }])];
}
